"""`aws ddb select` and `aws ddb put` in the console, which the AWS CLI on PyPI (version 1) hasn't: its YAML against the
library that version 2 reads and writes it with, its values against boto3's own conversion of the same values."""

import base64
import decimal
import http.client
import io
import json
import os
import random
import shlex
import subprocess
import unittest
from urllib.parse import urlparse

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary, TypeSerializer
from ruamel.yaml import YAML, ScalarNode

SPEAK = os.environ["DYNAMARIUM_SPEAK"]
ADDRESS = urlparse(os.environ["AWS_ENDPOINT_URL"])
SIGNED = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=k/20261120/eu-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
    "X-Amz-Date": "20261120T000000Z",
}
client = boto3.client("dynamodb")
table = boto3.resource("dynamodb").Table("Tab")


def converse(command):
    """Runs the console, its calls answered by the server: exit code, calls, what it printed."""
    process = subprocess.Popen([SPEAK, command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    calls = []
    while not (line := process.stdout.readline()).startswith("exit\t"):
        operation, body = line.rstrip("\n").split("\t", 1)
        calls.append((operation, json.loads(body)))
        process.stdin.write("%d\t%s\n" % send(operation, body))
        process.stdin.flush()
    process.stdin.close()
    printed = process.stdout.read()
    process.stdout.close()
    assert process.wait() == 0, command
    return int(line.split("\t")[1]), calls, printed


def send(operation, body):
    """Sends a body as it is: status and body of the answer."""
    connection = http.client.HTTPConnection(ADDRESS.hostname, ADDRESS.port, timeout=20)
    connection.request("POST", "/", body=body.encode(), headers={**SIGNED, "X-Amz-Target": f"DynamoDB_20120810.{operation}"})
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    return response.status, content


def reader():
    yaml = YAML(typ="safe")
    yaml.constructor.add_constructor("tag:yaml.org,2002:float", lambda _, node: decimal.Decimal(node.value.replace("_", "")))
    return yaml


def writer():
    yaml = YAML(typ="safe")
    yaml.encoding = None
    represent = yaml.representer
    represent.default_flow_style = False

    def number(_, data):
        kind = "int" if data == data.to_integral() else "float"
        return ScalarNode(f"tag:yaml.org,2002:{kind}", str(data))

    def binary(dumper, data):
        return dumper.represent_scalar("tag:yaml.org,2002:binary", base64.b64encode(bytes(data)).decode(), style='"')

    represent.add_representer(decimal.Decimal, number)
    represent.add_representer(Binary, binary)
    represent.add_representer(bytes, binary)
    return yaml


def dumped(data):
    out = io.StringIO()
    writer().dump(data, out)
    return out.getvalue()


def sorted_sets(value):
    """A typed value whose sets can be compared, its bytes in base64."""
    if isinstance(value, dict):
        return {
            name: sorted(map(text, member)) if name in ("SS", "NS", "BS") else sorted_sets(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [sorted_sets(element) for element in value]
    return text(value)


def text(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def typed(item):
    return sorted_sets({name: TypeSerializer().serialize(value) for name, value in item.items()})


def setUpModule():
    for name in ["Tab", "Many"]:
        client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        )
        client.get_waiter("table_exists").wait(TableName=name)
    for item in ITEMS:
        table.put_item(Item=item)


D = decimal.Decimal
ITEMS = [
    {"pk": "a", "n": D(1), "text": "it's: a \"test\" é日😀", "list": [D(1), "x", [], {}, [D("1.5")]]},
    {"pk": "a", "n": D(2), "map": {"inner": {"x", "y"}, "flag": True, "deep": {"er": [{"a": None}]}}},
    {"pk": "b", "n": D("-3.5"), "none": None, "long": "word " * 40, "size words": D("0.0000001")},
    {"pk": "c", "n": D(10), "lines": "one\ntwo\n\tthree", "time": "2026-11-20", "yes": "yes", "1": "1"},
    {"pk": "d", "n": D(0), "bytes": Binary(b"\x00\xffab"), "numbers": {D(10), D(9), D("1.5")}, "blobs": {Binary(b"one")}},
    {"pk": "e", "n": D(7), "sets": [{"only"}, {D(1)}], "in": {"x" * 130, "it's", "1", "true"}, "on": "on", "word": "a: b"},
]
SELECTS = [
    ("", lambda: table.scan(ConsistentRead=True)),
    ("--filter 'n > 1'", lambda: table.scan(FilterExpression=Attr("n").gt(1))),
    ("--filter 'begins_with(text, \"it\") or contains(map.inner, \"x\")'",
     lambda: table.scan(FilterExpression=Attr("text").begins_with("it") | Attr("map.inner").contains("x"))),
    ("--filter 'pk in (\"a\",' '\"c\")'", lambda: table.scan(FilterExpression=Attr("pk").is_in(["a", "c"]))),
    ("--filter \"attribute_exists('size words')\"",
     lambda: table.scan(FilterExpression="attribute_exists(#s)", ExpressionAttributeNames={"#s": "size words"})),
    ("--filter 'pk in (\"a\", \"c\") AND NOT attribute_exists(map)'",
     lambda: table.scan(FilterExpression=Attr("pk").is_in(["a", "c"]) & ~Attr("map").exists())),
    ("--key-condition 'pk = \"a\"'", lambda: table.query(KeyConditionExpression=Key("pk").eq("a"))),
    ("--key-condition 'pk = \"a\" and n between 2 and 5'",
     lambda: table.query(KeyConditionExpression=Key("pk").eq("a") & Key("n").between(2, 5))),
    ("--key-condition 'pk = \"a\"' --projection pk, list[1], map.flag",
     lambda: table.query(KeyConditionExpression=Key("pk").eq("a"), ProjectionExpression="pk, #l[1], #m.flag",
                         ExpressionAttributeNames={"#l": "list", "#m": "map"})),
    ("--attributes COUNT", lambda: table.scan(Select="COUNT")),
    ("--filter 'pk = \"nobody\"'", lambda: table.scan(FilterExpression=Attr("pk").eq("nobody"))),
    ("--return-consumed-capacity", lambda: table.scan(ConsistentRead=True, ReturnConsumedCapacity="TOTAL")),
    ("--page-size 2", lambda: table.scan(ConsistentRead=True)),
    ("--filter 'numbers = {9, 10, 1.5}'", lambda: table.scan(FilterExpression=Attr("numbers").eq({D(9), D(10), D("1.5")}))),
    ("--filter 'bytes = b\"AP9hYg==\"'", lambda: table.scan(FilterExpression=Attr("bytes").eq(Binary(b"\x00\xffab")))),
]
YAMLS = [
    "pk: a\nn: 1", "{pk: a, n: 1.50}", '{"pk":"a","n":1e3,"m":{"x":[1,"2",true,null]}}', "- pk: a\n  n: 1\n- {pk: b, n: 2}\n",
    "pk: a  # comment\nn: 0x1F\nt: yes\no: 0o17\nu: 1_000\nz: 017\n", "pk: 'it''s'\nn: -5\ntext: |\n  one\n   two\n\n  three\n\n",
    "pk: a\nn: 1\nfold: >-\n  one\n  two\n\n  three\n    four\n  five\n", "pk: a\nn: 1\nset: !!set {x, y}\nnums: !!set {1, 2.5}\n",
    "pk: a\nn: 1\nset: !!set\n  ? x\n  ? y\n", "pk: a\nn: 1\nbin: !!binary YWJj\nlist:\n- a\n- - b\n  - c\n- d: e\n  f:\n  - g\n",
    "pk: \"a\\tb\\u00e9\\n\"\nn: .5\n", "pk: a\nn: 1\nplain: some words\n  go on\n\n  and on\nnext: 2\n", "---\npk: a\nn: 1\n...\n",
    "pk: a\nn: !!int \"5\"\ns: !!str 7\n", "pk: a\nn: 1\nnone:\ntilde: ~\nempty: ''\nlist: []\nmap: {}\n", "? pk\n: a\n? n\n: 1\n",
    "pk: a\nn: 1\nday: '2026-11-20'\nurl: http://x.y/z?q=1#f\ntime: 12:30:45\n", "[{pk: a, n: 1}, {pk: b, n: 2,}]", "pk: a\nn: 1\nkeep: |+\n  a\n\n",
    "pk: a\nn: 1\nindent: |2\n    a\n   b\n", "pk: a\nn: +12\nexp: 1.5E-7\nbig: 12345678901234567890123456789012345678\n",
]
BAD_YAMLS = [
    "{pk: a", "[pk", "pk: 'a", "pk: a: b", "pk: - a", "\tpk: a", "pk:\n\t- a", "pk: @a", "pk: a\npk: b", "pk: *x", "- a\nb", "!foo a", "%",
    "pk: \"\\q\"", "{pk:a}", "pk: 2026-11-20", "pk: !!set {1, x}", "n: 1" + "0" * 40, "n: .inf", "a: {}\n  b: 1", "[\"a\" \"b\"]", "pk: a\nn",
]


def anything(dice, depth=0):
    kind = dice.randrange(12 if depth < 3 else 9)
    if kind == 0:
        return dice.choice([None, True, False])
    if kind == 1:
        return dice.choice([D(dice.randrange(-1000, 1000)), D(dice.randrange(10**30)), D(dice.randrange(1, 10**6)) / 1000])
    if kind == 2:
        return Binary(bytes(dice.randrange(256) for _ in range(dice.randrange(1, 20))))
    if kind == 3:
        return dice.choice([{words(dice) for _ in range(3)}, {D(dice.randrange(50)), D(99)}, {Binary(b"x"), Binary(b"yz")}])
    if kind < 9:
        return words(dice)
    if kind == 9:
        return [anything(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {words(dice) or "k": anything(dice, depth + 1) for _ in range(dice.randrange(4))}


def words(dice):
    pieces = ["a", "word", " ", " ", ": ", "#", " #", "- ", "-", "'", '"', "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`",
              "\n", "\n\n", "  ", "\t", "1", "1.5", "true", "null", "~", "2026-11-20", "é", "日", "😀", "?", ":", "=", "<<", "\x07", "\u0085", "\u2028", "yes"]
    return "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 9)))


class People(unittest.TestCase):
    maxDiff = None

    def test_select_prints_what_is_there(self):
        for options, ask in SELECTS:
            with self.subTest(options=options):
                code, calls, printed = converse(f"aws ddb select Tab {options}")
                answer = {name: value for name, value in ask().items() if name != "ResponseMetadata"}
                self.assertEqual((code, printed), (0, dumped(answer)))
                self.assertEqual({operation for operation, _ in calls}, {"Query" if "--key-" in options else "Scan"})

    def test_select_goes_on_where_it_stopped(self):
        seen, token = [], ""
        for _ in range(len(ITEMS)):
            code, _, printed = converse(f"aws ddb select Tab --max-items 2 --projection pk, n {token}")
            self.assertEqual(code, 0, printed)
            page = YAML(typ="safe").load(printed)
            self.assertLessEqual(len(page["Items"]), 2)
            seen += page["Items"]
            if "NextToken" not in page:
                break
            token = f"--starting-token {page['NextToken']}"
        self.assertEqual(sorted((item["pk"], float(item["n"])) for item in seen),
                         sorted((item["pk"], float(item["n"])) for item in ITEMS))
        code, calls, printed = converse("aws ddb select Tab --no-paginate --query Items[0].pk")
        self.assertEqual((code, len(calls)), (0, 1), printed)

    def test_what_select_prints_put_reads(self):
        _, _, printed = converse("aws ddb select Tab --query Items")
        code, calls, _ = converse(f"aws ddb put Tab {shlex.quote(printed)}")
        self.assertEqual((code, len(calls)), (0, 1))
        self.assertEqual(sorted(json.dumps(sorted_sets(request["PutRequest"]["Item"]), sort_keys=True) for request in calls[0][1]["RequestItems"]["Tab"]),
                         sorted(json.dumps(typed(item), sort_keys=True) for item in ITEMS))
        self.assertEqual(converse("aws ddb select Tab --query Items")[2], printed)

    def test_put_reads_yaml_as_the_library_does(self):
        for yaml in YAMLS:
            with self.subTest(yaml=yaml):
                items = reader().load(yaml)
                items = items if isinstance(items, list) else [items]
                _, calls, printed = converse(f"aws ddb put Nowhere {shlex.quote(yaml)}")
                self.assertTrue(calls, printed)
                body = calls[0][1]
                sent = [body["Item"]] if "Item" in body else [request["PutRequest"]["Item"] for request in body["RequestItems"]["Nowhere"]]
                self.assertEqual([sorted_sets(item) for item in sent], [typed(item) for item in items])

    def test_put_refuses_what_the_library_refuses(self):
        for yaml in BAD_YAMLS:
            with self.subTest(yaml=yaml):
                code, calls, printed = converse(f"aws ddb put Tab {shlex.quote(yaml)}")
                self.assertEqual((code in (252, 255), calls), (True, []), printed)
                with self.assertRaises(Exception):
                    items = reader().load(yaml)
                    typed(items)

    def test_put_reads_whatever_the_library_writes(self):
        styles = [(False, 80), (None, 80), (True, 80), (False, 20), (None, 30), (True, 4096)]
        for seed in range(48):
            dice = random.Random(seed)
            items = [{f"k{at}": anything(dice), words(dice): anything(dice)} for at in range(12)]
            yaml = writer()
            yaml.representer.default_flow_style, yaml.width = styles[seed % len(styles)]
            out = io.StringIO()
            yaml.dump(items, out)
            with self.subTest(seed=seed):
                _, calls, printed = converse(f"aws ddb put Nowhere {shlex.quote(out.getvalue())}")
                self.assertTrue(calls, (printed, out.getvalue()))
                sent = [request["PutRequest"]["Item"] for request in calls[0][1]["RequestItems"]["Nowhere"]]
                self.assertEqual([sorted_sets(item) for item in sent], [typed(item) for item in items])

    def test_conditions_and_errors(self):
        code, calls, printed = converse("aws ddb put Tab '{pk: a, n: 1}' --condition 'attribute_not_exists(pk)'")
        self.assertEqual((code, len(calls)), (254, 1))
        self.assertIn("An error occurred (ConditionalCheckFailedException) when calling the PutItem operation", printed)
        code, _, printed = converse("aws ddb select Nowhere")
        self.assertEqual(code, 254)
        self.assertIn("(ResourceNotFoundException) when calling the Scan operation", printed)
        many = ", ".join(f"{{pk: many, n: {n}}}" for n in range(60))
        code, calls, printed = converse(f"aws ddb put Many '[{many}]'")
        self.assertEqual((code, [len(body["RequestItems"]["Many"]) for _, body in calls], printed), (0, [25, 25, 10], ""))
        self.assertEqual(client.scan(TableName="Many", Select="COUNT")["Count"], 60)


if __name__ == "__main__":
    unittest.main(verbosity=2)
