/** What starts workflows and what steps wait for: once each, under names that a second delivery repeats. */
import {
  ExecutionAlreadyExists,
  InvalidExecutionInput,
  type SFNClient,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heardKey, heardSchema, listeningKey, listeningSchema } from '../../../contracts/tables/workflows.ts';
import { createStepsTable } from '../../../functions/kit/workflow/steps-table.ts';
import type { Heard } from '../../../functions/kit/workflow/tokens.ts';
import { createStart } from '../../../functions/platform/triggers/starting.ts';
import { createTriggers } from '../../../functions/platform/triggers/triggers.ts';
import { batch, fakeClient, fakeClock, fakeLog, memoryPayloads, message, record } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';

const PREFIX = 'signalbox-test';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:signalbox-test-triggers';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:signalbox-test-workflow-errands';

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

interface World {
  /** What Step Functions throws. */
  readonly refuses?: Error;
  /** Tokens of no use. */
  readonly gone?: ReadonlySet<string>;
  /** What happens while a token is told. */
  readonly during?: (token: string) => Promise<void>;
}

function open({ refuses, gone = new Set<string>(), during = async () => {} }: World = {}) {
  const clock = fakeClock();
  const table = createStepsTable(tables.client, tables.registry, clock);
  const payloads = memoryPayloads();
  const started: Record<string, unknown>[] = [];
  const told: [string, unknown][] = [];
  const dead: string[] = [];
  const client = fakeClient(({ input }) => {
    if (refuses) throw refuses;
    started.push(input);
    return {};
  }) as unknown as SFNClient;
  const heard = async (token: string, output: string): Promise<Heard> => {
    told.push([token, JSON.parse(output)]);
    await during(token);
    return gone.has(token) ? 'gone' : 'heard';
  };
  const triggers = createTriggers({
    ...{ clock, table, payloads, prefix: PREFIX, log: fakeLog() },
    deadLetter: async (_, { code }) => void dead.push(code),
    start: createStart(() => client),
    tokens: { succeed: heard, fail: heard, heartbeat: async () => 'heard' },
  });
  const take = (...bodies: (object | string)[]) =>
    triggers(
      batch(
        ...bodies.map((body) =>
          record(typeof body === 'string' ? body : JSON.stringify(body), { eventSourceARN: QUEUE }),
        ),
      ),
    );
  let tokens = 0;
  const listen = async (type: string, more: object = {}) => {
    const now = clock.now();
    tokens += 1;
    const row = {
      pk: listeningKey(type),
      sk: `00000000-0000-4000-8000-00000000000${tokens}`,
      token: `token-${tokens}`,
      workflow: 'errands',
      execution: `${MACHINE.replace('stateMachine', 'execution')}:one`,
      step: 'answer',
      where: {},
      sinceAt: now.toISOString(),
      untilAt: new Date(now.getTime() + 60_000).toISOString(),
      ttl: Math.floor(now.getTime() / 1000) + 600,
      ...more,
    };
    expect(await table.write(row, undefined)).toBe(true);
    return row.token;
  };
  const listening = (type: string) => table.list(listeningSchema, listeningKey(type));
  const kept = (step: string) => table.read(heardSchema, heardKey(step));
  return { clock, table, payloads, started, told, dead, take, listen, listening, kept };
}

const none = { batchItemFailures: [] };

test('a message starts the live version, in its own name and with itself as the input', async () => {
  const { take, started } = open();
  const told = message();
  expect(await take({ workflow: 'errands', for: 'start', message: told })).toEqual(none);
  expect(started).toEqual([{ stateMachineArn: `${MACHINE}:live`, name: `m-${told.id}`, input: expect.any(String) }]);
  expect(JSON.parse(String(started[0]?.input))).toEqual(told);
});

test('a time starts it in the name of the time, with the input of the schedule', async () => {
  const { take, started } = open();
  await take({ workflow: 'errands', for: 'schedule', at: '2026-11-23T06:00:00Z', input: { week: true } });
  expect(started).toEqual([
    { stateMachineArn: `${MACHINE}:live`, name: 's-2026-11-23T060000Z', input: '{"week":true}' },
  ]);
});

test('a payload that is too large for an execution is named by its message instead', async () => {
  const { take, started } = open();
  const large = message({ payload: { text: 'x'.repeat(210 * 1024) } });
  const claim = { bucket: 'bucket', key: 'payloads/a/b', sha256: 'a'.repeat(64), bytes: 300_000 };
  const { payload: _, ...rest } = message();
  await take({ workflow: 'errands', for: 'start', message: large });
  await take({ workflow: 'errands', for: 'start', message: { ...rest, claim } });
  const inputs = started.map(({ input }) => JSON.parse(String(input)));
  expect(inputs[0].payload).toEqual({ claimedFrom: large.id, bytes: JSON.stringify(large.payload).length });
  expect(inputs[1]).toMatchObject({ id: rest.id, payload: { claimedFrom: rest.id, bytes: 300_000 } });
  expect(inputs[1]).not.toHaveProperty('claim');
});

