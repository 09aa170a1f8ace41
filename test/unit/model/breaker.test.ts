/** The breaker layer over DynamoDB: exact events, two environments that share one row, probes, what is believed how long, and a store that fails. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelErrorCode } from '../../../contracts/model.ts';
import { MODEL_ERRORS } from '../../../contracts/model.ts';
import { type BreakerStore, createBreakerStore } from '../../../functions/kit/model/breaker-store.ts';
import { attempt } from '../../../functions/kit/model/layers/attempt.ts';
import { type BreakerChange, CACHE_MS, createBreaker } from '../../../functions/kit/model/layers/breaker.ts';
import type { Transport } from '../../../functions/kit/model/port.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import {
  callOf,
  end,
  fault,
  fine,
  MODEL,
  outcome,
  type Step,
  scripted,
  type TestClock,
  testClock,
  text,
  words,
} from './layers-world.ts';

const TIMEOUT_MS = 30_000;
const RULES = { failures: 5, openMs: 60_000, successes: 3, leaseMs: 10_000 };

async function openStore(): Promise<BreakerStore> {
  const cloud = await testCloud();
  const client = new DynamoDBClient(clientSettings(cloud));
  onTestFinished(() => client.destroy());
  await client.send(
    new CreateTableCommand({
      TableName: 'registry',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  return createBreakerStore(client, 'registry');
}

/** One function's environment: `next` is what the provider does with the next call. */
function environment(store: BreakerStore, clock: TestClock) {
  const changes: BreakerChange[] = [];
  const failures: unknown[] = [];
  let next: Step = fine;
  let asked = 0;
  let takesMs = 0;
  const provider: Transport = async function* () {
    asked += 1;
    await clock.advance(takesMs);
    for (const one of Array.isArray(next) ? next : [next]) {
      if (one instanceof Error) throw one;
      yield one;
    }
  };
  const layer = createBreaker({
    clock,
    store,
    rules: RULES,
    timeoutMs: TIMEOUT_MS,
    announce: async (change) => void changes.push(change),
    onStoreFailure: (error) => failures.push(error),
  });
  const ask = layer(attempt(provider));
  return {
    changes,
    failures,
    ask,
    asked: () => asked,
    willAnswer(step: Step, afterMs = 0): void {
      next = step;
      takesMs = afterMs;
    },
    /** The events of one call that the provider answers like this. */
    async call(step: Step, afterMs = 0): Promise<string[]> {
      this.willAnswer(step, afterMs);
      const { call, events } = callOf();
      await outcome(ask, call);
      return words(events);
    },
    async fail(times: number): Promise<string[]> {
      let last: string[] = [];
      for (let i = 0; i < times; i++) last = await this.call(fault('ProviderFailed'));
      return last;
    },
  };
}

const REFUSED = ['refused BreakerOpen'];

test('closed, open after five failures, half-open after a minute, closed after three probes: exact events', async () => {
  const clock = testClock();
  const one = environment(await openStore(), clock);
  expect(await one.fail(4)).toEqual(['attempted 1', 'failed 1 ProviderFailed']);
  expect(await one.fail(1)).toEqual(['attempted 1', 'failed 1 ProviderFailed', 'breaker closed open']);
  expect(await one.call(fine)).toEqual(REFUSED);
  expect(one.asked()).toBe(5);
  await clock.advance(59_999);
  expect(await one.call(fine)).toEqual(REFUSED);
  await clock.advance(1);
  expect(await one.call(fine)).toEqual(['breaker open half-open', 'attempted 1']);
  expect(await one.call(fine)).toEqual(['attempted 1']);
  expect(await one.call(fine)).toEqual(['attempted 1', 'breaker half-open closed']);
  expect(await one.call(fine)).toEqual(['attempted 1']);
  expect(one.changes).toEqual([
    { model: MODEL, from: 'closed', to: 'open' },
    { model: MODEL, from: 'open', to: 'half-open' },
    { model: MODEL, from: 'half-open', to: 'closed' },
  ]);
});

