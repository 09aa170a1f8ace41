/** Tables: their life, their settings, and that all of it outlives the process. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { clientsOf, cloudWithMessages, MESSAGES } from './tables.ts';

test('a table is active at once, described, listed and deleted', async () => {
  const { client } = await cloudWithMessages();
  const { Table } = await client.describeTable({ TableName: 'messages' });
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/messages',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    GlobalSecondaryIndexes: [{ IndexName: 'by-status', IndexStatus: 'ACTIVE' }],
  });
  await expect(client.createTable(MESSAGES)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  expect((await client.listTables({})).TableNames).toEqual(['messages']);
  await client.deleteTable({ TableName: 'messages' });
  await expect(client.describeTable({ TableName: 'messages' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Requested resource not found: Table: messages not found',
  });
});

test('a table made again after its deletion is empty', async () => {
  const { client, documents } = await cloudWithMessages();
  await documents.put({ TableName: 'messages', Item: { pk: 'a', sk: '1', status: 'open', at: 1 } });
  await client.deleteTable({ TableName: 'messages' });
  await client.createTable(MESSAGES);
  expect((await documents.scan({ TableName: 'messages' })).Count).toBe(0);
  expect((await documents.scan({ TableName: 'messages', IndexName: 'by-status' })).Count).toBe(0);
});

test('an index that is added later knows the items that were there before', async () => {
  const { client, documents } = await cloudWithMessages();
  await documents.put({ TableName: 'messages', Item: { pk: 'a', sk: '1', owner: 'ann' } });
  await documents.put({ TableName: 'messages', Item: { pk: 'b', sk: '1', owner: 'ann' } });
  await documents.put({ TableName: 'messages', Item: { pk: 'c', sk: '1' } });
  await client.updateTable({
    TableName: 'messages',
    AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-owner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      },
    ],
  });
  expect((await documents.scan({ TableName: 'messages', IndexName: 'by-owner' })).Count).toBe(2);
  await client.updateTable({
    TableName: 'messages',
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-owner' } }],
  });
  await expect(documents.scan({ TableName: 'messages', IndexName: 'by-owner' })).rejects.toThrow(
    'The table does not have the specified index: by-owner',
  );
});

test('a protected table is not deleted, and tags are kept', async () => {
  const { client } = await cloudWithMessages();
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/messages';
  await client.tagResource({
    ResourceArn,
    Tags: [
      { Key: 'team', Value: 'a' },
      { Key: 'cost', Value: '1' },
    ],
  });
  await client.untagResource({ ResourceArn, TagKeys: ['cost'] });
  expect((await client.listTagsOfResource({ ResourceArn })).Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  await client.updateTable({ TableName: 'messages', DeletionProtectionEnabled: true });
  await expect(client.deleteTable({ TableName: 'messages' })).rejects.toThrow('protected against deletion');
});

test('what is not built is refused by name', async () => {
  const { client } = await cloudWithMessages();
  const stream = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
  const other = { ...MESSAGES, TableName: 'other' };
  await expect(client.createTable({ ...other, StreamSpecification: stream })).rejects.toThrow('StreamSpecification');
  await expect(client.createTable({ ...other, ResourcePolicy: '{}' })).rejects.toThrow('ResourcePolicy');
  await expect(client.executeStatement({ Statement: 'SELECT * FROM messages' })).rejects.toThrow('ExecuteStatement');
});

test('point-in-time recovery is told as it was set', async () => {
  const { client } = await cloudWithMessages();
  await client.updateContinuousBackups({
    TableName: 'messages',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const { ContinuousBackupsDescription: told } = await client.describeContinuousBackups({ TableName: 'messages' });
  expect(told?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
});

test('tables, items, indexes, settings and tokens outlive the process', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir });
  const before = clientsOf(first);
  await before.client.createTable(MESSAGES);
  const transaction = {
    ClientRequestToken: 'token-1',
    TransactItems: [
      {
        Put: {
          TableName: 'messages',
          Item: { pk: 'a', sk: '1', status: 'open', at: 1 },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ],
  };
  await before.documents.transactWrite(transaction);
  await before.client.updateTimeToLive({
    TableName: 'messages',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  await first.close();

  const second = await testCloud({ dataDir });
  const { client, documents } = clientsOf(second);
  expect((await documents.scan({ TableName: 'messages', IndexName: 'by-status' })).Items).toEqual([
    { pk: 'a', sk: '1', status: 'open', at: 1 },
  ]);
  expect((await client.describeTimeToLive({ TableName: 'messages' })).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: 'ENABLED',
    AttributeName: 'expires',
  });
  await expect(documents.transactWrite(transaction)).resolves.toBeDefined();
});

test('a request that is not JSON, or of the wrong types, is refused', async () => {
  const cloud = await testCloud();
  const send = async (body: string) => {
    const answer = await fetch(cloud.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' },
      body,
    });
    return [answer.status, ((await answer.json()) as { __type: string }).__type];
  };
  expect(await send('{"TableName":')).toEqual([400, expect.stringContaining('SerializationException')]);
  expect(await send('{"TableName":5,"Key":{}}')).toEqual([400, 'com.amazon.coral.service#SerializationException']);
  expect(await send('{"TableName":"none","Key":{"a":{"S":"b"}}}')).toEqual([
    400,
    'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
  ]);
  const client = new DynamoDB(clientSettings(cloud));
  await expect(client.getItem({ TableName: 'none', Key: {} })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
