"""boto3 against the server: streams and time to live, on the wall clock."""

import datetime
import time
import unittest

import boto3
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")
resource = boto3.resource("dynamodb")
streams = boto3.client("dynamodbstreams")


def new_table(name, view="NEW_AND_OLD_IMAGES"):
    more = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": view}} if view else {}
    created = client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    return resource.Table(name), created["TableDescription"].get("LatestStreamArn")


def shards(arn):
    return streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]


def iterator(arn, shard, kind="TRIM_HORIZON", **more):
    answer = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **more)
    return answer["ShardIterator"]


def records(arn):
    """Every record of every shard, in the order of their numbers."""
    found = []
    for shard in shards(arn):
        found += streams.get_records(ShardIterator=iterator(arn, shard))["Records"]
    return sorted(found, key=lambda record: int(record["dynamodb"]["SequenceNumber"]))


def events(arn):
    return [(record["eventName"], record["dynamodb"]["Keys"]["pk"]["S"]) for record in records(arn)]


class Streams(unittest.TestCase):
    def check_error(self, code, message, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        error = caught.exception.response["Error"]
        self.assertEqual((error["Code"], error["Message"]), (code, message))

    def test_every_way_of_writing_is_told(self):
        table, arn = new_table("Told")
        table.put_item(Item={"pk": "put", "n": 1})
        table.put_item(Item={"pk": "put", "n": 1})
        table.update_item(
            Key={"pk": "put"}, UpdateExpression="SET n = n + :one", ExpressionAttributeValues={":one": 1}
        )
        table.delete_item(Key={"pk": "never"})
        with table.batch_writer() as batch:
            batch.put_item(Item={"pk": "batch"})
            batch.delete_item(Key={"pk": "never"})
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "Told", "Item": {"pk": {"S": "transaction"}}}},
                {"Delete": {"TableName": "Told", "Key": {"pk": {"S": "put"}}}},
            ]
        )
        self.assertEqual(
            events(arn),
            [
                ("INSERT", "put"),
                ("MODIFY", "put"),
                ("INSERT", "batch"),
                ("INSERT", "transaction"),
                ("REMOVE", "put"),
            ],
        )
        told = records(arn)
        self.assertEqual(len({record["eventID"] for record in told}), 5)
        for record in told:
            self.assertRegex(record["eventID"], "^[0-9a-f]{32}$")
            self.assertEqual((record["eventSource"], record["eventVersion"]), ("aws:dynamodb", "1.1"))
            self.assertEqual(record["awsRegion"], "eu-west-2")
            self.assertRegex(record["dynamodb"]["SequenceNumber"], "^[0-9]{21,40}$")
            created = record["dynamodb"]["ApproximateCreationDateTime"]
            age = datetime.datetime.now(datetime.timezone.utc) - created
            self.assertTrue(datetime.timedelta(seconds=-2) < age < datetime.timedelta(seconds=60), age)
        self.assertEqual(told[1]["dynamodb"]["OldImage"], {"pk": {"S": "put"}, "n": {"N": "1"}})
        self.assertEqual(told[1]["dynamodb"]["NewImage"], {"pk": {"S": "put"}, "n": {"N": "2"}})
        self.assertNotIn("NewImage", told[4]["dynamodb"])

    def test_a_reader_follows(self):
        table, arn = new_table("Followed", "KEYS_ONLY")
        self.assertEqual(arn, client.describe_table(TableName="Followed")["Table"]["LatestStreamArn"])
        described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
        self.assertEqual((described["StreamStatus"], described["StreamViewType"]), ("ENABLED", "KEYS_ONLY"))
        self.assertEqual(described["KeySchema"], [{"AttributeName": "pk", "KeyType": "HASH"}])
        iterators = [iterator(arn, shard, "LATEST") for shard in shards(arn)]
        seen = []
        for n in range(10):
            table.put_item(Item={"pk": str(n)})
            answers = [streams.get_records(ShardIterator=it) for it in iterators]
            iterators = [answer["NextShardIterator"] for answer in answers]
            found = [record for answer in answers for record in answer["Records"]]
            self.assertEqual([record["dynamodb"]["Keys"]["pk"]["S"] for record in found], [str(n)])
            seen += found
        last = seen[-1]["dynamodb"]["SequenceNumber"]
        owner = [
            shard
            for shard in shards(arn)
            if any(
                record["dynamodb"]["SequenceNumber"] == last
                for record in streams.get_records(ShardIterator=iterator(arn, shard))["Records"]
            )
        ]
        self.assertEqual(len(owner), 1)
        at = streams.get_records(ShardIterator=iterator(arn, owner[0], "AT_SEQUENCE_NUMBER", SequenceNumber=last))
        after = streams.get_records(
            ShardIterator=iterator(arn, owner[0], "AFTER_SEQUENCE_NUMBER", SequenceNumber=last)
        )
        self.assertEqual((len(at["Records"]), len(after["Records"])), (1, 0))

    def test_faults(self):
        _, arn = new_table("Faulty")
        shard = shards(arn)[0]
        nowhere = arn.replace("Faulty", "Nowhere")
        missing = f"Requested resource not found: Stream: {nowhere} not found"
        self.check_error("ResourceNotFoundException", missing, streams.describe_stream, StreamArn=nowhere)
        self.check_error(
            "ResourceNotFoundException",
            "Requested resource not found: Shard does not exist",
            streams.get_shard_iterator,
            StreamArn=arn,
            ShardId="shardId-00000000000000000000-00000000",
            ShardIteratorType="LATEST",
        )
        self.check_error(
            "ValidationException",
            "One or more parameter values were invalid: SequenceNumber cannot be null",
            streams.get_shard_iterator,
            StreamArn=arn,
            ShardId=shard["ShardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
        )
        self.check_error(
            "ValidationException", "Invalid ShardIterator", streams.get_records, ShardIterator="garbage"
        )
        self.check_error(
            "ValidationException",
            "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: "
            "Member must have value less than or equal to 1000",
            streams.get_records,
            ShardIterator="garbage",
            Limit=1001,
        )

    def test_a_stream_outlives_its_table(self):
        table, arn = new_table("Gone")
        table.put_item(Item={"pk": "a"})
        table.delete()
        self.assertEqual(streams.describe_stream(StreamArn=arn)["StreamDescription"]["StreamStatus"], "DISABLED")
        self.assertEqual(events(arn), [("INSERT", "a")])
        for shard in shards(arn):
            self.assertIn("EndingSequenceNumber", shard["SequenceNumberRange"])
            self.assertNotIn("NextShardIterator", streams.get_records(ShardIterator=iterator(arn, shard)))
        listed = streams.list_streams(TableName="Gone")["Streams"]
        self.assertEqual([stream["StreamArn"] for stream in listed], [arn])

    def test_turned_on_and_off_later(self):
        table, none = new_table("Switched", None)
        self.assertIsNone(none)
        table.put_item(Item={"pk": "before"})
        specification = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        client.update_table(TableName="Switched", StreamSpecification=specification)
        client.get_waiter("table_exists").wait(TableName="Switched", WaiterConfig={"Delay": 1})
        first = client.describe_table(TableName="Switched")["Table"]
        self.assertEqual(first["StreamSpecification"], specification)
        table.put_item(Item={"pk": "during"})
        client.update_table(TableName="Switched", StreamSpecification={"StreamEnabled": False})
        client.get_waiter("table_exists").wait(TableName="Switched", WaiterConfig={"Delay": 1})
        table.put_item(Item={"pk": "after"})
        off = client.describe_table(TableName="Switched")["Table"]
        self.assertNotIn("StreamSpecification", off)
        self.assertEqual(off["LatestStreamArn"], first["LatestStreamArn"])
        self.assertEqual(events(first["LatestStreamArn"]), [("INSERT", "during")])
        client.update_table(TableName="Switched", StreamSpecification=specification)
        second = client.describe_table(TableName="Switched")["Table"]["LatestStreamArn"]
        self.assertNotEqual(second, first["LatestStreamArn"])
        self.assertEqual(len(streams.list_streams(TableName="Switched")["Streams"]), 2)


class TimeToLive(unittest.TestCase):
    def test_settings(self):
        new_table("Setting", None)

        def setting(enabled, name="expires"):
            specification = {"AttributeName": name, "Enabled": enabled}
            answer = client.update_time_to_live(TableName="Setting", TimeToLiveSpecification=specification)
            self.assertEqual(answer["TimeToLiveSpecification"], specification)
            return client.describe_time_to_live(TableName="Setting")["TimeToLiveDescription"]

        off = {"TimeToLiveStatus": "DISABLED"}
        self.assertEqual(client.describe_time_to_live(TableName="Setting")["TimeToLiveDescription"], off)
        self.assertEqual(setting(True), {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"})
        for enabled, name, message in [
            (True, "expires", "TimeToLive is already enabled"),
            (
                True,
                "other",
                "TimeToLive is active on a different AttributeName: current AttributeName is expires",
            ),
        ]:
            with self.assertRaises(ClientError) as caught:
                setting(enabled, name)
            self.assertEqual(caught.exception.response["Error"]["Message"], message)
        # The service lets half an hour pass between two changes; here it is a moment.
        time.sleep(0.5)
        self.assertEqual(setting(False), off)
        with self.assertRaises(ClientError) as caught:
            setting(False)
        self.assertEqual(caught.exception.response["Error"]["Message"], "TimeToLive is already disabled")

    def test_items_expire_on_the_clock(self):
        table, arn = new_table("Expiring")
        client.update_time_to_live(
            TableName="Expiring", TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True}
        )
        now = int(time.time())
        table.put_item(Item={"pk": "past", "expires": now - 60})
        table.put_item(Item={"pk": "later", "expires": now + 3600})
        table.put_item(Item={"pk": "text", "expires": str(now - 60)})
        # It can be read until the service comes by.
        self.assertIn("Item", table.get_item(Key={"pk": "past"}))
        time.sleep(1.5)
        self.assertNotIn("Item", table.get_item(Key={"pk": "past"}))
        self.assertEqual({item["pk"] for item in table.scan()["Items"]}, {"later", "text"})
        removed = [record for record in records(arn) if record["eventName"] == "REMOVE"]
        self.assertEqual(len(removed), 1)
        self.assertEqual(
            removed[0]["userIdentity"], {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
        )
        self.assertEqual(removed[0]["dynamodb"]["OldImage"]["pk"], {"S": "past"})


if __name__ == "__main__":
    unittest.main()
