"""boto3 against the server in real-time simulation: what is throttled and why, and what is late."""

import time
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# What the SDK would hide by trying again is what is looked at.
once = Config(retries={"total_max_attempts": 1})
client = boto3.client("dynamodb", config=once)
streams = boto3.client("dynamodbstreams", config=once)
ACCOUNT = "123456789012"


def create(name, statuses=None, **more):
    """Creates a table, waits until it is ACTIVE, and notes the statuses that it passes through."""
    seen = [] if statuses is None else statuses
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}] + more.pop("attributes", []),
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        **more,
    )
    over = time.monotonic() + 60
    while not seen or seen[-1] != "ACTIVE":
        status = client.describe_table(TableName=name)["Table"]["TableStatus"]
        if not seen or seen[-1] != status:
            seen.append(status)
        if time.monotonic() > over:
            raise AssertionError(f"{name} is {status}")
        time.sleep(0.1)


def write_until_refused(test, name, bytes, most):
    """Writes items until one is refused. How many were written, and the error."""
    for n in range(most):
        try:
            client.put_item(TableName=name, Item={"pk": {"S": str(n)}, "text": {"S": "x" * bytes}})
        except ClientError as error:
            return n, error.response
    test.fail(f"{most} writes were served")


class Throttling(unittest.TestCase):
    def test_a_small_table_serves_what_it_saved_up_and_no_more(self):
        statuses = []
        create("Small", statuses, ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
        self.assertEqual(statuses, ["CREATING", "ACTIVE"])
        # A minute's worth was there at first, and a unit a second has come since: 20 units each.
        written, response = write_until_refused(self, "Small", 19 * 1024 + 900, 40)
        self.assertGreaterEqual(written, 3)
        error = response["Error"]
        self.assertEqual(error["Code"], "ProvisionedThroughputExceededException")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 400)
        self.assertIn("The level of configured provisioned throughput for the table was exceeded", error["Message"])
        self.assertEqual(
            response["ThrottlingReasons"],
            [{"reason": "TableWriteProvisionedThroughputExceeded",
              "resource": f"arn:aws:dynamodb:{client.meta.region_name}:{ACCOUNT}:table/Small"}],
        )
        # Reads have a bucket of their own.
        client.get_item(TableName="Small", Key={"pk": {"S": "0"}})

    def test_a_maximum_on_demand(self):
        create("Capped", BillingMode="PAY_PER_REQUEST", OnDemandThroughput={"MaxWriteRequestUnits": 2})
        written, response = write_until_refused(self, "Capped", 5 * 1024, 40)
        self.assertGreaterEqual(written, 1)
        self.assertEqual(response["Error"]["Code"], "ThrottlingException")
        self.assertIn("maximum OnDemandThroughput", response["Error"]["Message"])
        # This exception's member begins with a small letter, as in the service's model.
        reasons = response.get("throttlingReasons")
        self.assertEqual([reason["reason"] for reason in reasons], ["TableWriteMaxOnDemandThroughputExceeded"])

    def test_a_batch_gives_back_what_was_throttled(self):
        create("Batch", ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1})
        def batch(turn):
            puts = [{"PutRequest": {"Item": {"pk": {"S": f"{turn}-{n}"}, "text": {"S": "x" * 9_000}}}} for n in range(25)]
            return client.batch_write_item(RequestItems={"Batch": puts})
        with self.assertRaises(client.exceptions.ProvisionedThroughputExceededException) as caught:
            for turn in range(20):
                batch(turn)
        self.assertEqual(caught.exception.response["ThrottlingReasons"][0]["reason"], "TableWriteProvisionedThroughputExceeded")

    def test_copies_and_indexes_are_late_at_times(self):
        statuses = []
        create(
            "Late",
            statuses,
            BillingMode="PAY_PER_REQUEST",
            attributes=[{"AttributeName": "owner", "AttributeType": "S"}],
            GlobalSecondaryIndexes=[{
                "IndexName": "ByOwner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        self.assertEqual(statuses, ["CREATING", "ACTIVE"])
        stale = missing = 0
        for n in range(1, 201):
            client.put_item(TableName="Late", Item={"pk": {"S": "a"}, "owner": {"S": f"o{n}"}, "n": {"N": str(n)}})
            weak = client.get_item(TableName="Late", Key={"pk": {"S": "a"}})
            found = client.query(
                TableName="Late", IndexName="ByOwner", KeyConditionExpression="#o = :o",
                ExpressionAttributeNames={"#o": "owner"}, ExpressionAttributeValues={":o": {"S": f"o{n}"}},
            )
            strong = client.get_item(TableName="Late", Key={"pk": {"S": "a"}}, ConsistentRead=True)
            self.assertEqual(strong["Item"]["n"]["N"], str(n), "a strongly consistent read is never stale")
            stale += weak.get("Item", {}).get("n", {}).get("N") != str(n)
            missing += found["Count"] == 0
        self.assertGreater(stale, 0, "eventually consistent reads are stale at times")
        self.assertGreater(missing, 0, "the index is behind at times")
        time.sleep(2)
        found = client.scan(TableName="Late", IndexName="ByOwner")
        self.assertEqual([item["n"]["N"] for item in found["Items"]], ["200"], "and it catches up")
        arn = client.describe_table(TableName="Late")["Table"]["LatestStreamArn"]
        shards = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self.assertGreaterEqual(len(shards), 4, "a table on demand has several partitions, and a shard for each")
        self.assertEqual(len({shard["ShardId"] for shard in shards}), len(shards))

    def test_an_index_that_is_added_passes_through_its_statuses(self):
        create("Grows", BillingMode="PAY_PER_REQUEST")
        for n in range(5):
            client.put_item(TableName="Grows", Item={"pk": {"S": str(n)}, "owner": {"S": "o"}})
        client.update_table(
            TableName="Grows",
            AttributeDefinitions=[{"AttributeName": "owner", "AttributeType": "S"}],
            GlobalSecondaryIndexUpdates=[{"Create": {
                "IndexName": "ByOwner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }}],
        )
        query = dict(TableName="Grows", IndexName="ByOwner", KeyConditionExpression="#o = :o",
                     ExpressionAttributeNames={"#o": "owner"}, ExpressionAttributeValues={":o": {"S": "o"}})
        seen, over = [], time.monotonic() + 60
        while not seen or seen[-1] != ("ACTIVE", "ACTIVE", None):
            table = client.describe_table(TableName="Grows")["Table"]
            index = table["GlobalSecondaryIndexes"][0]
            now = (table["TableStatus"], index["IndexStatus"], index.get("Backfilling"))
            if not seen or seen[-1] != now:
                seen.append(now)
                if now[1] == "CREATING":
                    with self.assertRaises(ClientError) as caught:
                        client.query(**query)
                    self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")
            self.assertLess(time.monotonic(), over, seen)
            time.sleep(0.1)
        self.assertEqual(seen, [
            ("UPDATING", "CREATING", False), ("ACTIVE", "CREATING", True), ("ACTIVE", "ACTIVE", None),
        ])
        self.assertEqual(client.query(**query)["Count"], 5)

    def test_the_service_deletes_what_has_expired(self):
        create("Fading", BillingMode="PAY_PER_REQUEST",
               StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"})
        client.update_time_to_live(TableName="Fading", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"})
        client.put_item(TableName="Fading", Item={"pk": {"S": "a"}, "until": {"N": str(int(time.time()) + 1)}})
        client.put_item(TableName="Fading", Item={"pk": {"S": "b"}, "until": {"N": str(int(time.time()) + 86_400)}})
        over = time.monotonic() + 60
        while "Item" in client.get_item(TableName="Fading", Key={"pk": {"S": "a"}}, ConsistentRead=True):
            self.assertLess(time.monotonic(), over, "the item is still there")
            time.sleep(0.2)
        self.assertIn("Item", client.get_item(TableName="Fading", Key={"pk": {"S": "b"}}))
        arn = client.describe_table(TableName="Fading")["Table"]["LatestStreamArn"]
        removed = []
        while not removed and time.monotonic() < over:
            for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
                iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
                records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
                removed += [record for record in records if record["eventName"] == "REMOVE"]
        self.assertEqual(len(removed), 1)
        self.assertEqual(removed[0]["userIdentity"], {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"})
        self.assertEqual(removed[0]["dynamodb"]["Keys"], {"pk": {"S": "a"}})


if __name__ == "__main__":
    unittest.main(verbosity=2)
