/** Requests that expect an answer: looked at when due, asked again three times, then given up with the whole story. */
import { ConflictException, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { createLater, type Later } from '../../../functions/platform/deadlines/later.ts';
import { createWatcher } from '../../../functions/platform/deadlines/watcher.ts';
import { platformMessages } from '../../../systems/platform.ts';
import { batch, fakeClient, message, record } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { arnOf, openLine } from './line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const REQUESTS = arnOf('signalbox-test-deadlines');
const CHECKS = arnOf('signalbox-test-deadline-checks');

/** The watcher on a line: its jobs come to a list, in the order of when they are due. */
function openWatcher() {
  const line = openLine(tables);
  const jobs: { body: string; delayMs: number }[] = [];
  const later: Later = async (job, queue, delayMs) => {
    expect(queue).toBe(CHECKS);
    jobs.push({ body: JSON.stringify(job), delayMs });
  };
  const { clock, log, history, bus } = line;
  const deadLetters: string[] = [];
  const watcher = createWatcher({
    ...{ clock, log, history, later, publish: bus.publish },
    deadLetter: async (_, { code }) => {
      deadLetters.push(code);
    },
    checksQueue: 'signalbox-test-deadline-checks',
  });
  const request = async (one: Message) => {
    await line.record(one);
    return watcher(batch(record(one, { eventSourceARN: REQUESTS })));
  };
  /** Lets time pass until the next job is due, and hands it over. */
  const next = async () => {
    const job = jobs.shift();
    if (!job) throw new Error('No job is left.');
    clock.advance(job.delayMs);
    return watcher(batch(record(job.body, { eventSourceARN: CHECKS })));
  };
  return { line, jobs, request, next, watcher, bus, deadLetters };
}

const asking = (more: Partial<Message> = {}) =>
  message({ expects: 'reply', replyTo: 'shop.results', deadlineMs: 4000, priority: 'critical', ...more });
const answerTo = (one: Message, more: Partial<Message> = {}) =>
  message({
    type: 'shop.parcel.taken',
    channel: 'shop.results',
    sender: 'shop.courier',
    correlationId: one.correlationId,
    causationId: one.id,
    ...more,
  });

describe('an answer in time', () => {
  test.each([
    ['a reply', asking(), (one: Message) => answerTo(one)],
    [
      'an acknowledgement',
      message({ expects: 'ack' }),
      (one: Message) => answerTo(one, { type: 'platform.acknowledged', channel: 'system.acknowledgements' }),
    ],
  ])('%s ends the watch', async (_, one, answer) => {
    const { line, request, next, jobs, bus } = openWatcher();
    await request(one);
    expect(jobs).toHaveLength(1);
    await line.record(answer(one));
    await next();
    expect([jobs, bus.taken]).toEqual([[], []]);
  });

  test('a message on another channel, or caused by another, is no answer', async () => {
    const { line, request, next, jobs } = openWatcher();
    const one = asking();
    await request(one);
    await line.record(answerTo(one, { channel: 'shop.parcels' }), answerTo(one, { causationId: message().id }));
    await next();
    expect(jobs).toHaveLength(1);
  });

  test('an answer during the pause stops the next attempt', async () => {
    const { line, request, next, jobs, bus } = openWatcher();
    const one = asking();
    await request(one);
    await next();
    await line.record(answerTo(one));
    await next();
    expect([jobs, bus.taken]).toEqual([[], []]);
  });
});

test('without an answer: three more attempts under the same id, then one escalation that tells them all', async () => {
  const { line, request, next, jobs, bus } = openWatcher();
  const one = asking();
  await request(one);
  for (const attempt of [2, 3, 4]) {
    await next();
    await next();
    const again = bus.taken.at(-1);
    expect(again).toMatchObject({ id: one.id, type: one.type, attempt, sender: one.sender });
    if (!again) return;
    if (attempt === 2)
      await line.outcome(one, 'shop.packer', { outcome: 'failed', error: { code: 'TypeError', reason: 'no lamp' } });
    line.clock.advance(100);
    await request(again);
  }
  await next();
  expect(jobs).toEqual([]);
  expect(bus.taken).toHaveLength(4);
  const escalated = bus.taken[3];
  expect(escalated).toMatchObject({
    type: 'platform.escalated',
    channel: 'system.escalations',
    sender: 'platform.deadlines',
    priority: 'critical',
    correlationId: one.correlationId,
    causationId: one.id,
  });
  const story = platformMessages['platform.escalated'].parse(escalated?.payload);
  expect(story).toMatchObject({ messageId: one.id, expects: 'reply', deadlineMs: 4000 });
  expect(story.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect(story.attempts[1]?.outcome).toContain('shop.packer: failed (TypeError: no lamp)');
});

test('the same escalation twice has the same id', async () => {
  const { request, bus, watcher } = openWatcher();
  const one = asking({ expiresAt: '2026-01-31T11:00:00.000Z' });
  await request(one);
  const job = JSON.stringify({ step: 'look', messageId: one.id, attempt: 1 });
  for (let i = 0; i < 2; i++) await watcher(batch(record(job, { eventSourceARN: CHECKS })));
  expect(bus.taken).toHaveLength(2);
  expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(1);
});

test('a request past its time is given up, not asked again', async () => {
  const { request, next, bus } = openWatcher();
  await request(asking({ expiresAt: '2026-01-31T12:00:02.000Z' }));
  await next();
  expect(bus.taken.map(({ type }) => type)).toEqual(['platform.escalated']);
});

test('a check before the recorder has written is made again later', async () => {
  const { watcher } = openWatcher();
  const job = record(JSON.stringify({ step: 'look', messageId: message().id, attempt: 1 }), { eventSourceARN: CHECKS });
  expect(await watcher(batch(job))).toEqual({ batchItemFailures: [{ itemIdentifier: job.messageId }] });
});

test('what is neither a request nor a job is put aside', async () => {
  const { watcher, deadLetters } = openWatcher();
  const records = [
    record('{}', { eventSourceARN: CHECKS }),
    record('no', { eventSourceARN: CHECKS }),
    record('no', { eventSourceARN: REQUESTS }),
  ];
  expect(await watcher(batch(...records))).toEqual({ batchItemFailures: [] });
  expect(deadLetters.sort()).toEqual(['NotAJob', 'NotJson', 'NotJson']);
});

describe('later', () => {
  const job = { step: 'look' as const, messageId: '019c1469-b400-7abc-8000-00000000000a', attempt: 1 };
  const now = new Date('2026-01-31T12:00:00.000Z');
  function open(scheduler: () => unknown = () => ({})) {
    const inputs: unknown[] = [];
    const keep = (answer: () => unknown) =>
      fakeClient(({ input }) => {
        inputs.push(input);
        return answer();
      });
    const later = createLater(keep(() => ({})) as unknown as SQSClient, keep(scheduler) as unknown as SchedulerClient, {
      scheduleGroup: 'signalbox-test',
      schedulerRole: 'arn:role',
    });
    return { later, inputs };
  }

  test('up to 15 minutes is a delayed message, in whole seconds, never in the past', async () => {
    const { later, inputs } = open();
    await later(job, CHECKS, 899_001, now);
    await later(job, CHECKS, -5, now);
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/signalbox-test-deadline-checks';
    expect(inputs).toMatchObject([
      { QueueUrl, DelaySeconds: 900 },
      { QueueUrl, DelaySeconds: 0 },
    ]);
  });

  test('beyond is a schedule that deletes itself; one that stands already is no fault', async () => {
    const exists = new ConflictException({ message: 'there is one', $metadata: {}, Message: 'there is one' });
    const { later, inputs } = open(() => {
      throw exists;
    });
    await later(job, CHECKS, 900_001, now);
    expect(inputs).toMatchObject([
      {
        Name: `look-${job.messageId}-1`,
        GroupName: 'signalbox-test',
        ScheduleExpression: 'at(2026-01-31T12:15:01)',
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: CHECKS, RoleArn: 'arn:role', Input: JSON.stringify(job) },
      },
    ]);
  });
});
