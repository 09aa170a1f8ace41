/** Retries: how often, and how long jitter waits. What the interval and the back-off do is in errors.test.ts. */
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

/** A Map whose only iteration always fails: something to retry without a function. */
const failing = (retriers: readonly object[], error = 'Mine') => ({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: error } } },
      Retry: retriers,
      End: true,
    },
  },
});

/** Seconds between the attempts. */
async function waits(definition: object, seed = 1): Promise<number[]> {
  const clock = handClock();
  const cloud = await testCloud({ clock, seed });
  const machines = stateMachines(cloud);
  const arn = await machines.start(await machines.create(definition), [1]);
  let ended = false;
  const end = machines.end(arn).then(() => {
    ended = true;
  });
  while (!ended) {
    clock.advance(100);
    await new Promise(setImmediate);
  }
  await end;
  const attempts = (await machines.history(arn))
    .filter(({ type }) => type === 'MapStateStarted')
    .map(({ timestamp }) => timestamp?.getTime() ?? 0);
  return attempts.slice(1).map((at, i) => (at - (attempts[i] ?? 0)) / 1000);
}

test('MaxAttempts 0 means never', async () => {
  expect(await waits(failing([{ ErrorEquals: ['Mine'], MaxAttempts: 0 }]))).toEqual([]);
});

test('without numbers there are three retries, after 1, 2 and 4 seconds', async () => {
  expect(await waits(failing([{ ErrorEquals: ['States.ALL'] }]))).toEqual([1, 2, 4]);
});

test('the first retrier that names the error takes it, and is not helped by the next when it is used up', async () => {
  const retriers = [
    { ErrorEquals: ['Other'], IntervalSeconds: 7, MaxAttempts: 5 },
    { ErrorEquals: ['Mine'], IntervalSeconds: 3, MaxAttempts: 1 },
    { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 9 },
  ];
  expect(await waits(failing(retriers))).toEqual([3]);
});

test('full jitter waits between nothing and the interval, and the same again with the same seed', async () => {
  const retrier = { ErrorEquals: ['Mine'], IntervalSeconds: 4, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 10 };
  const definition = failing([{ ...retrier, JitterStrategy: 'FULL' }]);
  const [one, again, other] = [await waits(definition, 7), await waits(definition, 7), await waits(definition, 8)];
  expect(one).toHaveLength(4);
  for (const [i, most] of [4, 8, 10, 10].entries()) {
    expect(one[i]).toBeGreaterThanOrEqual(0);
    expect(one[i]).toBeLessThanOrEqual(most + 0.1);
  }
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});
