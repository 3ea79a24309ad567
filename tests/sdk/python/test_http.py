"""Bare HTTP against the server: headers, statuses, faults below the SDKs."""

import gzip
import http.client
import json
import os
import socket
import unittest
import zlib
from urllib.parse import urlparse

ADDRESS = urlparse(os.environ["AWS_ENDPOINT_URL"])
SIGNED = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=k/20261120/eu-west-2/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=00",
    "X-Amz-Date": "20261120T000000Z",
}


def send(method="POST", path="/", body=b"{}", target="DynamoDB_20120810.ListTables", drop=(), **headers):
    connection = http.client.HTTPConnection(ADDRESS.hostname, ADDRESS.port, timeout=20)
    sent = {**SIGNED, "X-Amz-Target": target, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, path, body=body, headers={k: v for k, v in sent.items() if k not in drop})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, content


def error_type(content):
    return json.loads(content)["__type"]


class Wire(unittest.TestCase):
    def test_a_good_answer(self):
        status, headers, content = send()
        self.assertEqual((status, json.loads(content)), (200, {"TableNames": []}))
        self.assertRegex(headers["x-amzn-requestid"], "^[0-9A-Z]{52}$")
        self.assertEqual(headers["x-amz-crc32"], str(zlib.crc32(content)))
        self.assertEqual(headers["content-type"], "application/x-amz-json-1.0")
        self.assertEqual(headers["server"], "Server")
        self.assertEqual(headers["connection"], "keep-alive")
        self.assertEqual(send(Connection="Keep-Alive")[1]["connection"], "keep-alive")
        self.assertEqual(send(Connection="close")[1]["connection"], "close")
        status, headers, _ = send(Content_Type=" application/json ; charset=utf-8")
        self.assertEqual((status, headers["content-type"]), (200, "application/json"))

    def test_what_is_no_call(self):
        status, headers, content = send(drop=["Content-Type"])
        self.assertEqual((status, content), (404, b"<UnknownOperationException/>\n"))
        self.assertEqual(headers["x-amz-crc32"], "3552371480")
        status, _, content = send("GET", body=None)
        self.assertEqual(status, 200)
        self.assertTrue(content.startswith(b"healthy: dynamodb."))
        self.assertEqual(send("PUT")[0], 404)
        self.assertEqual(send("OPTIONS", body=None)[0], 404)
        self.assertEqual(send(body=b"x" * (16 * 1024 * 1024 + 1))[0], 413)
        self.assertEqual(send(X_Long="x" * 17_000)[0], 400)
        self.assertEqual(send("GET", "/?" + "x" * 17_000, body=None)[0], 400)

    def test_compressed_bodies(self):
        status, _, content = send(body=gzip.compress(b"{}"), Content_Encoding="gzip")
        self.assertEqual((status, list(json.loads(content))), (200, ["TableNames"]))
        status, _, _ = send(body=zlib.compress(b"{}"), Content_Encoding="deflate")
        self.assertEqual(status, 200)
        status, _, content = send(body=b"{}", Content_Encoding="gzip")
        self.assertEqual((status, error_type(content)), (400, "com.amazon.coral.service#SerializationException"))
        make = {
            "TableName": "Packed",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        item = {"pk": {"S": "a"}, "text": {"S": "ab" * 10_000}}
        # Who writes before the table is there meets what one meets at the service; who asks for it has waited.
        name = {"TableName": "Packed"}
        for target, body in [("CreateTable", make), ("DescribeTable", name), ("PutItem", {**name, "Item": item})]:
            status, _, content = send(body=json.dumps(body).encode(), target="DynamoDB_20120810." + target)
            self.assertEqual(status, 200, content)
        scan = {"body": b'{"TableName":"Packed"}', "target": "DynamoDB_20120810.Scan"}
        _, plain, content = send(**scan)
        self.assertNotIn("content-encoding", plain)
        self.assertEqual(json.loads(content)["Items"], [item])
        for coding, unpack in [("gzip", gzip.decompress), ("deflate", zlib.decompress)]:
            _, headers, packed = send(**scan, Accept_Encoding=coding)
            self.assertEqual(headers["content-encoding"], coding)
            self.assertEqual(unpack(packed), content)
            self.assertLess(len(packed), 1000)
            self.assertEqual(headers["x-amz-crc32"], str(zlib.crc32(packed)))
            self.assertEqual(headers["content-length"], str(len(packed)))
        send(body=b'{"TableName":"Packed"}', target="DynamoDB_20120810.DeleteTable")

    def test_cors(self):
        status, headers, _ = send(
            "OPTIONS", body=None, Origin="http://a", Access_Control_Request_Headers="x-a", Access_Control_Request_Method="POST"
        )
        self.assertEqual((status, headers["access-control-allow-origin"]), (200, "*"))
        self.assertEqual(headers["access-control-max-age"], "172800")
        self.assertEqual(headers["access-control-allow-headers"], "x-a")
        self.assertEqual(headers["access-control-allow-methods"], "POST")
        self.assertEqual(send(Origin="http://a")[1]["access-control-allow-origin"], "*")

    def test_faults_in_the_services_order(self):
        coral = "com.amazon.coral.service#"
        for words, arguments, expected in [
            ("unknown operation", {"target": "DynamoDB_20120810.Nope"}, "UnknownOperationException"),
            ("no target", {"target": ""}, "UnknownOperationException"),
            ("not signed", {"drop": ["Authorization"]}, "MissingAuthenticationTokenException"),
            ("badly signed", {"Authorization": "AWS4-X Credential=a"}, "IncompleteSignatureException"),
            ("bad JSON", {"body": b"{"}, "SerializationException"),
            ("no object", {"body": b"[]"}, "SerializationException"),
            ("empty", {"body": b""}, "SerializationException"),
            ("bad JSON before the target", {"body": b"{", "target": ""}, "SerializationException"),
            ("bad JSON before the signature", {"body": b"{", "drop": ["Authorization"]}, "SerializationException"),
            ("no body after the signature", {"body": b"", "drop": ["Authorization"]}, "MissingAuthenticationTokenException"),
            ("no body after the target", {"body": b"", "target": ""}, "UnknownOperationException"),
            ("deep", {"body": b'{"Limit":' + b"[" * 5000 + b"]" * 5000 + b"}"}, "SerializationException"),
        ]:
            with self.subTest(words):
                status, headers, content = send(**arguments)
                self.assertEqual((status, error_type(content)), (400, coral + expected))
                self.assertEqual(headers["x-amz-crc32"], str(zlib.crc32(content)))

    def test_types_that_do_not_fit(self):
        body = json.dumps({"TableName": "abc", "Item": {"a": {"N": 1}}}).encode()
        status, _, content = send(body=body, target="DynamoDB_20120810.PutItem")
        self.assertEqual(status, 400)
        self.assertEqual(json.loads(content)["Message"], "NUMBER_VALUE cannot be converted to String")

    def test_a_client_that_goes_away_harms_nobody(self):
        for sent in [b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf", b"\x00\x01\x02\r\n\r\n", b""]:
            with socket.create_connection((ADDRESS.hostname, ADDRESS.port), timeout=5) as connection:
                connection.sendall(sent)
        self.assertEqual(send()[0], 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
