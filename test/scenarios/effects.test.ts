/** Delivery is at least once; effects are once. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { stateKey } from '../../contracts/tables/registry.ts';
import { clientSettings } from '../kit/cloud.ts';
import { PREFIX, REGISTRY_TABLE } from '../kit/stage.ts';
import { listen } from './listen.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial', { inParallel: true });

const QUEUE = 'trial-booker--trial-bookings--all';

/** Delivers copies of a message again to the booker's queue, in one batch, as a bus that is not sure would. */
async function deliverAgain(id: string, copies: number): Promise<void> {
  const { call, cloud } = stage();
  const { body } = await call<{ message: unknown }>(`GET /v1/messages/${id}`);
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${PREFIX}-${QUEUE}` }));
  const MessageBody = JSON.stringify({ detail: body.message });
  const Entries = Array.from({ length: copies }, (_, i) => ({ Id: `${i}`, MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  sqs.destroy();
}

/** How often a place was really booked. */
async function timesBooked(place: string): Promise<string | undefined> {
  const dynamoDb = new DynamoDBClient(clientSettings(stage().cloud));
  const Key = { pk: { S: stateKey('trial.booker', 'places') }, sk: { S: place } };
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: REGISTRY_TABLE, Key }));
  dynamoDb.destroy();
  return Item?.value?.S;
}

const BOOKED_ONCE = [
  'trial.booking by api: trial.booker handled',
  'trial.booked by trial.booker: trial.ledger handled',
];

test('a message that is delivered again has one effect and publishes the same message', async () => {
  const { send, quiet, told } = stage();
  const id = await send({ type: 'trial.booking', payload: { place: 'Ulm' } });
  await quiet();
  await deliverAgain(id, 1);
  await quiet();
  expect(await told(id)).toEqual(BOOKED_ONCE);
  expect(await timesBooked('Ulm')).toBe('1');
});

test('of copies that are delivered at the same time one takes effect; the others come again and get its answer', async () => {
  const { send, until, call, quiet, idle, told, cloud } = stage();
  await listen(stage(), QUEUE, false);
  const id = await send({ type: 'trial.booking', payload: { place: 'Hof' } });
  await until(async () => ((await call(`GET /v1/messages/${id}`)).status === 200 ? true : undefined));
  await deliverAgain(id, 4);
  const last = cloud.engine.traces.since(0).at(-1)?.id ?? 0;
  await listen(stage(), QUEUE, true);
  const isTheirs = ({ action, resource }: { action: string; resource?: string }) =>
    action === 'event-source-batch' && resource?.endsWith(QUEUE) === true;
  await until(async () => (cloud.engine.traces.since(last).some(isTheirs) ? true : undefined));
  await idle();
  await cloud.advance(181_000); // beyond the time that a queue hides what failed
  await quiet();
  const [booking, ...others] = await told(id);
  expect(booking).toMatch(/^trial\.booking by api: trial\.booker handled( at receive 2)?$/);
  expect(others).toEqual(BOOKED_ONCE.slice(1));
  expect(await timesBooked('Hof')).toBe('1');
});

test('a replay from the archive records nothing twice and has no effect twice', async () => {
  const { send, quiet, until, told, history, cloud } = stage();
  const ids: string[] = [];
  for (const place of ['Aue', 'Elm', 'Ost']) ids.push(await send({ type: 'trial.booking', payload: { place } }));
  await quiet();
  const before = (await history()).map(({ message }) => message.id).sort();
  const events = new EventBridgeClient(clientSettings(cloud));
  const archive = `arn:aws:events:us-east-1:000000000000:archive/${PREFIX}-messages`;
  const now = cloud.engine.clock.now();
  await events.send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: archive,
      Destination: { Arn: `arn:aws:events:us-east-1:000000000000:event-bus/${PREFIX}` },
      EventStartTime: new Date(now - 3_600_000),
      EventEndTime: new Date(now + 60_000),
    }),
  );
  await cloud.advance(1_000); // a replay begins a moment later
  const replayed = ({ service, action, resource }: { service: string; action: string; resource?: string }) =>
    service === 'events' && action === 'replay' && resource === 'again';
  await until(async () => (cloud.engine.traces.since(0).some(replayed) ? true : undefined));
  await quiet();
  expect((await history()).map(({ message }) => message.id).sort()).toEqual(before);
  for (const id of ids) expect(await told(id)).toEqual(BOOKED_ONCE);
  for (const place of ['Aue', 'Elm', 'Ost']) expect(await timesBooked(place)).toBe('1');
});
