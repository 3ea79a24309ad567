"""boto3 against the server in real-time simulation: the machinery shows."""

import time
import unittest

import boto3

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
