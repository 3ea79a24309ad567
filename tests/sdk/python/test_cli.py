"""The AWS CLI against the server."""

import json
import subprocess
import unittest


def aws(*arguments, code=0):
    done = subprocess.run(["aws", *arguments], capture_output=True, text=True)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else done.stderr


class CommandLine(unittest.TestCase):
    def test_a_day_at_the_prompt(self):
        created = aws(
            "dynamodb", "create-table", "--table-name", "Music",
            "--attribute-definitions", "AttributeName=Artist,AttributeType=S", "AttributeName=Song,AttributeType=S",
            "--key-schema", "AttributeName=Artist,KeyType=HASH", "AttributeName=Song,KeyType=RANGE",
            "--provisioned-throughput", "ReadCapacityUnits=5,WriteCapacityUnits=5",
        )
        self.assertEqual(created["TableDescription"]["TableStatus"], "CREATING")
        aws("dynamodb", "wait", "table-exists", "--table-name", "Music")
        item = '{"Artist":{"S":"Kim"},"Song":{"S":"One"},"Year":{"N":"1999"}}'
        aws("dynamodb", "put-item", "--table-name", "Music", "--item", item)
        got = aws(
            "dynamodb", "get-item", "--table-name", "Music", "--consistent-read", "--return-consumed-capacity", "TOTAL",
            "--key", '{"Artist":{"S":"Kim"},"Song":{"S":"One"}}',
        )
        self.assertEqual(got["Item"]["Year"], {"N": "1999"})
        self.assertEqual(got["ConsumedCapacity"], {"TableName": "Music", "CapacityUnits": 1.0})
        queried = aws(
            "dynamodb", "query", "--table-name", "Music", "--key-condition-expression", "Artist = :a",
            "--expression-attribute-values", '{":a":{"S":"Kim"}}', "--projection-expression", "#y",
            "--expression-attribute-names", '{"#y":"Year"}',
        )
        self.assertEqual(queried["Items"], [{"Year": {"N": "1999"}}])
        refused = aws(
            "dynamodb", "update-item", "--table-name", "Music", "--key", '{"Artist":{"S":"Kim"},"Song":{"S":"One"}}',
            "--update-expression", "SET Year = :y", "--expression-attribute-values", '{":y":{"N":"1"}}',
            code=255,  # Version 1 of the command line, the one on PyPI; version 2 says 254.
        )
        self.assertIn("Attribute name is a reserved keyword; reserved keyword: Year", refused)
        self.assertEqual(aws("dynamodb", "list-tables")["TableNames"], ["Music"])
        aws("dynamodb", "delete-table", "--table-name", "Music")
        aws("dynamodb", "wait", "table-not-exists", "--table-name", "Music")


if __name__ == "__main__":
    unittest.main(verbosity=2)
