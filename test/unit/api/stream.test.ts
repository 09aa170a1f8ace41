/** What the stream of an execution says: each transition and message once, over late rows and new connections, and the end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type StreamEvent, streamEventSchema } from '../../../contracts/stream.ts';
import { MOST_RECENT } from '../../../functions/api/stream/cursor.ts';
import { type Answer, EXECUTION, openWorld, START } from './stream-world.ts';

const said = (events: readonly StreamEvent[]) =>
  events.map(({ event, data }) => {
    if (event === 'transition') return `${data.event} ${data.what}${data.state ? ` ${data.state}` : ''}`;
    if (event === 'tokens') return `${data.from} ${data.text}`;
    return event === 'message' ? data.id : `end ${data.status}`;
  });
const messagesIn = (events: readonly StreamEvent[]) =>
  events.flatMap(({ event, data }) => (event === 'message' ? [data.id] : []));
const lastId = (answer: Answer) => ({ lastEventId: answer.events.at(-1)?.id ?? '' });

/** Started, one state, and not ended. */
function running() {
  const world = openWorld();
  world.happens('ExecutionStarted', 0);
  world.happens('TaskStateEntered', 10, { state: 'ask' });
  return world;
}

/** The same, ended after `ms`, and announced a little later. */
function ended(ms = 2000) {
  const world = running();
  world.happens('TaskStateExited', ms - 1, { state: 'ask' });
  world.happens('ExecutionSucceeded', ms);
  world.announced(ms + 300);
  return world;
}

test('transitions and messages come by time, then the end; every event is what the contract says', async () => {
  const world = ended();
  const first = world.recorded(20, 100);
  const second = world.recorded(1500, 1700);
  const answer = await world.ask();
  expect(said(answer.events)).toEqual([
    ...['1 started', '2 entered ask', first.id, second.id, '3 exited ask', '4 succeeded', 'end SUCCEEDED'],
  ]);
  for (const event of answer.events) streamEventSchema.parse(event);
  expect(answer.headers['content-type']).toBe('text/event-stream');
  expect(answer.text.startsWith('retry: 1000\n\n')).toBe(true);
});

test('a failed try has the state that it is a try of, also behind a resumption', async () => {
  const world = running();
  world.happens('TaskScheduled', 20);
  const begun = await world.ask({ leavesAfter: 2 });
  world.happens('TaskFailed', 30, { error: 'Unwell', previous: 3 });
  world.happens('ExecutionFailed', 40, { error: 'Unwell' });
  world.announced(50);
  const rest = await world.ask(lastId(begun));
  expect(said(rest.events)).toEqual(['4 try-failed ask', '5 failed', 'end FAILED']);
  expect(rest.events.at(-1)?.data).toMatchObject({ error: 'Unwell', execution: EXECUTION });
});

test('a message has its envelope; its payload is asked for', async () => {
  const world = ended();
  const { payload, ...envelope } = world.recorded(20);
  const plain = await world.ask();
  expect(plain.events.find(({ event }) => event === 'message')?.data).toEqual(envelope);
  const full = await world.ask({ query: { payloads: 'true' } });
  expect(full.events.find(({ event }) => event === 'message')?.data).toEqual({ ...envelope, payload });
});

test('announcements of transitions are not told besides', async () => {
  const world = ended();
  expect(messagesIn((await world.ask()).events)).toEqual([]);
});

describe('a message that is recorded late', () => {
  test('comes all the same, in one response', async () => {
    const world = ended(300_000);
    const early = world.recorded(50_000);
    const late = world.recorded(100, 120_000, 150_000);
    expect(messagesIn((await world.ask({ remainingMs: 900_000 })).events)).toEqual([early.id, late.id]);
  });

  test('comes once, when the reader has had later ones and asks again', async () => {
    const world = ended(10_000);
    const early = world.recorded(2000);
    const late = world.recorded(1000, 3000); // sent before, recorded after
    const hidden = world.recorded(500, 1990, 8000); // recorded before, seen in the index after
    const begun = await world.ask({ leavesAfter: 3 });
    expect(messagesIn(begun.events)).toEqual([early.id]);
    const rest = await world.ask(lastId(begun));
    expect(messagesIn(rest.events)).toEqual([late.id, hidden.id]);
    expect(said(rest.events).at(-1)).toBe('end SUCCEEDED');
  });
});

