/** Depths of queues, a call each; ages of oldest messages, one call for all. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { oldestAgesS, queueState } from '../../../functions/api/read/queues.ts';
import { memo } from '../../../functions/kit/memo.ts';
import { fakeClient, fakeClock } from '../kit/fakes.ts';

test('a depth is three attributes of the queue', async () => {
  const client = fakeClient(() => ({
    Attributes: { ApproximateNumberOfMessages: '3', ApproximateNumberOfMessagesNotVisible: '2' },
  }));
  expect(await queueState(client as unknown as SQSClient, 'url')).toEqual({ depth: 3, inFlight: 2, delayed: 0 });
});

test('ages of up to 500 queues are one call; a queue without a value is left out', async () => {
  const calls: number[] = [];
  const client = fakeClient(({ input }) => {
    const queries = input.MetricDataQueries as { Id: string }[];
    calls.push(queries.length);
    return { MetricDataResults: queries.map(({ Id }, i) => ({ Id, Values: i === 0 ? [42, 7] : [] })) };
  });
  const names = Array.from({ length: 501 }, (_, i) => `queue-${i}`);
  const ages = await oldestAgesS(client as unknown as CloudWatchClient, names, fakeClock());
  expect(calls).toEqual([500, 1]);
  expect([...ages]).toEqual([
    ['queue-0', 42],
    ['queue-500', 42],
  ]);
});

test('what is remembered holds for its time, and a failure is not remembered', async () => {
  const clock = fakeClock();
  let looks = 0;
  const look = memo(100, clock.monotonicMs, async () => {
    looks += 1;
    if (looks === 1) throw new Error('away');
    return looks;
  });
  await expect(look()).rejects.toThrow('away');
  expect([await look(), await look()]).toEqual([2, 2]);
  clock.advance(100);
  expect(await look()).toBe(3);
});
