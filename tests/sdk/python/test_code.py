"""The code that people copy from the playground, run: it asks for what was shown."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import unittest
from decimal import Decimal

from botocore.httpsession import URLLib3Session

CODE = os.environ["DYNAMARIUM_CODE"]
sent = []


def recording(send):
    def recorded(self, request):
        answer = send(self, request)
        sent.append((request.headers["X-Amz-Target"].decode().split(".")[1], json.loads(request.body), answer.status_code))
        return answer

    return recorded


def setUpModule():
    URLLib3Session.send = recording(URLLib3Session.send)


def shown(operation, request):
    """Every notation of a request: whether there is one, and its text."""
    command = [CODE, operation, json.dumps(request, ensure_ascii=False), "eu-west-2"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    parts = [part.split("\x1f") for part in printed.split("\x1e")[1:]]
    return {name: (how == "ok", text) for name, how, text in parts}


def plain(request):
    """Numbers by what they stand for, sets without order: the resource writes both its own way."""
    if isinstance(request, dict):
        if set(request) == {"N"} and isinstance(request["N"], str):
            return {"N": Decimal(request["N"])}
        if len(request) == 1 and set(request) <= {"SS", "NS", "BS"}:
            ((kind, elements),) = request.items()
            return {kind: sorted(Decimal(element) if kind == "NS" else element for element in elements)}
        return {key: plain(value) for key, value in request.items()}
    if isinstance(request, list):
        return [plain(element) for element in request]
    return request


KEY = {"pk": {"S": "it's \"a\" \\ key\n"}, "sk": {"N": "1"}}
ITEM = {
    **KEY,
    "number": {"N": "12345678901234567890.123456789"}, "small": {"N": "1E-20"}, "negative": {"N": "-7"}, "zero": {"N": "0"},
    "bytes": {"B": "AP8iXA=="}, "text": {"S": "é日😀\u2028\t'\"\\{}"}, "yes": {"BOOL": True}, "no": {"BOOL": False}, "none": {"NULL": True},
    "list": {"L": [{"N": "1"}, {"M": {"deep": {"L": []}}}]}, "map": {"M": {"a b": {"S": ""}, "'quoted'": {"N": "2.50"}}},
    "texts": {"SS": ["x", "y'"]}, "numbers": {"NS": ["1", "2.5"]}, "blobs": {"BS": ["AA==", "AQ=="]},
    "long": {"S": "word " * 60},
}
REQUESTS = [
    ("CreateTable", {
        "TableName": "Code",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "BillingMode": "PAY_PER_REQUEST",
    }),
    ("DescribeTable", {"TableName": "Code"}),
    ("ListTables", {}),
    ("ListTables", {"Limit": 1}),
    ("PutItem", {"TableName": "Code", "Item": ITEM, "ReturnValues": "ALL_OLD"}),
    ("GetItem", {"TableName": "Code", "Key": KEY, "ConsistentRead": True, "ProjectionExpression": "#n, pk", "ExpressionAttributeNames": {"#n": "number"}}),
    ("UpdateItem", {
        "TableName": "Code", "Key": KEY, "UpdateExpression": "SET a = :a ADD n :n", "ReturnValues": "UPDATED_NEW",
        "ExpressionAttributeValues": {":a": {"L": [{"S": "x"}]}, ":n": {"N": "1.5"}},
    }),
    ("Query", {
        "TableName": "Code", "KeyConditionExpression": "pk = :p AND sk >= :s", "ScanIndexForward": False, "Limit": 5,
        "ExpressionAttributeValues": {":p": KEY["pk"], ":s": {"N": "0"}}, "ReturnConsumedCapacity": "TOTAL",
    }),
    ("Scan", {"TableName": "Code", "FilterExpression": "attribute_exists(pk)", "ExclusiveStartKey": {"pk": {"S": "x"}, "sk": {"N": "3"}}}),
    ("BatchWriteItem", {"RequestItems": {"Code": [{"PutRequest": {"Item": {"pk": {"S": "b"}, "sk": {"N": "2"}}}}, {"DeleteRequest": {"Key": KEY}}]}}),
    ("BatchGetItem", {"RequestItems": {"Code": {"Keys": [KEY, {"pk": {"S": "b"}, "sk": {"N": "2"}}], "ConsistentRead": True}}}),
    ("DeleteItem", {"TableName": "Code", "Key": KEY, "ConditionExpression": "attribute_not_exists(nothing)"}),
    ("TransactWriteItems", {"TransactItems": [
        {"Put": {"TableName": "Code", "Item": {"pk": {"S": "t"}, "sk": {"N": "1"}}}},
        {"Update": {"TableName": "Code", "Key": {"pk": {"S": "t"}, "sk": {"N": "2"}}, "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"N": "1"}}}},
    ]}),
    ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "Code", "Key": {"pk": {"S": "t"}, "sk": {"N": "1"}}}}]}),
    ("ExecuteStatement", {"Statement": "SELECT * FROM \"Code\" WHERE \"pk\" = ? AND \"sk\" = ?", "Parameters": [{"S": "t"}, {"N": "1"}]}),
    ("ListTagsOfResource", {"ResourceArn": "arn:aws:dynamodb:eu-west-2:000000000000:table/Code"}),
    ("DescribeTimeToLive", {"TableName": "Code"}),
    ("DescribeLimits", {}),
    ("ListStreams", {"Limit": 2}),
    ("DeleteTable", {"TableName": "Code"}),
]


class Code(unittest.TestCase):
    maxDiff = None

    def run_python(self, code):
        sent.clear()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            exec(compile(code, "<shown>", "exec"), {})
        self.assertTrue(sent, code)
        return sent[0]

    def test_python(self):
        for operation, request in REQUESTS:
            notations = shown(operation, request)
            for name in ["boto3 client", "boto3 resource"]:
                good, code = notations[name]
                with self.subTest(operation=operation, notation=name):
                    if operation == "ListStreams" and name == "boto3 resource":
                        self.assertFalse(good)
                        continue
                    self.assertTrue(good, code)
                    if operation in ("CreateTable", "DeleteTable") and name == "boto3 resource":
                        compile(code, "<shown>", "exec")
                        continue
                    asked, body, _ = self.run_python(code)
                    # The SDK's own addition.
                    body.pop("ClientRequestToken", None)
                    self.assertEqual((asked, plain(body)), (operation, plain(request)), code)

    @unittest.skipUnless(shutil.which("node"), "needs node")
    def test_javascript(self):
        for operation, request in REQUESTS:
            good, code = shown(operation, request)["JavaScript"]
            self.assertTrue(good, code)
            # The SDK's place is taken by one that prints what it is asked for.
            stand_in = """
                class Client { async send(command) { return command } }
                class Command { constructor(input) { this.input = input } }
                const print = (key, value) => value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
            """
            lines = re.sub(r'^import \{ (\w+), (\w+) \} from "@aws-sdk/[a-z-]+";', r"const \1 = Client, \2 = Command;", code)
            lines = lines.replace("console.log(response);", "console.log(JSON.stringify(response.input, print));")
            with self.subTest(operation=operation):
                done = subprocess.run(["node", "--input-type=module"], input=stand_in + lines, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, code + done.stderr)
                self.assertEqual(json.loads(done.stdout), request, code)

    def test_partiql(self):
        # What reads and writes items has a statement, unless PartiQL can't say it.
        good, statement = shown("GetItem", {"TableName": "Code", "Key": KEY})["PartiQL"]
        self.assertEqual((good, statement), (True, "SELECT * FROM \"Code\" WHERE \"pk\" = 'it''s \"a\" \\ key\n' AND \"sk\" = 1"))
        self.assertFalse(shown("PutItem", {"TableName": "Code", "Item": ITEM})["PartiQL"][0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
