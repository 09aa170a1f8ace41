/** Errors: when retries happen, what catchers get, what ends an execution. */
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

/** A Map whose only iteration always fails: something to retry without a function. */
const failing = (retry: object) => ({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Mine', Cause: 'always' } } },
      Retry: [{ ErrorEquals: ['Mine'], ...retry }],
      End: true,
    },
  },
});

/** Moments (s after the start) of the attempts. */
async function attempts(retry: object): Promise<number[]> {
  const clock = handClock();
  const cloud = await testCloud({ clock });
  const machines = stateMachines(cloud);
  const startMs = clock.now();
  const arn = await machines.start(await machines.create(failing(retry)), [1]);
  let ended = false;
  const end = machines.end(arn).then((done) => {
    ended = true;
    return done;
  });
  for (let turn = 0; turn < 200 && !ended; turn++) {
    clock.advance(500);
    await new Promise(setImmediate);
  }
  await end;
  const history = await machines.history(arn);
  return history
    .filter(({ type }) => type === 'MapStateStarted')
    .map(({ timestamp }) => ((timestamp?.getTime() ?? 0) - startMs) / 1000);
}

test('retries wait for the interval, times the back-off rate', async () => {
  expect(await attempts({ IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 })).toEqual([0, 2, 6, 14]);
});

test('a retry waits no longer than MaxDelaySeconds', async () => {
  expect(await attempts({ IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2, MaxDelaySeconds: 3 })).toEqual([
    0, 2, 5, 8,
  ]);
});

test('full jitter waits at most the interval', async () => {
  const [first = 0, second = 0] = await attempts({ IntervalSeconds: 10, MaxAttempts: 1, JitterStrategy: 'FULL' });
  expect(second).toBeGreaterThan(first);
  expect(second).toBeLessThan(10.5);
});

test('an execution that takes longer than TimeoutSeconds is timed out', async () => {
  const clock = handClock();
  const machines = stateMachines(await testCloud({ clock }));
  const machine = await machines.create({
    StartAt: 'W',
    TimeoutSeconds: 10,
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  });
  const arn = await machines.start(machine);
  clock.advance(10_000);
  expect(await machines.end(arn)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
});

test('a catcher gets error and cause, and keeps the input where ResultPath says', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run(
    {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Mine', Cause: 'because' } } }],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Done' }],
          End: true,
        },
        Done: { Type: 'Succeed' },
      },
    },
    { kept: 1 },
  );
  expect(JSON.parse(done.output ?? '')).toEqual({ kept: 1, failure: { Error: 'Mine', Cause: 'because' } });
});

test('States.ALL does not catch States.Runtime', async () => {
  const machines = stateMachines(await testCloud());
  const done = await machines.run({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemsPath: '$.nothing',
        ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
        End: true,
      },
      Done: { Type: 'Succeed' },
    },
  });
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});
