"""The notes' two command-line demos, pasted verbatim into a shell with the AWS CLI."""

import json
import re
import shutil
import subprocess
import unittest

import notes


def commands(block):
    """The aws commands of a block, with their continuation lines."""
    return re.findall(r"^aws (?:.*\\\n)*.*", block, re.M)


def shell(command):
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else {}


@notes.needed
class Demos(unittest.TestCase):
    def test_product_catalog(self):
        blocks = notes.blocks(0, "command")
        (get,) = commands(blocks[0])
        create, load = commands(blocks[1])
        shutil.copy(notes.demo("ProductCatalog") / "items.json", "items.json")
        created = shell(create)["TableDescription"]
        self.assertEqual(created["ProvisionedThroughput"]["WriteCapacityUnits"], 5)
        shell("aws dynamodb wait table-exists --table-name ProductCatalog")
        self.assertEqual(shell(load), {"UnprocessedItems": {}})
        # The notes ask for product 205, which their file does not hold: an empty answer.
        self.assertEqual(shell(get), {})
        helmet = shell(get.replace("205", "403"))["Item"]
        self.assertEqual(helmet["Price"], {"S": "99"})
        self.assertEqual(shell("aws dynamodb scan --table-name ProductCatalog")["Count"], 9)

    def test_session_data(self):
        (block,) = [block for block in notes.blocks(0, "command") if "SessionData" in block]
        found = [command for command in commands(block) if "iam" not in command and "^" not in command]
        create, load = found
        shutil.copy(notes.demo("SessionData") / "items.json", "items.json")
        shell(create)
        shell("aws dynamodb wait table-exists --table-name SessionData")
        self.assertEqual(shell(load), {"UnprocessedItems": {}})
        items = shell("aws dynamodb scan --table-name SessionData")["Items"]
        self.assertEqual({item["UserID"]["N"] for item in items}, {"5346747", "6478533", "7579645"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
