// An ordinary program for the AWS SDK for JavaScript v3. Only the settings of its client are special.
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from "./aws-sdk.js";
import { playground } from "./handler.js";

export const run = async (print, lab) => {
  const client = new DynamoDBClient(playground({ lab, region: "eu-central-1" }));
  const TableName = `Walks-${Date.now()}`;

  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "dog", AttributeType: "S" },
        { AttributeName: "day", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "dog", KeyType: "HASH" },
        { AttributeName: "day", KeyType: "RANGE" },
      ],
    }),
  );
  print(`${TableName} is being created`);
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 }, { TableName });
  print("it is ACTIVE");

  for (let day = 1; day <= 5; day++) {
    await client.send(
      new PutItemCommand({ TableName, Item: { dog: { S: "Laika" }, day: { N: `${day}` }, km: { N: `${day * 2}` } } }),
    );
  }
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { dog: { S: "Laika" }, day: { N: "3" } },
      UpdateExpression: "SET km = km + :more",
      ExpressionAttributeValues: { ":more": { N: "10" } },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  print(`the third walk has ${Attributes.km.N} km now`);

  try {
    await client.send(
      new PutItemCommand({
        TableName,
        Item: { dog: { S: "Laika" }, day: { N: "1" } },
        ConditionExpression: "attribute_not_exists(dog)",
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    print(`a second walk on the first day: ${error.name}: ${error.message}`);
  }

  const { Items, ConsumedCapacity } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "dog = :dog AND #day BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":dog": { S: "Laika" }, ":from": { N: "2" }, ":to": { N: "4" } },
      ReturnConsumedCapacity: "TOTAL",
      ConsistentRead: true,
    }),
  );
  print(`days 2 to 4: ${Items.map((item) => `${item.km.N} km`).join(", ")} for ${ConsumedCapacity.CapacityUnits} RCU`);
  print("done");
};
