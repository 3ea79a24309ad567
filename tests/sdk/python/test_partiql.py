"""PartiQL with boto3: statements, paginators, batches, transactions."""

import unittest

import boto3
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")


def new_table(name):
    client.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "tag", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-tag",
                "KeySchema": [{"AttributeName": "tag", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})


def run(statement, *parameters, **more):
    if parameters:
        more["Parameters"] = list(parameters)
    return client.execute_statement(Statement=statement, **more)


class Statements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        new_table("Songs")
        for number in range(7):
            run(
                "INSERT INTO \"Songs\" VALUE {'pk': ?, 'sk': ?, 'tag': ?, 'data': ?}",
                {"S": "band"},
                {"N": str(number)},
                {"S": "odd" if number % 2 else "even"},
                {"B": bytes([number])},
            )

    def refused(self, code, statement, *parameters, **more):
        with self.assertRaises(ClientError) as caught:
            run(statement, *parameters, **more)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response

    def test_select_with_parameters(self):
        found = run('SELECT sk, data FROM "Songs" WHERE pk = ? AND sk > ?', {"S": "band"}, {"N": "4"})["Items"]
        self.assertEqual(found, [{"sk": {"N": "5"}, "data": {"B": b"\x05"}}, {"sk": {"N": "6"}, "data": {"B": b"\x06"}}])
        found = run('SELECT sk FROM "Songs"."by-tag" WHERE tag = ?', {"S": "odd"})["Items"]
        self.assertEqual([item["sk"]["N"] for item in found], ["1", "3", "5"])

    def test_pages(self):
        found, token = [], None
        while True:
            more = {"NextToken": token} if token else {}
            page = run("SELECT sk FROM Songs WHERE pk = 'band' ORDER BY sk DESC", Limit=3, **more)
            found += [item["sk"]["N"] for item in page["Items"]]
            token = page.get("NextToken")
            self.assertEqual("LastEvaluatedKey" in page, token is not None)
            if not token:
                break
        self.assertEqual(found, list("6543210"))

    def test_writes_and_what_they_return(self):
        self.assertEqual(run("INSERT INTO Songs VALUE {'pk': 'solo', 'sk': 1}")["Items"], [])
        self.refused("DuplicateItemException", "INSERT INTO Songs VALUE {'pk': 'solo', 'sk': 1}")
        changed = run("UPDATE Songs SET plays = 1 WHERE pk = 'solo' AND sk = 1 RETURNING ALL NEW *")["Items"]
        self.assertEqual(changed, [{"pk": {"S": "solo"}, "sk": {"N": "1"}, "plays": {"N": "1"}}])
        failed = self.refused(
            "ConditionalCheckFailedException",
            "UPDATE Songs SET plays = 2 WHERE pk = 'solo' AND sk = 1 AND plays = 7",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        self.assertEqual(failed["Error"]["Message"], "The conditional request failed")
        self.assertEqual(failed["Item"]["plays"], {"N": "1"})
        gone = run("DELETE FROM Songs WHERE pk = 'solo' AND sk = 1 RETURNING ALL OLD *")["Items"]
        self.assertEqual(gone[0]["plays"], {"N": "1"})

    def test_batch(self):
        answer = client.batch_execute_statement(
            Statements=[
                {"Statement": "SELECT sk FROM Songs WHERE pk = 'band' AND sk = 2"},
                {"Statement": "SELECT sk FROM Songs WHERE pk = 'band'"},
                {"Statement": "SELECT sk FROM Nowhere WHERE pk = 'band'"},
            ]
        )["Responses"]
        self.assertEqual(answer[0], {"TableName": "Songs", "Item": {"sk": {"N": "2"}}})
        self.assertEqual([member["Error"]["Code"] for member in answer[1:]], ["ValidationError", "ResourceNotFound"])

    def test_transaction(self):
        insert = {"Statement": "INSERT INTO Songs VALUE {'pk': 'both', 'sk': ?}", "Parameters": [{"N": "1"}]}
        other = {"Statement": "INSERT INTO Songs VALUE {'pk': 'both', 'sk': ?}", "Parameters": [{"N": "2"}]}
        client.execute_transaction(TransactStatements=[insert])
        with self.assertRaises(client.exceptions.TransactionCanceledException) as caught:
            client.execute_transaction(TransactStatements=[insert, other])
        reasons = caught.exception.response["CancellationReasons"]
        self.assertEqual([reason["Code"] for reason in reasons], ["DuplicateItem", "None"])
        read = client.execute_transaction(
            TransactStatements=[
                {"Statement": "SELECT sk FROM Songs WHERE pk = 'both' AND sk = 1"},
                {"Statement": "SELECT sk FROM Songs WHERE pk = 'both' AND sk = 2"},
            ]
        )
        self.assertEqual(read["Responses"], [{"Item": {"sk": {"N": "1"}}}, {}])

    def test_text_that_is_no_statement(self):
        for statement, message in [
            ("SELECT * FROM", "Statement wasn't well formed, can't be processed: Unexpected term"),
            ("SELECT * FROM Songs s", "Aliasing is not supported"),
            ("SELECT COUNT(*) FROM Songs", "Unexpected path component at 1:8:5"),
            ("SELECT * FROM Songs WHERE " + "(" * 4096, "Nesting Levels have exceeded supported limits"),
        ]:
            self.assertEqual(self.refused("ValidationException", statement)["Error"]["Message"], message)


if __name__ == "__main__":
    unittest.main()
