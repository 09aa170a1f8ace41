/** Permissions: what a role must be allowed to do for each call. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { cloudWithMessages } from './tables.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/messages';

/** The table as a role sees it that has these permissions. */
async function actingAs(...Statement: object[]) {
  const { cloud } = await cloudWithMessages();
  const iam = new IAMClient(clientSettings(cloud));
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = (statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: document([trust]) }),
  );
  const PolicyDocument = document(Statement);
  await iam.send(new PutRolePolicyCommand({ RoleName: 'role', PolicyName: 'p', PolicyDocument }));
  const keys = cloud.engine.ports.get('identity').credentialsFor(Role?.Arn ?? '', 'test');
  return new DynamoDB(clientSettings(cloud, keys));
}

const item = (pk: string) => ({ pk: { S: pk }, sk: { S: '1' } });

test('a transaction needs the permission of each of its operations', async () => {
  const client = await actingAs({ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: TABLE });
  const Put = { TableName: 'messages', Item: item('a') };
  const Delete = { TableName: 'messages', Key: item('b') };
  await client.transactWriteItems({ TransactItems: [{ Put }] });
  await expect(client.transactWriteItems({ TransactItems: [{ Put }, { Delete }] })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('dynamodb:DeleteItem'),
  });
});

test('reading an index needs the permission for the index', async () => {
  const client = await actingAs({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: TABLE });
  const ask = { TableName: 'messages', ExpressionAttributeValues: { ':v': { S: 'a' } } };
  expect((await client.query({ ...ask, KeyConditionExpression: 'pk = :v' })).Count).toBe(0);
  const ofIndex = {
    ...ask,
    IndexName: 'by-status',
    KeyConditionExpression: '#s = :v',
    ExpressionAttributeNames: { '#s': 'status' },
  };
  await expect(client.query(ofIndex)).rejects.toThrow(`${TABLE}/index/by-status`);
});

test('a role may be held to its own partition by the leading key', async () => {
  const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } };
  const client = await actingAs({ Effect: 'Allow', Action: 'dynamodb:*', Resource: TABLE, Condition });
  await client.putItem({ TableName: 'messages', Item: item('mine') });
  await expect(client.putItem({ TableName: 'messages', Item: item('yours') })).rejects.toThrow('dynamodb:PutItem');
  const read = (partition: string) =>
    client.query({
      TableName: 'messages',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: partition } },
    });
  expect((await read('mine')).Count).toBe(1);
  await expect(read('yours')).rejects.toThrow('dynamodb:Query');
  const write = (...partitions: string[]) =>
    client.batchWriteItem({ RequestItems: { messages: partitions.map((pk) => ({ PutRequest: { Item: item(pk) } })) } });
  await write('mine');
  await expect(write('mine', 'yours')).rejects.toThrow('dynamodb:BatchWriteItem');
});
