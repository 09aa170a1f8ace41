/** What fails is delivered again, five times; then it is a dead letter, which rings an alarm and can be redriven, once. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { clientSettings } from '../kit/cloud.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

/** Longer than a queue hides a message that failed: six times the function's timeout of 30 s. */
const HIDDEN_MS = 181_000;

interface MessageView {
  readonly outcomes: readonly { readonly outcome: string; readonly attempts: number }[];
}
interface Letter {
  readonly id: string;
  readonly messageId: string;
}

/** Resolves when the delivery with that number has failed, and puts the clock to where the next one is due. */
async function failedAt(id: string, receive: number): Promise<void> {
  const { call, until, idle, cloud } = stage();
  await until(async () => {
    const { status, body } = await call<MessageView>(`GET /v1/messages/${id}`);
    return status === 200 && body.outcomes.some((one) => one.outcome === 'failed' && one.attempts === receive)
      ? true
      : undefined;
  });
  await idle();
  await cloud.advance(HIDDEN_MS);
}

async function dead(messageId: string): Promise<Letter> {
  const { call, until } = stage();
  return until(async () => {
    const { body } = await call<{ deadLetters: Letter[] }>('GET /v1/dead-letters');
    return body.deadLetters.find((letter) => letter.messageId === messageId);
  });
}

/** What the alarms that went to ALARM say, whether they still ring or not. */
async function alarmsThatRang(): Promise<(string | undefined)[]> {
  const { cloud } = stage();
  const AlarmNames = cloud.engine.traces
    .since(0)
    .filter(({ action, detail }) => action === 'change state' && detail?.to === 'ALARM')
    .map(({ resource = '' }) => resource.slice(resource.lastIndexOf(':') + 1));
  const cloudWatch = new CloudWatchClient(clientSettings(cloud));
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  cloudWatch.destroy();
  return MetricAlarms.map(({ AlarmDescription }) => AlarmDescription);
}

test('a message that fails twice is handled at the third receive', async () => {
  const { send, quiet, told } = stage();
  const id = await send({ type: 'trial.work', payload: { failures: 2 } });
  for (const receive of [1, 2]) await failedAt(id, receive);
  await quiet();
  expect(await told(id)).toEqual(['trial.work by api: trial.worker handled at receive 3']);
});

test('a message that always fails is a dead letter after five receives, and redriven once', async () => {
  const { send, call, quiet, told, cloud } = stage();
  const id = await send({ type: 'trial.work', payload: { failures: 5 }, priority: 'high' });
  for (const receive of [1, 2, 3, 4, 5]) await failedAt(id, receive);
  const letter = await dead(id);
  await quiet();
  expect(letter).toMatchObject({
    id: `${id}~trial.worker~trial.works`,
    type: 'trial.work',
    correlationId: id,
    agent: 'trial.worker',
    channel: 'trial.works',
    lane: 'high',
    error: { code: 'WorkFailed', reason: 'Failure 5 of 5.' },
    attempts: 5,
  });
  expect(await told(id)).toEqual([
    'trial.work by api: dead at trial.worker (WorkFailed), trial.worker failed at receive 5 (WorkFailed)',
    'platform.error by platform.dead-letters: platform.registrar handled',
  ]);

  await cloud.advance(3 * 60_000);
  expect(await alarmsThatRang()).toEqual([
    expect.stringContaining('in the dead letters of signalbox-dev-trial-worker--trial-works--dead.'),
  ]);

  const redriven = await call(`POST /v1/dead-letters/${letter.id}/redrive`);
  expect(redriven).toMatchObject({ status: 202, body: { id: letter.id, agent: 'trial.worker', lane: 'high' } });
  expect(await call(`POST /v1/dead-letters/${letter.id}/redrive`)).toMatchObject({
    status: 409,
    body: { type: 'urn:signalbox:problem:already-redriven' },
  });
  await quiet();
  expect(await told(id)).toEqual([
    'trial.work by api: dead at trial.worker (WorkFailed), redriven, trial.worker handled',
    'platform.error by platform.dead-letters: platform.registrar handled',
  ]);
  expect((await call<{ deadLetters: Letter[] }>('GET /v1/dead-letters')).body).toEqual({ deadLetters: [] });
});

test('a dead letter that nobody knows is not redriven', async () => {
  expect(await stage().call('POST /v1/dead-letters/0190a6c0-0000-7000-8000-000000000000/redrive')).toMatchObject({
    status: 404,
    body: { type: 'urn:signalbox:problem:not-found' },
  });
});
