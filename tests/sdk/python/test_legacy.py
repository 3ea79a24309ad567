"""The parameters from before expressions with boto3's resource."""

import unittest

import boto3
from botocore.exceptions import ClientError

resource = boto3.resource("dynamodb")
table = resource.Table("Older")


def setUpModule():
    resource.create_table(
        TableName="Older",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    for n in range(5):
        table.put_item(Item={"pk": "a", "sk": n, "n": n * 10, "tags": {"x", "y"}, "list": ["l"]})


def one(operator, *values):
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


def fault(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"{parameters} was accepted")


class Older(unittest.TestCase):
    # spec: 5.10/KeyConditions; 5.10/QueryFilter/ScanFilter; 5.10/AttributesToGet
    def test_queries(self):
        answer = table.query(
            KeyConditions={"pk": one("EQ", "a"), "sk": one("BETWEEN", 1, 3)},
            QueryFilter={"n": one("NE", 20), "nope": one("NULL")},
            ConditionalOperator="AND",
            AttributesToGet=["sk"],
        )
        self.assertEqual(answer["Items"], [{"sk": 1}, {"sk": 3}])
        self.assertEqual((answer["Count"], answer["ScannedCount"]), (2, 3))

    def test_scans(self):
        both = {"n": one("GT", 30), "tags": one("CONTAINS", "z")}
        for operator, count in [("AND", 0), ("OR", 1)]:
            found = table.scan(ScanFilter=both, ConditionalOperator=operator, Select="COUNT")
            self.assertEqual(found["Count"], count)

    # spec: 5.10/Expected; 5.10/AttributeUpdates
    def test_updates(self):
        key = {"pk": "a", "sk": 0}
        updates = {
            "n": {"Value": 5, "Action": "ADD"},
            "list": {"Value": ["m"], "Action": "ADD"},
            "tags": {"Value": {"x"}, "Action": "DELETE"},
            "fresh": {"Value": "new"},
        }
        answer = table.update_item(
            Key=key,
            AttributeUpdates=updates,
            Expected={"n": {"Value": 0}, "fresh": {"Exists": False}},
            ReturnValues="UPDATED_NEW",
        )
        self.assertEqual(answer["Attributes"], {"n": 5, "list": ["l", "m"], "tags": {"y"}, "fresh": "new"})
        refused = ("ConditionalCheckFailedException", "The conditional request failed")
        self.assertEqual(fault(table.delete_item, Key=key, Expected={"fresh": {"Exists": False}}), refused)
        mismatch = ("ValidationException", "Type mismatch for attribute to update")
        wrong = {"fresh": {"Value": 1, "Action": "ADD"}}
        self.assertEqual(fault(table.update_item, Key=key, AttributeUpdates=wrong), mismatch)

    # spec: 4.5/1 mixing expression and legacy parameters
    def test_no_mixture(self):
        code, message = fault(table.scan, ScanFilter={"n": one("NULL")}, ProjectionExpression="n")
        self.assertEqual(code, "ValidationException")
        self.assertEqual(
            message,
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {ScanFilter} Expression parameters: {ProjectionExpression}",
        )


if __name__ == "__main__":
    unittest.main()