test('one that was started before is left alone; one whose workflow is gone is put aside; what may pass comes again', async () => {
  const because = (refuses: Error) => ({ refuses, ...open({ refuses }) });
  const meta = { message: 'no', $metadata: {} };
  const start = { workflow: 'errands', for: 'start', message: message() };
  const before = because(new ExecutionAlreadyExists(meta));
  expect(await before.take(start)).toEqual(none);
  expect(before.dead).toEqual([]);
  const gone = because(new StateMachineDoesNotExist(meta));
  expect(await gone.take(start)).toEqual(none);
  expect(gone.dead).toEqual(['NoSuchWorkflow']);
  const invalid = because(new InvalidExecutionInput(meta));
  await invalid.take(start);
  expect(invalid.dead).toEqual(['InvalidInput']);
  const busy = because(new Error('ThrottlingException'));
  expect((await busy.take(start)).batchItemFailures).toHaveLength(1);
  expect(busy.dead).toEqual([]);
});

test('what moves no workflow is put aside with the reason', async () => {
  const { take, dead, started } = open();
  await take('{', { workflow: 'errands', for: 'tea' }, { workflow: '../x', for: 'start', message: message() });
  await take({ workflow: 'errands', for: 'start', message: { ...message(), id: 'one' } });
  await take({ workflow: 'errands', for: 'start', message: message({ hops: 33 }) });
  expect(dead).toEqual(['NotJson', 'NotATrigger', 'NotATrigger', 'NotATrigger', 'TooManyHops']);
  expect(started).toEqual([]);
});

test('every step of the workflow that listens for such a message gets its payload, once', async () => {
  const { take, listen, told, listening } = open();
  const type = 'shop.order.paid';
  const mine = await listen(type, { where: { 'payload.order': 17 } });
  await listen(type, { where: { 'payload.order': 18 } });
  await listen(type, { workflow: 'others' });
  await listen('shop.order.sent');
  const paid = { workflow: 'errands', for: 'wait', message: message({ type, payload: { order: 17 } }) };
  expect(await take(paid)).toEqual(none);
  expect(told).toEqual([[mine, { order: 17 }]]);
  await take(paid);
  expect(told).toHaveLength(1);
  expect(await listening(type)).toHaveLength(2);
});

test('a message that was sent before the step began to listen is not the one', async () => {
  const { take, listen, told } = open();
  await listen('shop.late', { sinceAt: '2026-01-31T12:00:01.000Z' });
  await take({ workflow: 'errands', for: 'wait', message: message({ type: 'shop.late' }) });
  expect(told).toEqual([]);
});

test('a payload that was put aside is fetched to be compared, and named by its message for the step', async () => {
  const { take, listen, told, payloads } = open();
  const token = await listen('shop.large', { where: { 'payload.order': 17 } });
  const { payload: _, ...rest } = message({ type: 'shop.large' });
  const claim = await payloads.store(rest, JSON.stringify({ order: 17 }));
  await take({ workflow: 'errands', for: 'wait', message: { ...rest, claim } });
  expect(told).toEqual([[token, { claimedFrom: rest.id, bytes: claim.bytes }]]);
});

test('a listener whose token is of no use any more ends too; what it would have heard is kept for a redrive', async () => {
  const { take, listen, listening, kept, told } = open({ gone: new Set(['token-1']) });
  const sk = '00000000-0000-4000-8000-0000000000aa';
  await listen('shop.gone', { sk });
  expect(await take({ workflow: 'errands', for: 'wait', message: message({ type: 'shop.gone' }) })).toEqual(none);
  expect(told).toHaveLength(1);
  expect(await listening('shop.gone')).toEqual([]);
  expect(await kept(sk)).toMatchObject({ output: JSON.stringify(message().payload) });
});

test('a listener that gets a new token while the old one is told: the new one is told as well', async () => {
  const during = async (token: string) => {
    const [row] = await world.listening('shop.again');
    if (row && token === 'token-1') expect(await world.table.write({ ...row, token: 'token-new' }, row)).toBe(true);
  };
  const world = open({ during });
  const sk = '00000000-0000-4000-8000-0000000000bb';
  await world.listen('shop.again', { sk });
  await world.take({ workflow: 'errands', for: 'wait', message: message({ type: 'shop.again' }) });
  expect(world.told.map(([token]) => token)).toEqual(['token-1', 'token-new']);
  expect(await world.listening('shop.again')).toEqual([]);
  expect(await world.kept(sk)).toBeDefined();
});

test('what is addressed to a workflow is for the step that asked: it starts nothing and wakes nobody', async () => {
  const { take, listen, started, told, dead } = open();
  const type = 'shop.answered';
  const token = await listen(type);
  const answer = message({ type, to: 'agent:workflows.errands' });
  const bodies = (one: object) =>
    (['start', 'wait'] as const).map((why) => ({ workflow: 'errands', for: why, message: one }));
  expect(await take(...bodies(answer))).toEqual(none);
  expect([started, told, dead]).toEqual([[], [], []]);
  await take(...bodies(message({ type, to: 'agent:shop.clerk' })));
  expect(started).toHaveLength(1);
  expect(told).toEqual([[token, message().payload]]);
});
