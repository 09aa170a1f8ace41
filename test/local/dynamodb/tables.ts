/** Clients and tables for the tests of DynamoDB. */
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { onTestFinished } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

/** A table with a partition and a sort key, and an index over `status` and the number `at`. */
export const MESSAGES = {
  TableName: 'messages',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
    },
  ],
} as const satisfies CreateTableCommandInput;

/** SDK clients of a cloud, closed with the test. */
export function clientsOf(cloud: LocalCloud): { client: DynamoDB; documents: DynamoDBDocument } {
  const client = new DynamoDB(clientSettings(cloud));
  onTestFinished(() => client.destroy());
  return { client, documents: DynamoDBDocument.from(client) };
}

/** A cloud with the table `messages`. */
export async function cloudWithMessages() {
  const cloud = await testCloud();
  const clients = clientsOf(cloud);
  await clients.client.createTable(MESSAGES);
  return { cloud, ...clients };
}
