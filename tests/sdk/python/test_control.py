"""The control plane with boto3: updates, indexes that come and go, tags, keys of several attributes."""

import time
import unittest

import boto3
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")
P = "One or more parameter values were invalid: "


def definition(name, kind="S"):
    return {"AttributeName": name, "AttributeType": kind}


def key(*elements):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in elements]


def new_table(name, **more):
    more.setdefault("BillingMode", "PAY_PER_REQUEST")
    definitions = [definition("pk")] + more.pop("definitions", [])
    return client.create_table(
        TableName=name, AttributeDefinitions=definitions, KeySchema=key(("pk", "HASH")), **more
    )["TableDescription"]


def table(name):
    return client.describe_table(TableName=name)["Table"]


def settled(name):
    """The table once it and its indexes are ACTIVE."""
    for _ in range(100):
        found = table(name)
        indexes = found.get("GlobalSecondaryIndexes", [])
        if found["TableStatus"] == "ACTIVE" and all(index["IndexStatus"] == "ACTIVE" for index in indexes):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{name} does not settle")


class Control(unittest.TestCase):
    def refused(self, code, message, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        error = caught.exception.response["Error"]
        self.assertEqual((error["Code"], error["Message"]), (code, message))

    def test_an_index_comes_and_goes(self):
        new_table("Backfilled")
        settled("Backfilled")
        for n in range(30):
            client.put_item(TableName="Backfilled", Item={"pk": {"S": str(n)}, "tag": {"S": f"t{n % 3}"}})
        index = {
            "IndexName": "ByTag",
            "KeySchema": key(("tag", "HASH")),
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
        answer = client.update_table(
            TableName="Backfilled",
            AttributeDefinitions=[definition("tag")],
            GlobalSecondaryIndexUpdates=[{"Create": index}],
        )["TableDescription"]
        self.assertEqual(answer["TableStatus"], "UPDATING")
        self.assertEqual(answer["GlobalSecondaryIndexes"][0]["IndexStatus"], "CREATING")
        query = {
            "TableName": "Backfilled",
            "IndexName": "ByTag",
            "KeyConditionExpression": "tag = :t",
            "ExpressionAttributeValues": {":t": {"S": "t1"}},
        }
        self.refused(
            "ValidationException",
            "Cannot read from backfilling global secondary index: ByTag",
            client.query,
            **query,
        )
        # spec: 3.4/transition: GSI add
        seen = set()
        for _ in range(200):
            found = table("Backfilled")
            state = found["GlobalSecondaryIndexes"][0]
            seen.add((found["TableStatus"], state["IndexStatus"], state.get("Backfilling")))
            if state["IndexStatus"] == "ACTIVE":
                break
            time.sleep(0.01)
        self.assertEqual(
            seen,
            {("UPDATING", "CREATING", False), ("ACTIVE", "CREATING", True), ("ACTIVE", "ACTIVE", None)},
        )
        self.assertEqual(client.query(**query)["Count"], 10)
        client.update_table(TableName="Backfilled", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "ByTag"}}])
        found = settled("Backfilled")
        self.assertNotIn("GlobalSecondaryIndexes", found)
        self.assertEqual(found["AttributeDefinitions"], [definition("pk")])
        client.delete_table(TableName="Backfilled")

    def test_billing_by_arn(self):
        arn = new_table("Switched")["TableArn"]
        settled("Switched")
        client.update_table(
            TableName=arn,
            BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
        )
        found = settled(arn)
        self.assertEqual(found["BillingModeSummary"]["BillingMode"], "PROVISIONED")
        self.assertEqual(found["ProvisionedThroughput"]["WriteCapacityUnits"], 4)
        client.update_table(
            TableName=arn, ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 5}
        )
        found = settled(arn)["ProvisionedThroughput"]
        self.assertEqual(found["NumberOfDecreasesToday"], 1)
        self.assertEqual(found["LastDecreaseDateTime"], found["LastIncreaseDateTime"])
        client.delete_table(TableName=arn)

    def test_protection(self):
        new_table("Protected", DeletionProtectionEnabled=True)
        settled("Protected")
        # spec: 3.4/DeleteTable under protection
        self.refused(
            "ValidationException",
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first.",
            client.delete_table,
            TableName="Protected",
        )
        client.update_table(TableName="Protected", DeletionProtectionEnabled=False)
        client.delete_table(TableName="Protected")

    def test_tags(self):
        arn = new_table("Tagged", Tags=[{"Key": "a", "Value": "1"}])["TableArn"]
        settled("Tagged")
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
        tags = client.list_tags_of_resource(ResourceArn=arn)["Tags"]
        self.assertEqual(tags, [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        client.untag_resource(ResourceArn=arn, TagKeys=["a"])
        self.assertEqual(client.list_tags_of_resource(ResourceArn=arn)["Tags"], [{"Key": "b", "Value": "2"}])
        client.delete_table(TableName="Tagged")
        self.refused(
            "ResourceNotFoundException",
            f"Requested resource not found: ResourcArn: {arn} not found",
            client.list_tags_of_resource,
            ResourceArn=arn,
        )

    def test_encryption(self):
        new_table("Encrypted", SSESpecification={"Enabled": True, "SSEType": "KMS"})
        found = settled("Encrypted")["SSEDescription"]
        self.assertEqual((found["Status"], found["SSEType"]), ("ENABLED", "KMS"))
        self.assertIn(":kms:", found["KMSMasterKeyArn"])
        client.delete_table(TableName="Encrypted")

    def test_keys_of_several_attributes(self):
        new_table(
            "Matches",
            definitions=[definition("cup"), definition("region"), definition("round", "N"), definition("team")],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "ByCup",
                    "KeySchema": key(("cup", "HASH"), ("region", "HASH"), ("round", "RANGE"), ("team", "RANGE")),
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        settled("Matches")
        for n, (cup, region, game, team) in enumerate(
            [("w", "eu", 1, "b"), ("w", "eu", 1, "a"), ("w", "eu", 10, "a"), ("w", "eu", 2, "c"), ("w", "us", 1, "a")]
        ):
            item = {"cup": {"S": cup}, "region": {"S": region}, "round": {"N": str(game)}, "team": {"S": team}}
            client.put_item(TableName="Matches", Item={"pk": {"S": str(n)}, **item})
        client.put_item(TableName="Matches", Item={"pk": {"S": "x"}, "cup": {"S": "w"}, "region": {"S": "eu"}})

        def query(condition, **more):
            values = {":c": {"S": "w"}, ":e": {"S": "eu"}, ":r": {"N": "2"}, ":t": {"S": "a"}}
            return client.query(
                TableName="Matches",
                IndexName="ByCup",
                KeyConditionExpression=condition,
                ExpressionAttributeNames={"#r": "region"} | ({"#n": "round"} if "#n" in condition else {}),
                ExpressionAttributeValues={name: value for name, value in values.items() if name in condition},
                **more,
            )

        def found(condition, **more):
            return [(item["round"]["N"], item["team"]["S"]) for item in query(condition, **more)["Items"]]

        both = "cup = :c AND #r = :e"
        # spec: 3.6/query rules of multi-attribute keys
        self.assertEqual(found(both), [("1", "a"), ("1", "b"), ("2", "c"), ("10", "a")])
        self.assertEqual(found(f"#n >= :r AND {both}"), [("2", "c"), ("10", "a")])
        self.assertEqual(found(both, ScanIndexForward=False)[0], ("10", "a"))
        page = query(both, Limit=2)
        self.assertEqual(set(page["LastEvaluatedKey"]), {"pk", "cup", "region", "round", "team"})
        rest = query(both, ExclusiveStartKey=page["LastEvaluatedKey"])["Items"]
        self.assertEqual([item["team"]["S"] for item in rest], ["c", "a"])
        for condition, message in [
            # spec: 3.6/Query lacks a HASH equality
            (
                "cup = :c",
                "HASH key attributes region must have equality conditions specified in the query",
            ),
            # spec: 3.6/gap in RANGE attributes
            (
                f"{both} AND team = :t",
                "RANGE key attributes round must have equality conditions specified in the query "
                "because a condition is present on key attribute team",
            ),
        ]:
            with self.subTest(condition=condition), self.assertRaises(ClientError) as caught:
                names = {"#r": "region"} if "#r" in condition else None
                values = {":c": {"S": "w"}, ":e": {"S": "eu"}, ":t": {"S": "a"}}
                more = {"ExpressionAttributeNames": names} if names else {}
                client.query(
                    TableName="Matches",
                    IndexName="ByCup",
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues={name: value for name, value in values.items() if name in condition},
                    **more,
                )
            self.assertIn(message, caught.exception.response["Error"]["Message"])
        client.delete_table(TableName="Matches")


if __name__ == "__main__":
    unittest.main()
