"""Users and roles over HTTP: boto3 makes them, calls with their keys, and meets denials."""

import json
import unittest

import boto3
from botocore.exceptions import ClientError

REGION = "eu-west-2"
TABLE = f"arn:aws:dynamodb:{REGION}:123456789012:table/Notes"


def client(service, key=None):
    """A client of a service; with the key of an answer, or as everybody has one."""
    if key is None:
        return boto3.client(service, region_name=REGION)
    return boto3.client(
        service,
        region_name=REGION,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=key.get("SessionToken"),
    )


def policy(action, **more):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "One", "Effect": "Allow", "Action": action, "Resource": TABLE, **more}],
    }


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        dynamodb = client("dynamodb")
        dynamodb.create_table(
            TableName="Notes",
            AttributeDefinitions=[{"AttributeName": "User", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "User", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.get_waiter("table_exists").wait(TableName="Notes", WaiterConfig={"Delay": 1})
        for user in ("alice", "bob"):
            dynamodb.put_item(TableName="Notes", Item={"User": {"S": user}, "Text": {"S": f"of {user}"}})

    def denied(self, call, *words):
        with self.assertRaises(ClientError) as caught:
            call()
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "AccessDeniedException")
        for word in words:
            self.assertIn(word, error["Message"])

    def test_a_user_reaches_own_items_only(self):
        iam = client("iam")
        user = iam.create_user(UserName="alice", Tags=[{"Key": "team", "Value": "blue & red"}])["User"]
        self.assertEqual(user["Arn"], "arn:aws:iam::123456789012:user/alice")
        own = policy(
            ["dynamodb:GetItem", "dynamodb:BatchGetItem"],
            Condition={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}},
        )
        iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=json.dumps(own))
        # What was put comes back as a document.
        self.assertEqual(iam.get_user_policy(UserName="alice", PolicyName="own")["PolicyDocument"], own)
        self.assertEqual(iam.get_user(UserName="alice")["User"]["Tags"][0]["Value"], "blue & red")
        key = iam.create_access_key(UserName="alice")["AccessKey"]
        self.assertEqual(client("sts", key).get_caller_identity()["Arn"], user["Arn"])
        dynamodb = client("dynamodb", key)
        found = dynamodb.get_item(TableName="Notes", Key={"User": {"S": "alice"}})
        self.assertEqual(found["Item"]["Text"]["S"], "of alice")
        self.denied(
            lambda: dynamodb.batch_get_item(
                RequestItems={"Notes": {"Keys": [{"User": {"S": "alice"}}, {"User": {"S": "bob"}}]}}
            ),
            "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: dynamodb:BatchGetItem",
            f"on resource: {TABLE} because no identity-based policy allows the dynamodb:BatchGetItem action",
        )
        self.denied(lambda: dynamodb.scan(TableName="Notes"), "dynamodb:Scan")
        # Everybody else is the administrator, as ever.
        self.assertEqual(client("dynamodb").scan(TableName="Notes")["Count"], 2)
        # Nobody who is not allowed to changes who may what.
        with self.assertRaises(ClientError) as caught:
            client("iam", key).create_user(UserName="eve")
        self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDenied")

    def test_a_role_is_assumed(self):
        iam = client("iam")
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}],
        }
        role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
        self.assertEqual(role["AssumeRolePolicyDocument"], trust)
        iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess")
        answer = client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="app", DurationSeconds=900)
        self.assertEqual(answer["AssumedRoleUser"]["Arn"], "arn:aws:sts::123456789012:assumed-role/reader/app")
        dynamodb = client("dynamodb", answer["Credentials"])
        self.assertEqual(dynamodb.scan(TableName="Notes")["Count"], 2)
        self.denied(
            lambda: dynamodb.delete_item(TableName="Notes", Key={"User": {"S": "bob"}}),
            "assumed-role/reader/app is not authorized to perform: dynamodb:DeleteItem",
        )

    def test_faults_of_iam_are_told(self):
        iam = client("iam")
        with self.assertRaises(iam.exceptions.NoSuchEntityException):
            iam.get_user(UserName="nobody")
        iam.create_user(UserName="carol")
        with self.assertRaises(iam.exceptions.EntityAlreadyExistsException):
            iam.create_user(UserName="carol")
        with self.assertRaises(iam.exceptions.MalformedPolicyDocumentException) as caught:
            iam.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument='{"Statement": []}')
        self.assertIn("Line 1", str(caught.exception))
        names = [user["UserName"] for user in iam.list_users()["Users"]]
        self.assertIn("carol", names)
        results = iam.simulate_custom_policy(
            PolicyInputList=[json.dumps(policy("dynamodb:Get*"))],
            ActionNames=["dynamodb:GetItem", "dynamodb:Scan"],
            ResourceArns=[TABLE],
        )["EvaluationResults"]
        self.assertEqual([it["EvalDecision"] for it in results], ["allowed", "implicitDeny"])


if __name__ == "__main__":
    unittest.main()