test('one response gives messages in the order of their recording, so that a reader may leave between any two', async () => {
  const world = ended();
  const early = world.recorded(1000, 1000);
  const late = world.recorded(500, 100_000);
  world.later(120_000);
  const begun = await world.ask({ leavesAfter: 3 });
  const rest = await world.ask(lastId(begun));
  expect(messagesIn(begun.events)).toEqual([early.id]);
  expect(messagesIn(rest.events)).toEqual([late.id]);
});

test('exactly once and in order, whenever rows appear and wherever the reader leaves', async () => {
  const aMessage = fc.record({
    sentMs: fc.nat({ max: 90_000 }),
    toRecord: fc.nat({ max: 200_000 }),
    toSee: fc.nat({ max: 50_000 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(aMessage, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 }),
      fc.array(fc.nat({ max: 40_000 }), { maxLength: 12 }),
      async (messages, leaves, breaks) => {
        const world = openWorld();
        world.happens('ExecutionStarted', 0);
        for (let i = 1; i < 10; i++) world.happens('PassStateEntered', i * 9000, { state: `s${i}` });
        world.happens('ExecutionSucceeded', 95_000);
        world.announced(345_001);
        const sent = messages.map(({ sentMs, toRecord, toSee }) =>
          world.recorded(sentMs, sentMs + toRecord, sentMs + toRecord + toSee),
        );
        const had: StreamEvent[] = [];
        let lastEventId = '';
        for (let i = 0; i < 40 && had.at(-1)?.event !== 'end'; i++) {
          const leavesAfter = leaves[i];
          const { events } = await world.ask({
            lastEventId,
            ...(leavesAfter && { leavesAfter }),
            remainingMs: 900_000,
          });
          had.push(...events);
          lastEventId = events.at(-1)?.id ?? lastEventId;
          world.later(breaks[i] ?? 0);
        }
        // SETTLE: what is recorded more than 15 s after the end may come after it.
        const due = sent.filter((_, i) => {
          const { sentMs = 0, toRecord = 0, toSee = 0 } = messages[i] ?? {};
          return sentMs + toRecord + toSee <= 95_000;
        });
        const ids = messagesIn(had);
        expect(new Set(ids).size).toBe(ids.length);
        expect(due.filter(({ id }) => !ids.includes(id))).toEqual([]);
        const transitions = had.flatMap(({ event, data }) => (event === 'transition' ? [data.event] : []));
        expect(transitions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        expect(had.at(-1)?.event).toBe('end');
      },
    ),
    { numRuns: 150 },
  );
});

test('behind a burst that the id cannot name, nothing is missed', async () => {
  const world = running();
  const burst = Array.from({ length: MOST_RECENT + 100 }, (_, i) => world.recorded(20 + i));
  world.later(5000);
  const begun = await world.ask({ leavesAfter: burst.length + 2 });
  expect(messagesIn(begun.events)).toEqual(burst.map(({ id }) => id));
  expect(Math.max(...begun.events.map(({ id }) => id.length))).toBeLessThan(2000);
  world.happens('ExecutionSucceeded', 6000);
  const hidden = world.recorded(30, 40, 5500);
  world.announced(6500);
  const ids = messagesIn((await world.ask(lastId(begun))).events);
  expect(ids).toContain(hidden.id);
  expect(ids.length).toBeLessThanOrEqual(101);
});

describe('the end', () => {
  test('waits for the announcement of the last transition, and for what it has overtaken', async () => {
    const world = running();
    world.happens('ExecutionSucceeded', 1000);
    const before = world.recorded(980, 2900);
    world.announced(4000);
    const overtaken = world.recorded(990, 5500);
    const answer = await world.ask();
    expect(said(answer.events).slice(-3)).toEqual([before.id, overtaken.id, 'end SUCCEEDED']);
    expect(world.nowMs - START).toBeGreaterThanOrEqual(7500);
    expect(world.nowMs - START).toBeLessThan(10_000);
  });

  test('comes 15 s later where nothing is announced, and at once where it is long past', async () => {
    const world = running();
    world.happens('ExecutionAborted', 1000);
    expect(said((await world.ask()).events).at(-1)).toBe('end ABORTED');
    expect(world.nowMs - START).toBeGreaterThanOrEqual(16_000);
    expect(world.nowMs - START).toBeLessThan(18_000);
    world.later(3_600_000);
    expect((await world.ask()).tookMs).toBe(0);
  });

  test('is told again to who did not have it, and 204 to who had', async () => {
    const world = ended();
    const answer = await world.ask();
    const beforeEnd = answer.events.at(-2)?.id ?? '';
    expect(said((await world.ask({ lastEventId: beforeEnd })).events)).toEqual(['end SUCCEEDED']);
    expect(await world.ask(lastId(answer))).toMatchObject({ status: 204, text: '' });
  });

  test('of an execution that was redriven is the second one, also for who had the first', async () => {
    const world = running();
    world.happens('ExecutionFailed', 100);
    world.announced(200);
    const first = await world.ask();
    expect(said(first.events).at(-1)).toBe('end FAILED');
    world.later(10_000);
    const after = world.nowMs - START;
    world.happens('ExecutionRedriven', after);
    world.happens('ExecutionSucceeded', after + 500);
    world.announced(after + 600);
    expect(said((await world.ask(lastId(first))).events)).toEqual(['4 redriven', '5 succeeded', 'end SUCCEEDED']);
    expect(said((await world.ask()).events)).toHaveLength(6);
  });
});

describe('while nothing happens', () => {
  test('polls grow apart up to a second, a comment comes every 15 s, and the response ends in time', async () => {
    const world = running();
    world.later(1000);
    const answer = await world.ask({ remainingMs: 60_000 });
    expect(world.slept.slice(0, 4)).toEqual([100, 150, 225, 337.5]);
    expect(Math.max(...world.slept)).toBe(1000);
    expect(answer.text.match(/: heartbeat\n\n/g)).toHaveLength(3);
    expect(answer.text.endsWith(': to be continued\n\n')).toBe(true);
    expect(answer.tookMs).toBeGreaterThan(48_000);
    expect(answer.tookMs).toBeLessThan(52_000);
  });

  test('the whole conversation is looked at every 15 s, not more often', async () => {
    const world = running();
    world.recorded(1);
    await world.ask({ remainingMs: 60_000 });
    expect(world.looks.whole).toBe(4);
    expect(world.looks.behind).toBeGreaterThan(40);
  });

  test('a client that has left ends it', async () => {
    const world = running();
    world.later(1000);
    expect((await world.ask({ leavesAfter: 2 })).tookMs).toBe(0);
  });

  test('what AWS throttles is asked again after five seconds; another failure ends the response, and is logged', async () => {
    const world = ended();
    const busy = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    world.failures.set(3, busy);
    expect(said((await world.ask()).events).at(-1)).toBe('end SUCCEEDED');
    expect(world.slept).toContain(5000);
    expect(world.log.lines).toEqual([]);

    const broken = running();
    broken.failures.set(2, new Error('no network'));
    const answer = await broken.ask();
    expect([answer.status, answer.text.endsWith(': interrupted\n\n')]).toEqual([200, true]);
    expect(broken.log.lines).toHaveLength(1);
  });
});

describe('refused, as a problem', () => {
  const FOREIGN = '0000aa.1.0.';
  test.each([
    ['no key', { key: null }, 401, 'no-key'],
    ['a wrong key', { key: 'sb_other' }, 401, 'no-key'],
    ['an execution that nobody started', { path: '/v1/executions/report:two/stream' }, 404, 'not-found'],
    ['what is no id of an execution', { path: '/v1/executions/report/stream' }, 404, 'not-found'],
    ['an escape that is none', { path: '/v1/executions/%E0%A4%A/stream' }, 404, 'not-found'],
    ['another path', { path: '/v1/executions/report:one' }, 404, 'unknown-route'],
    ['another method', { method: 'POST' }, 405, 'method-not-allowed'],
    ['an id that is none', { lastEventId: '17' }, 400, 'invalid-request'],
    ['an id of another stream', { lastEventId: FOREIGN }, 400, 'invalid-request'],
    ['a query that nobody knows', { query: { payload: 'true' } }, 400, 'invalid-request'],
    ['a value that is none', { query: { payloads: 'yes' } }, 400, 'invalid-request'],
  ] as const)('%s', async (_, asked, status, code) => {
    const answer = await running().ask(asked);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status, type: `urn:signalbox:problem:${code}` });
  });

  test('a failure of the platform says nothing of itself', async () => {
    const world = running();
    world.failures.set(1, new Error('table signalbox-dev-history: secret detail'));
    const answer = await world.ask();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret detail');
    expect(answer.text).toContain('request-1');
  });
});

