"""Vector indexes with boto3: made, filled, searched, and refused."""

import time
import unittest

import boto3
from botocore.exceptions import ClientError

client = boto3.client("dynamodb")


def vector(*numbers):
    return [{"N": str(number)} for number in numbers]


def index(name, **more):
    return {
        "IndexName": name,
        "VectorAttribute": {"AttributeName": "taste"},
        "Dimensions": 2,
        "DistanceFunction": "EUCLIDEAN",
        "Projection": {"ProjectionType": "KEYS_ONLY"},
        **more,
    }


def vector_indexes(name):
    """A table's vector indexes once they are ACTIVE."""
    for _ in range(100):
        table = client.describe_table(TableName=name)["Table"]
        found = table.get("VectorIndexes", [])
        if table["TableStatus"] == "ACTIVE" and all(it["IndexStatus"] == "ACTIVE" for it in found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{name} does not settle")


class Vectors(unittest.TestCase):
    def test_search(self):
        client.create_table(
            TableName="Foods",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "kind", "AttributeType": "S"},
            ],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            VectorIndexes=[
                index(
                    "ByTaste",
                    SearchSchema=[{"AttributeName": "kind", "SearchSchemaElementType": "HASH"}],
                )
            ],
        )
        vector_indexes("Foods")
        for pk, kind, taste in [("plum", "fruit", (1, 5)), ("lemon", "fruit", (9, 1)), ("pea", "seed", (9, 1))]:
            written = client.put_item(
                TableName="Foods",
                Item={"pk": {"S": pk}, "kind": {"S": kind}, "taste": {"L": vector(*taste)}},
                ReturnConsumedCapacity="INDEXES",
            )
            bytes_written = written["ConsumedCapacity"]["VectorIndexes"]["ByTaste"]["VectorWriteRequestBytes"]
            self.assertEqual(bytes_written, 1024.0)
        answer = client.search_vectors(
            TableName="Foods",
            IndexName="ByTaste",
            SearchVector=vector(9, 4),
            TopK=5,
            SearchConditionExpression="kind = :kind",
            ExpressionAttributeValues={":kind": {"S": "fruit"}},
            ReturnConsumedCapacity="TOTAL",
        )
        found = [(result["Item"]["pk"]["S"], round(result["Score"], 4)) for result in answer["SearchResults"]]
        self.assertEqual(found, [("lemon", 3.0), ("plum", 8.0623)])
        self.assertGreater(answer["ConsumedCapacity"]["VectorSearchRequestBytes"], 0)
        with self.assertRaises(ClientError) as caught:
            client.search_vectors(TableName="Foods", IndexName="ByTaste", SearchVector=vector(1), TopK=1)
        self.assertEqual(
            caught.exception.response["Error"]["Message"],
            "Input search vector dimension 1 does not match vector index dimension 2",
        )

    def test_an_index_comes_and_goes(self):
        client.create_table(
            TableName="Wines",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
        vector_indexes("Wines")
        client.put_item(TableName="Wines", Item={"pk": {"S": "red"}, "taste": {"L": vector(1, 2)}})
        client.update_table(TableName="Wines", VectorIndexUpdates=[{"Create": index("ByTaste")}])
        (found,) = vector_indexes("Wines")
        self.assertEqual((found["DistanceFunction"], found["ItemCount"]), ("EUCLIDEAN", 1))
        answer = client.search_vectors(
            TableName="Wines", IndexName="ByTaste", SearchVector=vector(1, 2), TopK=1
        )
        self.assertEqual([result["Score"] for result in answer["SearchResults"]], [0.0])
        client.update_table(TableName="Wines", VectorIndexUpdates=[{"Delete": {"IndexName": "ByTaste"}}])
        self.assertEqual(vector_indexes("Wines"), [])


if __name__ == "__main__":
    unittest.main()
