/** The same work through the AWS SDK on two emulators from npm: fauxqs for the queues, dynalite for the history. Both in memory. */
import type { AddressInfo } from 'node:net';
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { openFront } from '../kit/front.ts';
import { serve } from '../kit/host.ts';
import { moments } from '../kit/subject.ts';

const BATCH = 10;
const POLLERS = 5;
const TABLE = 'history';

const recorderOf = (db: DynamoDBClient) => (rows: readonly Message[], kind: string) =>
  db.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [TABLE]: rows.map(({ MessageId = '', Body = '' }) => ({
          PutRequest: { Item: { pk: { S: `${kind}#${MessageId}` }, message: { S: Body } } },
        })),
      },
    }),
  );

/** Receives from a queue until the signal aborts: takes each batch, deletes it, counts it. */
const pollerOf =
  (sqs: SQSClient, signal: AbortSignal) =>
  async (
    QueueUrl: string,
    take: (messages: readonly Message[]) => Promise<unknown>,
    count: (n: number) => void,
  ): Promise<void> => {
    while (!signal.aborted) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) continue;
      await take(Messages);
      const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      count(Messages.length);
    }
  };

await serve(async () => {
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const dynamo = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => dynamo.listen(0, '127.0.0.1', () => resolve()));
  const shared = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const sqs = new SQSClient({ ...shared, endpoint: `http://127.0.0.1:${fauxqs.port}`, useQueueUrlAsEndpoint: false });
  const db = new DynamoDBClient({ ...shared, endpoint: `http://127.0.0.1:${(dynamo.address() as AddressInfo).port}` });
  await db.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  const queue = async (name: string) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  const [agent, history] = [await queue('agent'), await queue('history')];
  const handled = moments();
  const recorded = moments();
  const stopping = new AbortController();
  const poll = pollerOf(sqs, stopping.signal);
  const record = recorderOf(db);
  const pollers = Array.from({ length: POLLERS }, () => [
    poll(agent, (messages) => record(messages, 'outcome'), handled.add),
    poll(history, (messages) => record(messages, 'message'), recorded.add),
  ]).flat();
  const front = await openFront(async (payloads) => {
    const Entries = payloads.map((payload, i) => ({ Id: `${i}`, MessageBody: JSON.stringify(payload) }));
    await Promise.all([agent, history].map((QueueUrl) => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))));
  });
  return {
    name: 'fauxqs + dynalite through the SDK',
    note: 'in memory, nothing durable; no bus, no schema or key check; front, pollers and emulators in one process',
    url: front.url,
    headers: {},
    async done(n) {
      const [first, second] = await Promise.all([handled.reached(n), recorded.reached(n)]);
      return first.map((at, i) => Math.max(at, second[i] ?? at));
    },
    async close() {
      stopping.abort();
      await Promise.all(pollers);
      await front.close();
      await fauxqs.stop();
      await new Promise<void>((resolve) => dynamo.close(() => resolve()));
      sqs.destroy();
      db.destroy();
    },
  };
});
