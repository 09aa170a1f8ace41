/** Time that skips makes a scenario the same in each run: the same seed gives the same records in the same order. */
import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Trace } from '../../../local/engine/traces.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { functionArn, ROLE, testFunctions } from '../../kit/functions.ts';
import { stateMachines } from '../states/state-machines.ts';

const START_MS = Date.UTC(2026, 0, 1, 12);

/** Fails at first, then works; what it tells depends on the time. */
const FAILS_TWICE = `
  const seen = new Map();
  export const handler = async (event) => {
    const key = event.Records?.[0]?.messageId ?? event.key;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times < 3) throw new Error('not yet');
    return { key, at: Date.now() };
  };`;

const retried = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Call' },
    Call: {
      Type: 'Task',
      Resource: functionArn('called'),
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 30, MaxAttempts: 5, JitterStrategy: 'FULL' }],
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 60, End: true },
  },
};

/** What happened, without what is the machine's: durations. */
const told = ({ atMs, service, action, resource, outcome, detail = {} }: Trace) => {
  const { initMs: _, ...facts } = detail;
  return JSON.stringify([atMs - START_MS, service, action, resource, outcome, facts]);
};

async function scenario(seed: number): Promise<string[]> {
  const cloud = await testCloud({ clock: 'skip', startAt: START_MS, seed });
  const sqs = new SQSClient(clientSettings(cloud));
  const { create, client } = testFunctions(cloud);
  const machines = stateMachines(cloud);
  const scheduler = new SchedulerClient(clientSettings(cloud));
  cloud.holdClock();
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'work', Attributes: { VisibilityTimeout: '300' } }),
  );
  const EventSourceArn = cloud.engine.arn('sqs', 'work');
  for (const name of ['called', 'handles']) await create(name, FAILS_TWICE);
  await client.send(new CreateEventSourceMappingCommand({ FunctionName: 'handles', EventSourceArn, BatchSize: 1 }));
  for (const [i, minutes] of [7, 5].entries())
    await scheduler.send(
      new CreateScheduleCommand({
        Name: `schedule-${i}`,
        ScheduleExpression: `rate(${minutes} minutes)`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: EventSourceArn, RoleArn: ROLE, Input: `${minutes}` },
      }),
    );
  for (const DelaySeconds of [60, 0, 60, 30])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `after ${DelaySeconds}`, DelaySeconds }));
  const machine = await machines.create(retried);
  for (const seconds of [60, 30, 60]) await machines.start(machine, { seconds, key: `${seconds}` });
  await cloud.advance(30 * 60_000);
  return cloud.engine.traces.since(0).map(told);
}

test('the same seed gives the same run; another seed another one', async () => {
  const [first, second] = [await scenario(7), await scenario(7)];
  expect(first.filter((line) => line.includes('"lambda","invoke"')).length).toBeGreaterThan(30);
  expect(second).toEqual(first);
  expect(await scenario(8)).not.toEqual(first);
}, 20_000);
