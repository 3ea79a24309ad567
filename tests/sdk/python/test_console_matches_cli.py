"""The console beside the real AWS CLI: the same requests, the same printed bytes.

Every command runs in the AWS CLI against the server; what went over the wire is then told to the console, which must
have asked for the same and must print the same. The CLI on PyPI is version 1; the console is version 2, so times are
set to version 2's format, and errors are compared without version 2's prefix.
"""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import unittest

import awscli
from awscli.clidriver import create_clidriver
from botocore.httpsession import URLLib3Session
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.utils import ArgumentGenerator
from ruamel.yaml import YAML

SPEAK = os.environ["DYNAMARIUM_SPEAK"]
CONFIG = os.path.join(os.environ["HOME"], "cli.config")
wire = []


def recording(send):
    def recorded(self, request):
        answer = send(self, request)
        operation = request.headers["X-Amz-Target"].decode().split(".")[1]
        wire.append((operation, json.loads(request.body), answer.status_code, answer.content.decode()))
        return answer

    return recorded


def aws(words):
    """Runs the AWS CLI in this process: its exit code, stdout, stderr."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = create_clidriver().main(words)
        except SystemExit as exit:
            code = exit.code
    out.seek(0)
    return code, out.read(), err.getvalue()


def speak(command, answers):
    """Runs the console on answers that are known: exit code, calls it made, what it printed."""
    told = "".join(f"{status}\t{body}\n" for _, _, status, body in answers)
    done = subprocess.run([SPEAK, command], input=told, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, (command, done.stderr)
    calls, _, rest = done.stdout.partition("exit\t")
    code, _, printed = rest.partition("\n")
    calls = [line.split("\t") for line in calls.splitlines()]
    return int(code), [(operation, json.loads(body)) for operation, body in calls], printed


def setUpModule():
    with open(CONFIG, "w") as config:
        config.write("[default]\nregion = eu-west-2\ncli_timestamp_format = iso8601\n")
    os.environ["AWS_CONFIG_FILE"] = CONFIG
    URLLib3Session.send = recording(URLLib3Session.send)
    run("create-table --table-name Tab --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=n,AttributeType=N --key-schema AttributeName=pk,KeyType=HASH AttributeName=n,KeyType=RANGE --billing-mode PAY_PER_REQUEST")
    run("create-table --table-name Other --attribute-definitions AttributeName=Id,AttributeType=N --key-schema AttributeName=Id,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5")
    run("wait table-exists --table-name Tab")
    run("wait table-exists --table-name Other")
    items = [
        {"pk": {"S": "a"}, "n": {"N": "1"}, "text": {"S": "it's: a \"test\" \u00e9\u65e5\U0001f600"}, "list": {"L": [{"N": "1"}, {"S": "x"}]}},
        {"pk": {"S": "a"}, "n": {"N": "2"}, "map": {"M": {"inner": {"SS": ["x", "y"]}, "flag": {"BOOL": True}}}},
        {"pk": {"S": "b"}, "n": {"N": "-3.5"}, "none": {"NULL": True}, "long": {"S": "word " * 40}},
        {"pk": {"S": "c"}, "n": {"N": "10"}, "lines": {"S": "one\ntwo\n\tthree"}, "time": {"S": "2026-11-20"}},
        {"pk": {"S": "d"}, "n": {"N": "0"}, "empty": {"L": []}, "hash": {"S": "#x"}},
    ]
    for item in items:
        run(f"put-item --table-name Tab --item {shlex.quote(json.dumps(item))}")


def run(command):
    code, out, err = aws(["dynamodb", *shlex.split(command)])
    assert code == 0, (command, out, err)


QUERY_A = "--key-condition-expression 'pk = :a' --expression-attribute-values '{\":a\":{\"S\":\"a\"}}'"
READS = [
    "list-tables",
    "list-tables --max-items 1",
    "list-tables --page-size 1",
    "list-tables --limit 1",
    "describe-table --table-name Tab",
    "describe-table --table-name Other",
    "describe-limits",
    "describe-endpoints",
    "scan --table-name Tab",
    "scan --table-name Tab --page-size 2",
    "scan --table-name Tab --page-size 2 --max-items 3",
    "scan --table-name Tab --max-items 0",
    "scan --table-name Tab --no-paginate",
    "scan --table-name Tab --no-paginate --limit 2",
    "scan --table-name Tab --limit 2",
    "scan --table-name Tab --select COUNT",
    "scan --table-name Tab --return-consumed-capacity TOTAL --page-size 2",
    "scan --table-name Tab --filter-expression 'pk = :x' --expression-attribute-values '{\":x\":{\"S\":\"none\"}}'",
    f"query --table-name Tab {QUERY_A}",
    f"query --table-name Tab {QUERY_A} --no-scan-index-forward --projection-expression pk,n",
    f"query --table Tab {QUERY_A} --return-consumed-capacity INDEXES --consistent-read",
    "get-item --table-name Tab --key '{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}'",
    "get-item --table-name Tab --key '{\"pk\":{\"S\":\"none\"},\"n\":{\"N\":\"1\"}}'",
    "get-item --table-name Tab --key pk={S=a},n={N=2} --return-consumed-capacity TOTAL",
    "batch-get-item --request-items '{\"Tab\":{\"Keys\":[{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}},{\"pk\":{\"S\":\"d\"},\"n\":{\"N\":\"0\"}}]}}'",
]
QUERIES = [
    "Items[].pk.S", "Items[*].[pk.S, n.N]", "Items[].{Key: pk.S, Number: n.N}", "Items[0]", "Items[0].text", "Items[0].pk",
    "Count", "Items[?pk.S=='a'].n.N", "Items[?to_number(n.N) > `0`].pk.S | [0]", "length(Items)",
    "sort_by(Items, &to_number(n.N))[].n.N", "Items[-1].*", "Items[].pk | [1:]", "{Count: Count, Keys: Items[].pk.S}",
    "Nothing", "Items[].Nothing", "[Count, ScannedCount]", "@", "Items[::2].pk.S", "max_by(Items, &to_number(n.N)).pk.S",
    "sum(Items[].to_number(n.N))", "avg(Items[].to_number(n.N))", "join(',', Items[].pk.S)", "Items[].keys(@)[]", "Items[1].map.M.inner.SS",
    "Items[?contains(keys(@), 'map')].pk", "to_string(Items[1].map)", "not_null(Nothing, Count)", "merge(Items[0].pk, Items[1].n)",
    "`[1, 2.5, \"x\", null, true]`", "'raw'", "type(Items)", "Items[0].list.L[1]", "reverse(Items[].pk.S)",
    "ceil(`1.5`)", "values(Items[4])", "Items[].not_null(text.S, 'none')", "starts_with(Items[0].pk.S, 'a')", "!Count", "Count && Items[0].n",
]
TEXTS = ["'" + text.replace("'", "\\'") + "'" for text in [
    "yes", "1_000", "0o17", "2026-11-20", "2026-11-20 09:00:00", "12:30:45", "~", "a: b", "a:b", "- x", "#x", "x #y", "it's", "'", "", " x", "x ",
    "tab\tx", "a\nb", "a\n\nb\n", "a\n b", "a \nb", "\r", "\u00a0", "\u0085", "\u2028", "\ufeff", "\x07", "\x7f", "\U0001f600", "?", "? a", "-", "--- a",
    "...", "&a", "%", "@", "`", "1e5", "1e+5", ".5", "5.", "0x", "+1", "-", "=", "<<", "null", "Null", "nUll", "on", "word " * 40, "long " * 30 + "it's",
    "x" * 100 + " " + "y" * 100, "two  blanks " * 20, "quo'ted \t " * 20, "{", "}", "a{", "a,b", "[a]", "*x", "!x", "|", ">", "\"x", "\\x",
]]
TEXTS += ["[" + ", ".join(TEXTS[:20]) + "]", "{a: " + TEXTS[45] + ", \"long name " + "x" * 130 + "\": `1`, \"it's\": `2`, \"2\": `3`}"]
BAD_QUERIES = [
    "Items[", "Items[*", "a b", "a.", "a..b", "[", "]", "a[?b", "'x", "`x", "\"x", "a = b", "a ==", "foo(", "a.(b)", "{a}", "{a: }", "a[1:2:3:4]",
    "a.1", "-", "#", "a || ", "&&", "a[b]", "'a'(b)", "\"a\"(b)", "{\"a\":b,}", "[a,]", "a[ ]", "*.*[", "@@", "!", "",
]
FAILING_QUERIES = [
    "length(Count)", "frob(Items)", "length()", "length(Items, Items)", "contains(Items)", "keys(Items)", "sum(Items[].pk.S)", "join(Items, ',')",
    "sort_by(Items, &pk)", "max(Items)", "sort([Count, 'x'])", "not_null()", "abs('x')", "sort_by(Items, &map)",
]
ERRORS = [
    "get-item --table-name Nowhere --key '{\"pk\":{\"S\":\"a\"}}'",
    "put-item --table-name Tab --item '{\"pk\":{\"S\":\"a\"}}'",
    "put-item --table-name Tab --item '{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}' --condition-expression 'attribute_not_exists(pk)'",
    "update-item --table-name Tab --key '{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}' --update-expression 'SET'",
    "scan --table-name Nowhere",
    "create-table --table-name Tab --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST",
    "wait table-exists --table-name ''",
]
REFUSED = [
    "put-item --table-name Tab --item '{\"pk\":{\"S\":1}}'",
    "put-item --table-name Tab --item '{\"pk\":'",
    "put-item --table-name Tab --item '{\"pk\":{\"S\":\"a\"}'",
    "put-item --table-name Tab --item pk=",
    "put-item --table-name Tab --item 'pk={S=a'",
    "put-item --table-name Tab --item file://nowhere.json",
    "get-item --table-name '' --key '{\"pk\":{\"S\":\"a\"}}'",
    "create-table --table-name Tab --attribute-definitions AttributeName=pk --key-schema AttributeName=pk,KeyType=HASH",
    "create-table --table-name Tab --attribute-definitions AttributeName=pk,AttributeType=S,AttributeName=q --key-schema AttributeName=pk,KeyType=HASH",
    "create-table --table-name Tab --attribute-definitions AttributeName=pk,Foo=S --key-schema AttributeName=pk,KeyType=HASH",
    "scan --table-name Tab --no-paginate --max-items 1",
    "scan --table-name Tab --limit 1 --page-size 2 --max-items 1",
    "scan --table-name Tab --limit x",
    "scan --table-name Tab --starting-token nonsense",
    "scan --table-name Tab --cli-input-json '{'",
    "scan --cli-input-json '{\"TableNam\":\"Tab\"}'",
    "scan --table-name Tab --exclusive-start-key x",
]


class Console(unittest.TestCase):
    maxDiff = None

    def both(self, command, service="dynamodb"):
        """The same command in both: exit code and prints of the CLI, exit code and prints of the console."""
        wire.clear()
        code, out, err = aws([service, *shlex.split(command)])
        answers = list(wire)
        ours, calls, printed = speak(f"aws {service} {command}", answers)
        self.assertEqual(calls, [(operation, body) for operation, body, _, _ in answers], command)
        return code, out, err, ours, printed

    def same(self, command, service="dynamodb"):
        code, out, err, ours, printed = self.both(command, service)
        self.assertEqual(code, 0, (command, err))
        self.assertTrue(not err or err.startswith("warning: "), (command, err))
        self.assertEqual((ours, printed), (0, out), command)

    def test_formats(self):
        for command in READS:
            for output in ["json", "text", "table"]:
                with self.subTest(command=command, output=output):
                    self.same(f"{command} --output {output}")

    def test_queries(self):
        for query in QUERIES:
            for output in ["json", "text", "table"]:
                with self.subTest(query=query, output=output):
                    self.same(f"scan --table-name Tab --output {output} --query {shlex.quote(query)}")
        self.same("list-tables --query 'TableNames[0]' --output text --page-size 1")
        self.same("describe-table --table-name Tab --query Table.CreationDateTime --output text")

    def test_yaml(self):
        # Only version 2 prints it, with this library and these settings.
        writer = YAML(typ="safe")
        writer.encoding = None
        writer.representer.default_flow_style = False
        commands = READS + [f"scan --table-name Tab --query {shlex.quote(query)}" for query in QUERIES + TEXTS]
        for command in commands:
            with self.subTest(command=command):
                wire.clear()
                code, out, _ = aws(["dynamodb", *shlex.split(command)])
                expect = io.StringIO()
                if code == 0 and out:
                    writer.dump(json.loads(out), expect)
                ours, _, printed = speak(f"aws dynamodb {command} --output yaml", list(wire))
                self.assertEqual((ours, printed), (0, expect.getvalue()))

    def test_tables_of_every_width(self):
        for width in range(1, 60, 3):
            query = f"Items[].{{a: pk.S, {'b' * width}: n.N, c: '{'x' * (60 - width)}'}}"
            self.same(f"scan --table-name Tab --output table --query {shlex.quote(query)}")
            query = f"{{{'t' * width}: Items[].pk, Single: {{One: Count}}, Wide: '{'é' * width}'}}"
            self.same(f"scan --table-name Tab --output table --query {shlex.quote(query)}")

    def test_queries_that_cannot_be_read(self):
        for query in BAD_QUERIES:
            with self.subTest(query=query):
                code, out, err, ours, printed = self.both(f"scan --table-name Tab --query {shlex.quote(query)}")
                self.assertEqual((code, ours, out), (255, 252, ""))
                self.assertEqual(printed, f"\naws: [ERROR]: {err.strip()}\n")

    def test_queries_that_fail(self):
        for query in FAILING_QUERIES:
            with self.subTest(query=query):
                code, out, err, ours, printed = self.both(f"scan --table-name Tab --query {shlex.quote(query)}")
                self.assertEqual((code, ours, out), (255, 255, ""))
                self.assertEqual(printed.split("value: ")[0], f"\naws: [ERROR]: {err.lstrip()}".split("value: ")[0])

    def test_errors_of_the_service(self):
        for command in ERRORS:
            with self.subTest(command=command):
                code, out, err, ours, printed = self.both(command)
                if ours == 252:
                    self.assertEqual(printed, f"\naws: [ERROR]: {err.lstrip()}")
                    continue
                self.assertEqual((code, ours, out), (255, 254, ""))
                self.assertEqual(printed.split("\n\nAdditional")[0].rstrip(), f"\naws: [ERROR]: {err.strip()}")

    def test_what_is_never_sent(self):
        for command in REFUSED:
            with self.subTest(command=command):
                code, out, err, ours, printed = self.both(command)
                self.assertEqual((code, out), (255, ""), err)
                self.assertIn(ours, (252, 255))
                self.assertEqual(printed, f"\naws: [ERROR]: {err.strip()}\n")

    def test_writes(self):
        for command in [
            "put-item --table-name Tab --item '{\"pk\":{\"S\":\"w\"},\"n\":{\"N\":\"1\"}}' --return-consumed-capacity TOTAL",
            "put-item --table-name Tab --item pk={S=w},n={N=2}",
            "update-item --table-name Tab --key pk={S=w},n={N=1} --update-expression 'SET a = :v' --expression-attribute-values ':v={L=[{N=1},{S=x}]}' --return-values ALL_NEW",
            "delete-item --table-name Tab --key pk={S=w},n={N=1} --return-values ALL_OLD --output text",
            "delete-item --table-name Tab --key pk={S=w},n={N=2} --return-values ALL_OLD --output table",
            "batch-write-item --request-items '{\"Tab\":[{\"PutRequest\":{\"Item\":{\"pk\":{\"S\":\"w\"},\"n\":{\"N\":\"3\"}}}}]}'",
            "batch-write-item --request-items '{\"Tab\":[{\"DeleteRequest\":{\"Key\":{\"pk\":{\"S\":\"w\"},\"n\":{\"N\":\"3\"}}}}]}' --output text",
        ]:
            with self.subTest(command=command):
                self.same(command)

    def test_tables_that_cannot_be_drawn(self):
        for query in ["Items[*].*.S", "Items[].[pk.S, list.L[].[N, S]]"]:
            code, out, err, ours, printed = self.both(f"scan --table-name Tab --output table --query {shlex.quote(query)}")
            self.assertEqual((code, out, ours), (255, "", 255))
            self.assertEqual(printed, f"\naws: [ERROR]: {err.strip()}\n")

    def test_starting_tokens(self):
        _, out, _ = aws(["dynamodb", "scan", "--table-name", "Tab", "--page-size", "2", "--max-items", "3"])
        token = json.loads(out)["NextToken"]
        for output in ["json", "text", "table"]:
            self.same(f"scan --table-name Tab --page-size 2 --starting-token {token} --output {output}")
            self.same(f"scan --table-name Tab --max-items 1 --starting-token {token} --output {output}")
        _, out, _ = aws(["dynamodb", "list-tables", "--max-items", "1"])
        self.same(f"list-tables --starting-token {json.loads(out)['NextToken']}")

    def test_input_as_json(self):
        whole = json.dumps({"TableName": "Tab", "Key": {"pk": {"S": "a"}, "n": {"N": "1"}}, "ConsistentRead": True})
        self.same(f"get-item --cli-input-json {shlex.quote(whole)}")
        self.same(f"get-item --cli-input-json {shlex.quote(whole)} --no-consistent-read")
        self.same(f"get-item --table-name Tab --cli-input-json {shlex.quote(whole)}")
        with open("input.json", "w") as file:
            file.write(whole)
        self.same("get-item --cli-input-json file://input.json")

    def test_input_as_yaml(self):
        # Version 1 knows JSON only: it gets what version 2's library reads.
        wholes = [
            "TableName: Tab\nKey:\n  pk: {S: a}\n  n: {N: '1'}\nConsistentRead: true\n",
            "# all of it\nTableName: 'Tab'\nKey: {\"pk\": {\"S\": \"a\"}, \"n\": {\"N\": \"2\"}}\nReturnConsumedCapacity: TOTAL\n",
            "Key:\n    pk:\n        S: |-\n            a\n    n: {N: !!str 1}\nTableName: >-\n  Tab\nProjectionExpression: pk,\n  n\n",
        ]
        for whole in wholes:
            loaded = YAML(typ="safe", pure=True).load(whole)
            for more in ["", " --no-consistent-read", " --table-name Tab"]:
                with self.subTest(whole=whole, more=more):
                    wire.clear()
                    code, out, err = aws(["dynamodb", "get-item", "--cli-input-json", json.dumps(loaded), *shlex.split(more)])
                    self.assertEqual(code, 0, err)
                    answers = list(wire)
                    ours, calls, printed = speak(f"aws dynamodb get-item --cli-input-yaml {shlex.quote(whole)}{more}", answers)
                    self.assertEqual(calls, [(operation, body) for operation, body, _, _ in answers])
                    self.assertEqual((ours, printed), (0, out))
        with open("input.yaml", "w") as file:
            file.write(wholes[0])
        self.assertEqual(speak("aws dynamodb get-item --cli-input-yaml file://input.yaml", [("", "", 200, "{}")])[0], 0)

    def test_input_as_yaml_that_is_wrong(self):
        for whole, code, message in [
            ("{TableName: Tab", 252, "Error parsing parameter 'cli-input-yaml': Invalid YAML received."),
            ("- Tab", 252, "Error parsing parameter 'cli-input-yaml': Invalid type: expecting map, received <class 'list'>"),
            ("Tab", 252, "Error parsing parameter 'cli-input-yaml': Invalid type: expecting map, received <class 'str'>"),
        ]:
            self.assertEqual(speak(f"aws dynamodb scan --cli-input-yaml {shlex.quote(whole)}", []), (code, [], f"\naws: [ERROR]: {message}\n"))
        code, _, printed = speak("aws dynamodb scan --cli-input-yaml '{TableName: T}' --cli-input-json '{}'", [])
        self.assertEqual((code, printed), (252, "\naws: [ERROR]: Only one --cli-input- parameter may be specified.\n"))
        # What YAML reads is checked as everything else is, by the words of version 1's JSON.
        for whole in ["{TableName: Tab, Limit: x}", "{TableName: Tab, Limt: 1}", "{TableName: Tab, ExclusiveStartKey: {pk: a}}"]:
            _, _, err = aws(["dynamodb", "scan", "--cli-input-json", json.dumps(YAML(typ="safe", pure=True).load(whole))])
            code, _, printed = speak(f"aws dynamodb scan --cli-input-yaml {shlex.quote(whole)}", [])
            self.assertEqual((code, printed), (252, f"\naws: [ERROR]: {err.strip()}\n"))

    def test_templates_of_answers(self):
        for command, service in [
            ("list-tables", "dynamodb"), ("describe-endpoints", "dynamodb"), ("describe-time-to-live --table-name Tab", "dynamodb"),
            ("list-tags-of-resource --resource-arn x", "dynamodb"), ("tag-resource --resource-arn x --tags Key=a,Value=b", "dynamodb"),
            (f"get-shard-iterator --stream-arn {'a' * 40} --shard-id {'s' * 30} --shard-iterator-type LATEST", "dynamodbstreams"),
        ]:
            for output in ["json", "text", "table"]:
                with self.subTest(command=command, output=output):
                    self.same(f"{command} --generate-cli-skeleton output --output {output}", service)
        self.same("list-tables --generate-cli-skeleton output --query TableNames[0]")
        # The CLI refuses many of its own templates, which its checks take for wrong answers; the console prints them.
        item = "--table-name Tab --key pk={S=a}"
        write = '\'{"Tab":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}\''
        for command, service, operation in [
            (f"get-item {item}", "dynamodb", "GetItem"), (f"update-item {item}", "dynamodb", "UpdateItem"), ("scan --table-name Tab", "dynamodb", "Scan"),
            ("describe-table --table-name Tab", "dynamodb", "DescribeTable"), ("list-backups", "dynamodb", "ListBackups"),
            (f"batch-write-item --request-items {write}", "dynamodb", "BatchWriteItem"), ("execute-statement --statement x", "dynamodb", "ExecuteStatement"),
            ("get-records --shard-iterator x", "dynamodbstreams", "GetRecords"), ("list-streams", "dynamodbstreams", "ListStreams"),
        ]:
            with self.subTest(command=command):
                # Boto3's model; the CLI brings an older botocore of its own.
                data = os.path.join(os.path.dirname(os.path.dirname(awscli.__file__)), "botocore", "data")
                model = ServiceModel(Loader([data]).load_service_model(service, "service-2"))
                shape = model.operation_model(operation).output_shape
                expect = ArgumentGenerator(use_member_names=True).generate_skeleton(shape)
                expect = json.dumps(expect, indent=4, default=lambda time: time.isoformat()) + "\n"
                self.assertEqual(speak(f"aws {service} {command} --generate-cli-skeleton output", []), (0, [], expect))
        # The input is looked at before.
        code, _, err, ours, printed = self.both("describe-time-to-live --table-name '' --generate-cli-skeleton output")
        self.assertEqual((code, ours, printed), (255, 252, f"\naws: [ERROR]: {err.strip()}\n"))
        self.assertEqual(speak("aws dynamodb get-item --table-name T --generate-cli-skeleton output", [])[0], 252)

    def test_skeletons(self):
        operations = ["put-item", "query", "batch-write-item", "transact-write-items", "update-time-to-live",
                      "execute-statement", "list-tables", "describe-limits", "tag-resource"]
        commands = [(name, "dynamodb") for name in operations]
        commands += [(name, "dynamodbstreams") for name in ["get-records", "list-streams", "describe-stream"]]
        for command, service in commands:
            for kind in ["", " input", " yaml-input"]:
                with self.subTest(command=command, kind=kind):
                    _, out, _, _, printed = self.both(f"{command} --generate-cli-skeleton{kind}", service)
                    # Of several values that are allowed the CLI shows any.
                    values = re.compile(r': "?[A-Z_]+"?')
                    if kind != " yaml-input":
                        self.assertEqual(values.sub(": X", printed), values.sub(": X", out))


if __name__ == "__main__":
    unittest.main(verbosity=2)
