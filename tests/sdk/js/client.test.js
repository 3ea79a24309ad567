// The AWS SDK for JavaScript v3 against an endpoint: the client, the document client, paginators, waiters, errors.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
  paginateListTables,
  paginateScan,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({});
const documents = DynamoDBDocumentClient.from(client);

const patience = { client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 };

const create = async (TableName, more = {}) => {
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      ...more,
    }),
  );
  await waitUntilTableExists(patience, { TableName });
};
const key = (pk, sk) => ({ pk: { S: pk }, sk: { N: String(sk) } });

test("a table's life", async () => {
  await create("JsLife");
  const { Table } = await client.send(new DescribeTableCommand({ TableName: "JsLife" }));
  assert.equal(Table.TableStatus, "ACTIVE");
  assert.ok(Table.CreationDateTime instanceof Date);
  assert.ok(Math.abs(Date.now() - Table.CreationDateTime) < 600_000);
  const { TableNames, $metadata } = await client.send(new ListTablesCommand({}));
  assert.ok(TableNames.includes("JsLife"));
  assert.match($metadata.requestId, /^[0-9A-Z]{52}$/);
  assert.equal($metadata.httpStatusCode, 200);
  await assert.rejects(create("JsLife"), { name: "ResourceInUseException", message: "Table already exists: JsLife" });
  await client.send(new DeleteTableCommand({ TableName: "JsLife" }));
  await waitUntilTableNotExists(patience, { TableName: "JsLife" });
  await assert.rejects(client.send(new DescribeTableCommand({ TableName: "JsLife" })), ResourceNotFoundException);
});

test("an item's life", async () => {
  const TableName = "JsItems";
  await create(TableName);
  const Item = {
    ...key("a", 1),
    text: { S: "ü€😀" },
    bytes: { B: new Uint8Array([0, 255, 10]) },
    numbers: { NS: ["1", "2.5"] },
    blobs: { BS: [new Uint8Array([1])] },
    nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { N: "1E+10" }] } } },
  };
  await client.send(new PutItemCommand({ TableName, Item }));
  const found = await client.send(new GetItemCommand({ TableName, Key: key("a", 1), ConsistentRead: true }));
  assert.deepEqual(found.Item.bytes, Item.bytes);
  assert.deepEqual(found.Item.text, Item.text);
  assert.deepEqual(found.Item.nested, { M: { list: { L: [{ BOOL: true }, { NULL: true }, { N: "10000000000" }] } } });
  const updated = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: key("a", 1),
      UpdateExpression: "SET n = if_not_exists(n, :zero) + :one",
      ExpressionAttributeValues: { ":zero": { N: "0" }, ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  assert.deepEqual(updated.Attributes, { n: { N: "1" } });
  assert.equal(updated.ConsumedCapacity.CapacityUnits, 1);
  const refused = client.send(
    new DeleteItemCommand({
      TableName,
      Key: key("a", 1),
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  );
  const error = await refused.catch((error) => error);
  assert.ok(error instanceof ConditionalCheckFailedException);
  assert.equal(error.message, "The conditional request failed");
  assert.deepEqual(error.Item.n, { N: "1" });
  const deleted = await client.send(new DeleteItemCommand({ TableName, Key: key("a", 1), ReturnValues: "ALL_OLD" }));
  assert.deepEqual(deleted.Attributes.n, { N: "1" });
  assert.equal((await client.send(new GetItemCommand({ TableName, Key: key("a", 1) }))).Item, undefined);
});

test("batches, pages and documents", async () => {
  const TableName = "JsMany";
  await create(TableName);
  for (let batch = 0; batch < 4; batch++) {
    const requests = [...Array(25).keys()].map((n) => ({
      PutRequest: { Item: { ...key("p", batch * 25 + n), filler: { S: "x".repeat(1000) } } },
    }));
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    assert.deepEqual(UnprocessedItems, {});
  }
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key("p", 1), key("p", 2), key("p", 1000)] } } }),
  );
  assert.equal(Responses[TableName].length, 2);
  const page = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b",
      ExpressionAttributeValues: { ":p": { S: "p" }, ":a": { N: "10" }, ":b": { N: "19" } },
      ScanIndexForward: false,
      Limit: 4,
    }),
  );
  assert.deepEqual(page.Items.map((item) => item.sk.N), ["19", "18", "17", "16"]);
  assert.deepEqual(page.LastEvaluatedKey, key("p", 16));
  let scanned = 0;
  for await (const { Items } of paginateScan({ client, pageSize: 30 }, { TableName })) scanned += Items.length;
  assert.equal(scanned, 100);

  await documents.send(
    new PutCommand({ TableName, Item: { pk: "d", sk: 1, set: new Set(["a", "b"]), list: [1, "two", null], map: { deep: true } } }),
  );
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { pk: "d", sk: 1 } }));
  assert.deepEqual(Item, { pk: "d", sk: 1, set: new Set(["a", "b"]), list: [1, "two", null], map: { deep: true } });
  const found = [];
  const query = { TableName, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": "p" } };
  for await (const { Items } of paginateQuery({ client: documents, pageSize: 7 }, query)) found.push(...Items);
  assert.deepEqual(found.map((item) => item.sk), [...Array(100).keys()]);
});

test("faults have the service's names and words", async () => {
  const wrong = new GetItemCommand({ TableName: "NoSuchTable", Key: key("a", 1) });
  await assert.rejects(client.send(wrong), { name: "ResourceNotFoundException", message: "Requested resource not found" });
  const bad = new QueryCommand({ TableName: "JsMany", KeyConditionExpression: "pk = :nope" });
  await assert.rejects(client.send(bad), {
    name: "ValidationException",
    message:
      "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :nope",
  });
  const cancelled = client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: "JsMany", Item: key("t", 1) } },
        { ConditionCheck: { TableName: "JsMany", Key: key("t", 2), ConditionExpression: "attribute_exists(pk)" } },
      ],
    }),
  );
  const error = await cancelled.catch((error) => error);
  assert.ok(error instanceof TransactionCanceledException);
  assert.deepEqual(error.CancellationReasons, [
    { Code: "None" },
    { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
  ]);
});

test("regions are apart, and pages of tables go on", async () => {
  const elsewhere = new DynamoDBClient({ region: "ap-northeast-1" });
  assert.deepEqual((await elsewhere.send(new ListTablesCommand({}))).TableNames, []);
  for (const name of ["JsA", "JsB", "JsC"]) await create(name);
  const names = [];
  for await (const { TableNames } of paginateListTables({ client, pageSize: 1 }, {})) names.push(...TableNames);
  assert.ok(["JsA", "JsB", "JsC"].every((name) => names.includes(name)));
  assert.deepEqual(names, [...names].sort());
});