test('a refusal says how long, a failing probe opens it again', async () => {
  const clock = testClock();
  const one = environment(await openStore(), clock);
  await one.fail(5);
  await clock.advance(10_000);
  const [refusal] = await outcome(one.ask, callOf().call);
  expect(refusal).toMatchObject({ name: 'BreakerOpen', retryAfterMs: 50_000 });
  await clock.advance(50_000);
  expect(await one.fail(1)).toEqual([
    'breaker open half-open',
    'attempted 1',
    'failed 1 ProviderFailed',
    'breaker half-open open',
  ]);
  await clock.advance(59_999);
  expect(await one.call(fine)).toEqual(REFUSED);
});

test('a success between failures begins the count anew', async () => {
  const one = environment(await openStore(), testClock());
  await one.fail(4);
  await one.call(fine);
  await one.fail(4);
  expect(one.changes).toEqual([]);
});

const OUTAGE: readonly string[] = ['Timeout', 'ProviderFailed', 'ConnectionFailed', 'Garbled'];

test.each(Object.keys(MODEL_ERRORS) as ModelErrorCode[])(
  '%s counts as a failure only where the model is out',
  async (code) => {
    let swaps = 0;
    const store: BreakerStore = {
      read: async () => ({ breaker: { state: 'closed', failures: 0, successes: 0 }, version: 0 }),
      swap: async (_, __, breaker) => {
        swaps += 1;
        return { breaker, version: 1 };
      },
    };
    await environment(store, testClock()).call(fault(code), TIMEOUT_MS);
    expect(swaps).toBe(OUTAGE.includes(code) ? 1 : 0);
  },
);

test('a model that had no time to answer is not held to be out', async () => {
  const one = environment(await openStore(), testClock());
  for (let i = 0; i < 6; i++) await one.call(fault('Timeout'), 4_000);
  expect(one.changes).toEqual([]);
  for (let i = 0; i < 5; i++) await one.call(fault('Timeout'), 5_000);
  expect(one.changes.length).toBe(1);
});

test('what a call waited for its turn is not held against the model', async () => {
  const clock = testClock();
  const changes: BreakerChange[] = [];
  const layer = createBreaker({
    clock,
    store: await openStore(),
    rules: { ...RULES, failures: 1 },
    timeoutMs: TIMEOUT_MS,
    announce: async (change) => void changes.push(change),
    onStoreFailure: () => undefined,
  });
  const { provider } = scripted([fault('Timeout')]);
  const ask = layer(async function* (call) {
    await clock.advance(60_000);
    yield* attempt(provider)(call);
  });
  await outcome(ask, callOf().call);
  expect(changes).toEqual([]);
});

test('failures of two environments add up, and both refuse when what they believed is too old', async () => {
  const store = await openStore();
  const clock = testClock();
  const [one, two] = [environment(store, clock), environment(store, clock)];
  await one.fail(2);
  await two.call(fine);
  await one.fail(3);
  expect(one.changes).toEqual([]);
  expect(await two.call(fine)).toEqual(['attempted 1']);
  expect(await two.fail(2)).toEqual(['attempted 1', 'failed 1 ProviderFailed', 'breaker closed open']);
  await clock.advance(CACHE_MS);
  expect(await one.call(fine)).toEqual(REFUSED);
});

test('an environment believes what it read for so long and no longer', async () => {
  const store = await openStore();
  const clock = testClock();
  const [one, two] = [environment(store, clock), environment(store, clock)];
  await two.call(fine);
  await one.fail(5);
  await clock.advance(CACHE_MS - 1);
  expect(await two.call(fine)).toEqual(['attempted 1']);
  await clock.advance(1);
  expect(await two.call(fine)).toEqual(REFUSED);
});