describe('texts while they are written', () => {
  const MESSAGE = '01900000-0000-7000-8000-000000000001';

  /** A text of three pieces, and the answer that it becomes. */
  function writing() {
    const world = ended(3000);
    world.writes(MESSAGE, 0, 'On the one', 300);
    world.writes(MESSAGE, 10, ' hand, on', 700);
    world.writes(MESSAGE, 19, ' the other.', 1100);
    const answer = world.recorded(1300, 1400, 1400, { causationId: MESSAGE });
    return { world, answer };
  }
  const texts = ({ events }: Answer) => events.flatMap((one) => (one.event === 'tokens' ? [one.data] : []));

  test('pieces come in their order and before the message; only to those who want them', async () => {
    const { world, answer } = writing();
    const told = await world.ask({ query: { tokens: 'true' } });
    for (const event of told.events) streamEventSchema.parse(event);
    expect(texts(told).map(({ from, text }) => [from, text])).toEqual([
      [0, 'On the one'],
      [10, ' hand, on'],
      [19, ' the other.'],
    ]);
    const order = told.events.map(({ event }) => event);
    expect(order.lastIndexOf('tokens')).toBeLessThan(order.indexOf('message'));
    expect(said(told.events)).toContain(answer.id);
    expect(texts(await writing().world.ask())).toEqual([]);
  });

  test('who comes late has the whole of what is under way at once, and nothing of what is answered', async () => {
    const { world } = writing();
    world.later(1250);
    expect(texts(await world.ask({ query: { tokens: 'true' }, leavesAfter: 3 }))).toMatchObject([
      { message: MESSAGE, from: 0, text: 'On the one hand, on the other.' },
    ]);
    world.later(1000);
    expect(texts(await world.ask({ query: { tokens: 'true' } }))).toEqual([]);
  });

  test('a message that is handled again has another text', async () => {
    const { world } = writing();
    world.writes(MESSAGE, 0, 'Anew', 1150, '2026-01-31T12:00:01.000Z');
    const told = await world.ask({ query: { tokens: 'true' } });
    expect(texts(told).at(-1)).toMatchObject({ from: 0, text: 'Anew', begun: '2026-01-31T12:00:01.000Z' });
  });

  test('texts are looked at more often than the history of the execution', async () => {
    const world = running();
    for (let i = 0; i < 40; i++) world.writes(MESSAGE, i, 'x', i * 200);
    const told = await world.ask({ query: { tokens: 'true' }, remainingMs: 18_000 });
    expect(
      texts(told)
        .map(({ text }) => text)
        .join(''),
    ).toBe('x'.repeat(40));
    const looks = world.looks.behind + world.looks.whole;
    expect(looks).toBeLessThan(16);
  });
});

test('a debate is an execution; its stream has payloads and texts without asking', async () => {
  const world = running();
  const unknown = await world.ask({ path: '/v1/debates/nowhere/stream' });
  expect(unknown.status).toBe(404);
  expect((await world.ask({ path: '/v1/debates/a%20b/stream' })).status).toBe(404);
  expect((await world.ask({ path: '/v1/debates/one/stream', query: { tokens: 'perhaps' } })).status).toBe(400);
});
