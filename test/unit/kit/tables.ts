/** The two tables on dynalite, through the real SDK: keys, indexes and conditions are judged by a DynamoDB, not by us. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AttributeDefinition, CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { HISTORY_INDEXES } from '../../../contracts/tables/history.ts';

export interface Tables {
  readonly client: DynamoDBClient;
  readonly registry: string;
  readonly history: string;
  rows(table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const string = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: 'S' });
const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
const onDemand = { BillingMode: 'PAY_PER_REQUEST' as const };

export async function openTables(): Promise<Tables> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return await createTables(client, async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

/** Makes them in a DynamoDB that is there. */
export async function createTables(client: DynamoDBClient, close: () => Promise<void>): Promise<Tables> {
  await client.send(
    new CreateTableCommand({
      TableName: 'registry',
      ...onDemand,
      AttributeDefinitions: [string('pk'), string('sk')],
      KeySchema: keys('pk', 'sk'),
    }),
  );
  const indexes = Object.entries(HISTORY_INDEXES);
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(([, { partition, sort }]) => [partition, sort])]);
  await client.send(
    new CreateTableCommand({
      TableName: 'history',
      ...onDemand,
      AttributeDefinitions: [...attributes].map(string),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map(([IndexName, { partition, sort }]) => ({
        IndexName,
        KeySchema: keys(partition, sort),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
  return {
    client,
    registry: 'registry',
    history: 'history',
    rows: async (TableName) =>
      ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map((one) => unmarshall(one)),
    close,
  };
}