test('of fifty calls that come at once when its time is over, in two environments, one is the probe', async () => {
  const store = await openStore();
  const clock = testClock();
  const [one, two] = [environment(store, clock), environment(store, clock)];
  await one.fail(5);
  await two.call(fine);
  await clock.advance(60_000);
  const gate = Promise.withResolvers<void>();
  let probes = 0;
  const slow: Transport = async function* () {
    probes += 1;
    await gate.promise;
    yield end;
  };
  const layers = [0, 1].map(() =>
    createBreaker({
      clock,
      store,
      rules: RULES,
      timeoutMs: TIMEOUT_MS,
      announce: async () => undefined,
      onStoreFailure: () => undefined,
    })(slow),
  );
  const calls = Array.from({ length: 50 }, (_, i) => outcome(layers[i % 2] ?? slow, callOf().call));
  const refused = calls.map(async (call) => (await call).some((one) => one instanceof Error));
  let left = 50;
  const others = new Promise<void>((resolve) => {
    for (const call of calls)
      void call.then(() => {
        left -= 1;
        if (left === 1) resolve();
      });
  });
  await others;
  gate.resolve();
  expect((await Promise.all(refused)).filter(Boolean).length).toBe(49);
  expect(probes).toBe(1);
});

test('a probe whose holder is gone is replaced when its lease is over, and is not heard after that', async () => {
  const store = await openStore();
  const clock = testClock();
  const [one, two] = [environment(store, clock), environment(store, clock)];
  await one.fail(5);
  await clock.advance(60_000);
  const stuck = Promise.withResolvers<void>();
  const holder = createBreaker({
    clock,
    store,
    rules: RULES,
    timeoutMs: TIMEOUT_MS,
    announce: async () => undefined,
    onStoreFailure: () => undefined,
  })(async function* () {
    yield text('hm');
    await stuck.promise;
    throw fault('Timeout');
  });
  const late = holder(callOf().call)[Symbol.asyncIterator]();
  expect((await late.next()).value).toEqual(text('hm'));
  expect(await two.call(fine)).toEqual(REFUSED);
  await clock.advance(RULES.leaseMs);
  expect(await two.call(fine)).toEqual(['attempted 1']);
  stuck.resolve();
  await expect(late.next()).rejects.toMatchObject({ name: 'Timeout' });
  expect((await store.read(MODEL)).breaker).toMatchObject({ state: 'half-open', successes: 1 });
});

test('whoever stops reading a probe, or aborts it, lets the next one go', async () => {
  const store = await openStore();
  const clock = testClock();
  const one = environment(store, clock);
  await one.fail(5);
  await clock.advance(60_000);
  one.willAnswer(fine);
  for await (const _ of one.ask(callOf().call)) break;
  expect((await store.read(MODEL)).breaker).toMatchObject({ state: 'half-open', successes: 0 });
  expect(await one.call(fault('Aborted'))).toEqual(['attempted 1']);
  expect(await one.call(fine)).toEqual(['attempted 1']);
  expect((await store.read(MODEL)).breaker).toMatchObject({ state: 'half-open', successes: 1 });
});

test('a store that fails keeps no call away, is asked once in a while, and is told', async () => {
  let asked = 0;
  const broken: BreakerStore = {
    read: async () => {
      asked += 1;
      throw new Error('no table');
    },
    swap: async () => {
      throw new Error('no table');
    },
  };
  const clock = testClock();
  const one = environment(broken, clock);
  for (let i = 0; i < 7; i++) expect(await one.call(fine)).toEqual(['attempted 1']);
  expect(asked).toBe(1);
  expect(one.failures).toEqual([new Error('no table')]);
  expect(await one.fail(1)).toEqual(['attempted 1', 'failed 1 ProviderFailed']);
  await clock.advance(CACHE_MS);
  expect(await one.call(fine)).toEqual(['attempted 1']);
  expect(asked).toBe(2);
});

test('while all goes well, the row is read once in a while and never written', async () => {
  const store = await openStore();
  const counted = { read: 0, swap: 0 };
  const clock = testClock();
  const one = environment(
    {
      read: (model) => {
        counted.read += 1;
        return store.read(model);
      },
      swap: (...args) => {
        counted.swap += 1;
        return store.swap(...args);
      },
    },
    clock,
  );
  for (let i = 0; i < 10; i++) {
    await one.call(fine);
    await clock.advance(CACHE_MS / 5);
  }
  expect(counted).toEqual({ read: 2, swap: 0 });
});
