"""boto3 against the server in real-time simulation: the machinery shows."""

import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

client = boto3.client("dynamodb")


class Simulation(unittest.TestCase):
    def test_a_table_passes_through_its_statuses(self):
        client.create_table(
            TableName="Slow",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.assertEqual(client.describe_table(TableName="Slow")["Table"]["TableStatus"], "CREATING")
        with self.assertRaises(client.exceptions.ResourceNotFoundException):
            client.get_item(TableName="Slow", Key={"pk": {"S": "a"}})
        client.get_waiter("table_exists").wait(TableName="Slow", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        # Eventually consistent reads right after a write sometimes see the old version; strong ones never do.
        stale = 0
        for version in range(1, 200):
            client.put_item(TableName="Slow", Item={"pk": {"S": "a"}, "v": {"N": str(version)}})
            weak = client.get_item(TableName="Slow", Key={"pk": {"S": "a"}})
            strong = client.get_item(TableName="Slow", Key={"pk": {"S": "a"}}, ConsistentRead=True)
            self.assertEqual(strong["Item"]["v"]["N"], str(version))
            stale += weak.get("Item", {}).get("v", {}).get("N") != str(version)
        self.assertGreater(stale, 0)
        time.sleep(1.5)  # Longer than any follower lags: now every copy knows.
        for _ in range(10):
            weak = client.get_item(TableName="Slow", Key={"pk": {"S": "a"}})
            self.assertEqual(weak["Item"]["v"]["N"], "199")

    def test_transactions_meet_on_the_way(self):
        client.create_table(
            TableName="Busy",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_waiter("table_exists").wait(TableName="Busy", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=8)
        met, done = set(), []
        over = time.monotonic() + 120

        def add(pk):
            return {"TableName": "Busy", "Key": {"pk": {"S": pk}}, "UpdateExpression": "ADD n :one",
                    "ExpressionAttributeValues": {":one": {"N": "1"}}}

        def transact(order):
            own = boto3.client("dynamodb", config=config)
            while len(met) < 3 and time.monotonic() < over:
                try:
                    own.transact_write_items(TransactItems=[{"Update": add(pk)} for pk in order])
                    done.append(1)
                except own.exceptions.TransactionCanceledException as error:
                    codes = {reason["Code"] for reason in error.response["CancellationReasons"]}
                    self.assertLessEqual(codes, {"None", "TransactionConflict"})
                    met.add("transaction")

        def write():
            own = boto3.client("dynamodb", config=config)
            while len(met) < 3 and time.monotonic() < over:
                try:
                    own.update_item(**{**add("a"), "UpdateExpression": "ADD m :one"})
                except own.exceptions.TransactionConflictException as error:
                    self.assertIn("Transaction is ongoing for the item", str(error))
                    met.add("write")

        def read():
            own = boto3.client("dynamodb", config=config)
            gets = [{"Get": {"TableName": "Busy", "Key": {"pk": {"S": pk}}}} for pk in "ab"]
            while len(met) < 3 and time.monotonic() < over:
                try:
                    a, b = (response.get("Item", {}) for response in own.transact_get_items(TransactItems=gets)["Responses"])
                    # Both or none: what a transaction reads is never half of another.
                    self.assertEqual(a.get("n"), b.get("n"))
                except own.exceptions.TransactionCanceledException:
                    met.add("read")

        with ThreadPoolExecutor(5) as threads:
            work = [threads.submit(transact, order) for order in ["ab", "ba"]]
            work += [threads.submit(write), threads.submit(read), threads.submit(read)]
            for running in work:
                running.result()
        self.assertEqual(met, {"transaction", "write", "read"})
        for pk in "ab":
            item = client.get_item(TableName="Busy", Key={"pk": {"S": pk}}, ConsistentRead=True).get("Item", {})
            self.assertEqual(item.get("n", {"N": "0"})["N"], str(len(done)))

    def test_four_clients_and_one_item(self):
        client.create_table(
            TableName="Account",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_waiter("table_exists").wait(
            TableName="Account", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
        )
        config = Config(retries={"total_max_attempts": 1})
        add = {"TableName": "Account", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :one",
               "ExpressionAttributeValues": {":one": {"N": "1"}}}
        over = time.monotonic() + 120

        def deposit(_):
            own, conflicts = boto3.client("dynamodb", config=config), 0
            for _ in range(10):
                while True:
                    self.assertLess(time.monotonic(), over)
                    try:
                        own.transact_write_items(TransactItems=[{"Update": add}])
                        break
                    except own.exceptions.TransactionCanceledException as error:
                        self.assertEqual(
                            error.response["CancellationReasons"],
                            [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}],
                        )
                        conflicts += 1
            return conflicts

        with ThreadPoolExecutor(4) as threads:
            conflicts = sum(threads.map(deposit, range(4)))
        self.assertGreater(conflicts, 0)
        item = client.get_item(TableName="Account", Key={"pk": {"S": "a"}}, ConsistentRead=True)["Item"]
        self.assertEqual(item["n"]["N"], "40")


if __name__ == "__main__":
    unittest.main(verbosity=2)
