"""The notes' Python scripts, unmodified, in an order that makes sense.

Each must print what it prints against the service, and three of them show the faults that the notes
overlooked (no ReturnValues, so a success reads "not updated"; a retry loop that never imported time).
"""

import io
import subprocess
import sys
import unittest
from contextlib import redirect_stdout

import boto3

import notes


def run(script):
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@notes.needed
class FirstGuide(unittest.TestCase):
    def test_put_query_scan(self):
        boto3.client("dynamodb").create_table(
            TableName="Users",
            AttributeDefinitions=[{"AttributeName": "UserID", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "UserID", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        boto3.client("dynamodb").get_waiter("table_exists").wait(TableName="Users")
        put, query, scan = notes.blocks(1, "python")[:3]
        # The later snippets go on from the first one's `table`.
        session, printed = {}, []
        for snippet in (put, query, scan):
            with redirect_stdout(io.StringIO()) as output:
                exec(snippet, session)
            printed.append(output.getvalue())
        john = "{'UserID': '123', 'Name': 'John Doe', 'Email': 'john.doe@example.com', 'CreatedAt': '2024-08-21T10:00:00Z'}"
        self.assertEqual(printed[0], "Data inserted successfully.\n")
        for page in printed[1:]:
            self.assertEqual(eval(page), eval(john))


@notes.needed
class SecondGuide(unittest.TestCase):
    def test_the_eleven_scripts(self):
        scripts = notes.blocks(2, "python")
        self.assertEqual(len(scripts), 11)
        create, drop, put, update_if, read, read_all, update, price_if, delete, delete_if, retry = scripts
        product = lambda: boto3.client("dynamodb", region_name="us-east-2").get_item(
            TableName="Products", Key={"ProductID": {"N": "123"}}, ConsistentRead=True
        ).get("Item")

        def check(script, out="", error="", code=0):
            got = run(script)
            self.assertEqual(got[0], code, got)
            self.assertIn(out, got[1])
            self.assertIn(error, got[2])

        check(create, out="Table created:")
        check(create, error="ResourceInUseException", code=1)
        check(read, out="Product not found.")
        check(put, out="Product created:")
        self.assertEqual(product()["Price"], {"N": "999.99"})
        # It succeeds, and says that it did not: the call asks for no ReturnValues.
        check(update_if, out="Stock not updated due to condition not met.")
        self.assertEqual(product()["Stock"], {"N": "7"})
        check(read, out="'ProductName': {'S': 'Laptop'}")
        check(read_all, out="Product: {")
        check(update, out="Product stock updated:")
        self.assertEqual(product()["Stock"], {"N": "8"})
        check(price_if, out="Price not updated due to condition not met.")
        self.assertEqual(product()["Price"], {"N": "899.99"})
        check(price_if, error="ConditionalCheckFailedException", code=1)
        check(delete, out="Product deleted:")
        check(delete, out="Product deleted:")
        # In the notes' order the product is gone by now, and nobody catches the exception.
        check(delete_if, error="ConditionalCheckFailedException", code=1)
        check(put, out="Product created:")
        self.assertEqual(run(delete_if)[0], 0)
        self.assertIsNone(product())
        check(retry, out="Item added:")
        check(drop, out="Table deleted:")
        # The loop sleeps before it retries, and never imported time.
        check(retry, out="Error: An error occurred (ResourceNotFoundException)", error="NameError", code=1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
