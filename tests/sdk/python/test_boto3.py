"""boto3 against the server: what an ordinary program does."""

import unittest
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")
resource = boto3.resource("dynamodb")


def new_table(name, sort=None, **more):
    definitions = [{"AttributeName": "pk", "AttributeType": "S"}]
    schema = [{"AttributeName": "pk", "KeyType": "HASH"}]
    if sort:
        definitions.append({"AttributeName": "sk", "AttributeType": sort})
        schema.append({"AttributeName": "sk", "KeyType": "RANGE"})
    definitions += more.pop("definitions", [])
    client.create_table(
        TableName=name, AttributeDefinitions=definitions, KeySchema=schema, BillingMode="PAY_PER_REQUEST", **more
    )
    table = resource.Table(name)
    table.wait_until_exists()
    return table


class Tables(unittest.TestCase):
    def test_life_of_a_table(self):
        created = client.create_table(
            TableName="Life",
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        )["TableDescription"]
        self.assertEqual(created["TableStatus"], "CREATING")
        self.assertEqual(created["TableArn"], "arn:aws:dynamodb:eu-west-2:123456789012:table/Life")
        client.get_waiter("table_exists").wait(TableName="Life", WaiterConfig={"Delay": 1})
        described = client.describe_table(TableName="Life")["Table"]
        self.assertEqual(described["TableStatus"], "ACTIVE")
        self.assertEqual(described["ProvisionedThroughput"]["ReadCapacityUnits"], 5)
        self.assertNotIn("BillingModeSummary", described)
        self.assertIn("Life", client.list_tables()["TableNames"])
        with self.assertRaises(client.exceptions.ResourceInUseException) as caught:
            client.create_table(
                TableName="Life",
                AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
                KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
                BillingMode="PAY_PER_REQUEST",
            )
        self.assertEqual(caught.exception.response["Error"]["Message"], "Table already exists: Life")
        client.delete_table(TableName="Life")
        client.get_waiter("table_not_exists").wait(TableName="Life", WaiterConfig={"Delay": 1})
        with self.assertRaises(client.exceptions.ResourceNotFoundException) as caught:
            client.describe_table(TableName="Life")
        self.assertEqual(
            caught.exception.response["Error"]["Message"], "Requested resource not found: Table: Life not found"
        )

    def test_a_new_table_is_being_created_until_somebody_asks(self):
        made = {
            "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        # A slow machine may take longer for two calls than the table for its creation.
        for attempt in range(20):
            client.create_table(TableName=f"Hasty{attempt}", **made)
            try:
                client.delete_table(TableName=f"Hasty{attempt}")
            except client.exceptions.ResourceInUseException as error:
                words = "Attempt to change a resource which is still in use: Table is being created: "
                self.assertEqual(error.response["Error"]["Message"], f"{words}Hasty{attempt}")
                break
        else:
            self.fail("no table was being created")
        # Who asks is not kept waiting.
        self.assertEqual(client.describe_table(TableName=f"Hasty{attempt}")["Table"]["TableStatus"], "ACTIVE")
        client.delete_table(TableName=f"Hasty{attempt}")

    def test_regions_are_apart(self):
        other = boto3.client("dynamodb", region_name="us-east-2")
        new_table("OnlyHere")
        self.assertNotIn("OnlyHere", other.list_tables()["TableNames"])
        described = client.describe_table(TableName="OnlyHere")["Table"]
        self.assertEqual(described["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        arn = described["TableArn"]
        self.assertEqual(client.scan(TableName=arn)["Count"], 0)


class Items(unittest.TestCase):
    def test_all_ten_types_round_trip(self):
        table = new_table("Types")
        item = {
            "pk": "a",
            "n": Decimal("-12345678901234567890.123456789012345678"),
            "b": b"\x00\xff",
            "t": True,
            "z": None,
            "ss": {"x", "y"},
            "ns": {Decimal(1), Decimal("2.5")},
            "bs": {b"1", b"2"},
            "l": ["one", Decimal(2), [{"deep": True}]],
            "m": {"k": {"kk": "v"}, "empty": ""},
        }
        table.put_item(Item=item)
        got = table.get_item(Key={"pk": "a"})["Item"]
        got["b"] = got["b"].value
        got["bs"] = {value.value for value in got["bs"]}
        self.assertEqual(got, item)

    def test_conditions_updates_and_return_values(self):
        table = new_table("Updates")
        table.put_item(Item={"pk": "a", "count": 1, "tags": {"x"}}, ConditionExpression=Attr("pk").not_exists())
        with self.assertRaises(client.exceptions.ConditionalCheckFailedException) as caught:
            table.put_item(
                Item={"pk": "a"},
                ConditionExpression="attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        self.assertEqual(caught.exception.response["Error"]["Message"], "The conditional request failed")
        self.assertEqual(caught.exception.response["Item"]["count"], {"N": "1"})
        updated = table.update_item(
            Key={"pk": "a"},
            UpdateExpression="SET #c = #c + :one, nested = :m ADD tags :t",
            ExpressionAttributeNames={"#c": "count"},
            ExpressionAttributeValues={":one": 1, ":m": {"a": [1, 2]}, ":t": {"y"}},
            ReturnValues="UPDATED_NEW",
        )["Attributes"]
        self.assertEqual(updated, {"count": 2, "nested": {"a": [1, 2]}, "tags": {"x", "y"}})
        old = table.delete_item(Key={"pk": "a"}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(old["count"], 2)
        self.assertNotIn("Item", table.get_item(Key={"pk": "a"}, ConsistentRead=True))

    def test_errors_in_the_services_words(self):
        table = new_table("Words")
        for call, message in [
            (
                lambda: table.get_item(Key={"pk": "a", "x": 1}),
                "The provided key element does not match the schema",
            ),
            (
                lambda: table.put_item(Item={"x": "1"}),
                "One or more parameter values were invalid: Missing the key pk in the item",
            ),
            (
                lambda: table.scan(FilterExpression="#a = :v", ExpressionAttributeValues={":v": 1}),
                "Invalid FilterExpression: An expression attribute name used in the document path is not "
                "defined; attribute name: #a",
            ),
        ]:
            with self.subTest(message), self.assertRaises(ClientError) as caught:
                call()
            self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")
            self.assertEqual(caught.exception.response["Error"]["Message"], message)

    def test_capacity_is_exact(self):
        table = new_table("Capacity")
        spent = lambda response: response["ConsumedCapacity"]["CapacityUnits"]
        put = lambda size: table.put_item(Item={"pk": "a", "v": "x" * size}, ReturnConsumedCapacity="TOTAL")
        # "pk" + "a" + "v" are four bytes.
        self.assertEqual(spent(put(1020)), 1.0)
        self.assertEqual(spent(put(1021)), 2.0)
        self.assertEqual(spent(put(4092)), 4.0)
        get = lambda **more: table.get_item(Key={"pk": "a"}, ReturnConsumedCapacity="TOTAL", **more)
        self.assertEqual(spent(get()), 0.5)
        self.assertEqual(spent(get(ConsistentRead=True)), 1.0)
        put(4093)
        self.assertEqual(spent(get(ConsistentRead=True)), 2.0)

    def test_an_import_finds_no_bucket(self):
        begun = client.import_table(
            S3BucketSource={"S3Bucket": "bucket"},
            InputFormat="CSV",
            TableCreationParameters={
                "TableName": "Imported",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            },
        )["ImportTableDescription"]
        self.assertEqual(begun["ImportStatus"], "IN_PROGRESS")
        over = client.describe_import(ImportArn=begun["ImportArn"])["ImportTableDescription"]
        self.assertEqual((over["ImportStatus"], over["FailureCode"]), ("FAILED", "S3NoSuchBucket"))


class Collections(unittest.TestCase):
    def test_query_pages_backwards_and_filters(self):
        table = new_table("Pages", sort="N")
        with table.batch_writer() as batch:
            for number in range(60):
                batch.put_item(Item={"pk": "a", "sk": number, "even": number % 2 == 0})
        seen, start = [], {}
        while True:
            page = table.query(
                KeyConditionExpression=Key("pk").eq("a") & Key("sk").between(5, 40),
                FilterExpression=Attr("even").eq(True),
                ScanIndexForward=False,
                Limit=7,
                **start,
            )
            self.assertLessEqual(page["ScannedCount"], 7)
            seen += [int(item["sk"]) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        self.assertEqual(seen, list(range(40, 4, -2)))
        count = table.scan(Select="COUNT")
        self.assertEqual((count["Count"], "Items" in count), (60, False))
        segments = [table.scan(Segment=i, TotalSegments=3)["Count"] for i in range(3)]
        self.assertEqual(sum(segments), 60)

    def test_indexes(self):
        table = new_table(
            "Indexed",
            sort="S",
            definitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("status", "day")],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "ByStatus",
                    "KeySchema": [
                        {"AttributeName": "status", "KeyType": "HASH"},
                        {"AttributeName": "day", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
                }
            ],
            LocalSecondaryIndexes=[
                {
                    "IndexName": "ByDay",
                    "KeySchema": [
                        {"AttributeName": "pk", "KeyType": "HASH"},
                        {"AttributeName": "day", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        for number in range(6):
            item = {"pk": "c", "sk": str(number), "day": f"d{5 - number}", "total": number, "note": "n"}
            if number % 2:
                item["status"] = "OPEN"
            put = table.put_item(Item=item, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
            self.assertEqual(put["Table"]["CapacityUnits"], 1.0)
            self.assertEqual(put["LocalSecondaryIndexes"]["ByDay"]["CapacityUnits"], 1.0)
            self.assertEqual("GlobalSecondaryIndexes" in put, bool(number % 2))
        sparse = table.query(IndexName="ByStatus", KeyConditionExpression=Key("status").eq("OPEN"))["Items"]
        self.assertEqual([item["sk"] for item in sparse], ["5", "3", "1"])
        self.assertNotIn("note", sparse[0])
        local = table.query(
            IndexName="ByDay", KeyConditionExpression=Key("pk").eq("c") & Key("day").gt("d3"), ConsistentRead=True
        )["Items"]
        self.assertEqual([item["sk"] for item in local], ["1", "0"])
        with self.assertRaises(ClientError) as caught:
            table.query(
                IndexName="ByStatus", KeyConditionExpression=Key("status").eq("OPEN"), ConsistentRead=True
            )
        words = "Consistent reads are not supported on global secondary indexes"
        self.assertEqual(caught.exception.response["Error"]["Message"], words)

    def test_batches(self):
        new_table("Batch")
        writes = [{"PutRequest": {"Item": {"pk": {"S": str(i)}}}} for i in range(25)]
        answer = client.batch_write_item(RequestItems={"Batch": writes}, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(answer["UnprocessedItems"], {})
        self.assertEqual(answer["ConsumedCapacity"][0]["CapacityUnits"], 25.0)
        keys = [{"pk": {"S": str(i)}} for i in range(30)]
        got = client.batch_get_item(RequestItems={"Batch": {"Keys": keys}}, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(len(got["Responses"]["Batch"]), 25)
        self.assertEqual(got["UnprocessedKeys"], {})
        self.assertEqual(got["ConsumedCapacity"][0]["CapacityUnits"], 15.0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
