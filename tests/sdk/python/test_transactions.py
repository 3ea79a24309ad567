"""Transactions with boto3, client and resource."""

import unittest
from decimal import Decimal

import boto3
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")
resource = boto3.resource("dynamodb")

KEY = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]


def setUpModule():
    client.create_table(
        TableName="Accounts",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=KEY[:1],
        BillingMode="PAY_PER_REQUEST",
    )
    client.create_table(
        TableName="Bookings",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "day", "AttributeType": "S"},
        ],
        KeySchema=KEY,
        LocalSecondaryIndexes=[
            {
                "IndexName": "ByDay",
                "KeySchema": [KEY[0], {"AttributeName": "day", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "OnDay",
                "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    client.get_waiter("table_exists").wait(TableName="Accounts", WaiterConfig={"Delay": 1})
    client.get_waiter("table_exists").wait(TableName="Bookings", WaiterConfig={"Delay": 1})


def account(pk, amount):
    client.put_item(TableName="Accounts", Item={"pk": {"S": pk}, "n": {"N": str(amount)}})


def amount(pk):
    return int(client.get_item(TableName="Accounts", Key={"pk": {"S": pk}}, ConsistentRead=True)["Item"]["n"]["N"])


def pay(pk, by, **more):
    return {
        "Update": {
            "TableName": "Accounts",
            "Key": {"pk": {"S": pk}},
            "UpdateExpression": "SET n = n + :by",
            "ConditionExpression": "n >= :least",
            "ExpressionAttributeValues": {":by": {"N": str(by)}, ":least": {"N": str(max(0, -by))}},
            **more,
        }
    }


class Writes(unittest.TestCase):
    def cancelled(self, actions, **more):
        with self.assertRaises(client.exceptions.TransactionCanceledException) as caught:
            client.transact_write_items(TransactItems=actions, **more)
        response = caught.exception.response
        codes = [reason["Code"] for reason in response["CancellationReasons"]]
        self.assertEqual(
            response["Error"]["Message"],
            f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(codes)}]",
        )
        return response["CancellationReasons"]

    def test_money_moves_or_stays(self):
        account("from", 10)
        account("to", 0)
        client.transact_write_items(TransactItems=[pay("from", -7), pay("to", 7)])
        self.assertEqual((amount("from"), amount("to")), (3, 7))
        reasons = self.cancelled([pay("from", -7, ReturnValuesOnConditionCheckFailure="ALL_OLD"), pay("to", 7)])
        self.assertEqual(
            reasons,
            [
                {
                    "Code": "ConditionalCheckFailed",
                    "Message": "The conditional request failed",
                    "Item": {"pk": {"S": "from"}, "n": {"N": "3"}},
                },
                {"Code": "None"},
            ],
        )
        self.assertEqual((amount("from"), amount("to")), (3, 7))

    def test_a_fault_of_one_action_lists_every_action(self):
        reasons = self.cancelled(
            [
                {"Put": {"TableName": "Accounts", "Item": {"pk": {"S": "fine"}}}},
                {"Put": {"TableName": "Bookings", "Item": {"pk": {"S": "a"}, "sk": {"S": "one"}}}},
                {"Put": {"TableName": "Bookings", "Item": {"pk": {"S": "a"}, "sk": {"N": "1"}, "day": {"N": "1"}}}},
            ]
        )
        self.assertEqual([reason["Code"] for reason in reasons], ["None", "ValidationError", "ValidationError"])
        self.assertEqual(
            reasons[2]["Message"],
            "One or more parameter values were invalid: "
            "Type mismatch for Index Key day Expected: S Actual: N IndexName: OnDay",
        )
        self.assertNotIn("Item", client.get_item(TableName="Accounts", Key={"pk": {"S": "fine"}}))

    def test_a_token_makes_it_happen_once(self):
        account("once", 0)
        request = {"TransactItems": [pay("once", 1)], "ClientRequestToken": "a-token", "ReturnConsumedCapacity": "TOTAL"}
        wrote = client.transact_write_items(**request)["ConsumedCapacity"]
        self.assertEqual(wrote, [{"TableName": "Accounts", "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}])
        read = client.transact_write_items(**request)["ConsumedCapacity"]
        self.assertEqual(read, [{"TableName": "Accounts", "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}])
        self.assertEqual(amount("once"), 1)
        with self.assertRaises(client.exceptions.IdempotentParameterMismatchException):
            client.transact_write_items(TransactItems=[pay("once", 2)], ClientRequestToken="a-token")
        # Without a token, the SDK makes one up for each call.
        client.transact_write_items(TransactItems=[pay("once", 1)])
        client.transact_write_items(TransactItems=[pay("once", 1)])
        self.assertEqual(amount("once"), 3)

    def test_capacity_and_metrics(self):
        item = {"pk": {"S": "kim"}, "sk": {"N": "1"}, "day": {"S": "mon"}}
        answer = client.transact_write_items(
            TransactItems=[{"Put": {"TableName": "Bookings", "Item": item}}],
            ReturnConsumedCapacity="INDEXES",
            ReturnItemCollectionMetrics="SIZE",
        )
        one = {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}
        self.assertEqual(
            answer["ConsumedCapacity"],
            [
                {
                    "TableName": "Bookings",
                    "CapacityUnits": 4.0,
                    "WriteCapacityUnits": 4.0,
                    "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
                    "LocalSecondaryIndexes": {"ByDay": one},
                    "GlobalSecondaryIndexes": {"OnDay": one},
                }
            ],
        )
        self.assertEqual(
            answer["ItemCollectionMetrics"],
            {"Bookings": [{"ItemCollectionKey": {"pk": {"S": "kim"}}, "SizeEstimateRangeGB": [0.0, 1.0]}]},
        )

    def test_faults_of_the_request(self):
        for actions, message in [
            ([{}], "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"),
            (
                [pay("a", 1), {"Delete": {"TableName": "Accounts", "Key": {"pk": {"S": "a"}}}}],
                "Transaction request cannot include multiple operations on one item",
            ),
        ]:
            with self.assertRaises(ClientError) as caught:
                client.transact_write_items(TransactItems=actions)
            error = caught.exception.response["Error"]
            self.assertEqual((error["Code"], error["Message"]), ("ValidationException", message))
            self.assertNotIn("CancellationReasons", caught.exception.response)

    def test_native_types_by_the_resource(self):
        native = resource.meta.client
        native.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "Bookings", "Item": {"pk": "lee", "sk": 1, "tags": {"a", "b"}}}},
                {"Put": {"TableName": "Accounts", "Item": {"pk": "lee", "n": Decimal("1.5")}}},
            ]
        )
        answer = native.transact_get_items(
            TransactItems=[
                {"Get": {"TableName": "Accounts", "Key": {"pk": "lee"}}},
                {"Get": {"TableName": "Bookings", "Key": {"pk": "lee", "sk": 1}}},
            ]
        )
        self.assertEqual(
            [response["Item"] for response in answer["Responses"]],
            [{"pk": "lee", "n": Decimal("1.5")}, {"pk": "lee", "sk": 1, "tags": {"a", "b"}}],
        )
        with self.assertRaises(native.exceptions.TransactionCanceledException) as caught:
            native.transact_write_items(
                TransactItems=[
                    {
                        "ConditionCheck": {
                            "TableName": "Accounts",
                            "Key": {"pk": "lee"},
                            "ConditionExpression": "n = :n",
                            "ExpressionAttributeValues": {":n": 2},
                            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                        }
                    }
                ]
            )
        self.assertEqual(caught.exception.response["CancellationReasons"][0]["Code"], "ConditionalCheckFailed")


class Reads(unittest.TestCase):
    def test_items_in_the_order_of_the_request(self):
        account("read-1", 1)
        account("read-2", 2)
        get = lambda pk, **more: {"Get": {"TableName": "Accounts", "Key": {"pk": {"S": pk}}, **more}}
        answer = client.transact_get_items(
            TransactItems=[
                get("read-2", ProjectionExpression="#n", ExpressionAttributeNames={"#n": "n"}),
                get("nobody"),
                get("read-1"),
            ],
            ReturnConsumedCapacity="INDEXES",
        )
        self.assertEqual(
            answer["Responses"], [{"Item": {"n": {"N": "2"}}}, {}, {"Item": {"pk": {"S": "read-1"}, "n": {"N": "1"}}}]
        )
        six = {"CapacityUnits": 6.0, "ReadCapacityUnits": 6.0}
        self.assertEqual(answer["ConsumedCapacity"], [{"TableName": "Accounts", **six, "Table": six}])

    def test_a_key_that_does_not_fit(self):
        with self.assertRaises(client.exceptions.TransactionCanceledException) as caught:
            client.transact_get_items(
                TransactItems=[
                    {"Get": {"TableName": "Accounts", "Key": {"pk": {"S": "a"}}}},
                    {"Get": {"TableName": "Accounts", "Key": {"pk": {"N": "1"}}}},
                ]
            )
        self.assertEqual(
            caught.exception.response["CancellationReasons"],
            [
                {"Code": "None"},
                {"Code": "ValidationError", "Message": "The provided key element does not match the schema"},
            ],
        )


if __name__ == "__main__":
    unittest.main()
