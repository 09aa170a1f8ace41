/** A client that follows an execution: nothing twice and nothing left out, whatever the connection does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openExecutionStream } from '../../../client/execution-stream.ts';
import type { StreamEvent } from '../../../contracts/stream.ts';
import { EXECUTION, end, follow, frame, settle, told, transition } from './fake-server.ts';

const kinds = (states: readonly { readonly is: string }[]) => states.map(({ is }) => is);

test('it asks with the key, gives every event, and ends with the status', async () => {
  const { stream, connections, events, states } = follow([
    (server) => server.say(`retry: 100\n\n${[transition(1), told(1), end].map(frame).join('')}`),
  ]);
  expect(await stream.done).toEqual({ is: 'ended', status: 'SUCCEEDED' });
  expect(events).toEqual([transition(1), told(1), end]);
  expect(kinds(states)).toEqual(['connecting', 'open', 'ended']);
  expect(connections.map(({ url, headers }) => [url, headers.get('x-api-key'), headers.get('last-event-id')])).toEqual([
    ['https://stream.example/v1/executions/report%3Aone/stream', 'sb_key', null],
  ]);
  expect(connections[0]?.signal.aborted).toBe(true);
});

test('payloads and a place to begin are asked for', async () => {
  const { connections } = follow([new Response(null, { status: 204 })], { after: 't3', payloads: true });
  await settle();
  expect(connections[0]?.url).toMatch(/\/stream\?payloads=true$/);
  expect(connections[0]?.headers.get('last-event-id')).toBe('t3');
});

test('nothing is lost and nothing repeated, wherever the server cuts', async () => {
  const all: StreamEvent[] = [transition(1), told(1), transition(2), told(2), told(3), transition(5), end];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 600 }), { maxLength: 9 }), async (cuts) => {
      const { stream, clock, connections, events } = follow([
        (server) => {
          const from = all.findIndex(({ id }) => id === server.headers.get('last-event-id')) + 1;
          const bytes = new TextEncoder().encode(all.slice(from).map(frame).join(''));
          const cut = cuts[connections.length - 1];
          server.say(bytes.subarray(0, cut ?? bytes.length));
          if (cut !== undefined && cut < bytes.length) setImmediate(() => server.cut());
        },
      ]);
      for (let i = 0; i < 12; i++) await clock.advance(60_000).then(settle);
      expect(events).toEqual(all);
      expect(stream.state).toEqual({ is: 'ended', status: 'SUCCEEDED' });
      expect(clock.waiting).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('what a server repeats under new ids is given once', async () => {
  const again = (event: StreamEvent): StreamEvent => ({ ...event, id: `${event.id}-again` });
  const { stream, events } = follow([
    (server) => server.say([transition(1), told(1), again(told(1)), again(transition(1)), end].map(frame).join('')),
  ]);
  await stream.done;
  expect(events).toEqual([transition(1), told(1), end]);
});

test('ten tries in a row, with pauses that double up to a bound, then it has failed', async () => {
  const { stream, clock, connections, states } = follow([new TypeError('fetch failed')]);
  await clock.advance(10 * 60_000);
  expect(connections).toHaveLength(10);
  const pauses = states.flatMap((state) => (state.is === 'waiting' ? [state.forMs] : []));
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(await stream.done).toEqual({ is: 'failed', reason: 'Gave up after 10 tries: fetch failed' });
  expect(clock.waiting).toBe(0);
});

test('an event, a heartbeat, or a response that ended for its time begin the count anew; opening alone does not', async () => {
  const sound = ['', frame(transition(1)), ': heartbeat\n\n', ': to be continued\n\n', ': interrupted\n\n'];
  const attempts: number[] = [];
  for (const text of sound) {
    const { clock, states, connections } = follow([
      new TypeError('no'),
      new TypeError('no'),
      (server) => {
        server.say(text);
        server.finish();
      },
    ]);
    await clock.advance(1500).then(settle);
    expect(connections).toHaveLength(3);
    const last = states.findLast(({ is }) => is === 'waiting');
    attempts.push(last?.is === 'waiting' ? last.attempt : 0);
  }
  expect(attempts).toEqual([3, 1, 1, 1, 3]);
});

test('a connection that is silent for two and a half heartbeats is dead; one that speaks is not', async () => {
  const { clock, connections, states } = follow([(server) => server.say('retry: 1\n\n')]);
  await clock.advance(30_000);
  connections[0]?.say(': heartbeat\n\n');
  await clock.advance(37_000);
  expect(connections).toHaveLength(1);
  await clock.advance(1000);
  expect(connections).toHaveLength(2);
  expect(connections[0]?.signal.aborted).toBe(true);
  expect(states.find(({ is }) => is === 'waiting')).toMatchObject({
    reason: 'The connection was silent for too long.',
  });
});

test('a server that does not even answer is given up after the same time', async () => {
  const asked: AbortSignal[] = [];
  const stuck = ((_: unknown, { signal }: RequestInit) =>
    new Promise((_, reject) => {
      if (!signal) return;
      asked.push(signal);
      signal.addEventListener('abort', () => reject(signal.reason));
    })) as typeof fetch;
  const { clock } = follow([new Response(null, { status: 204 })]);
  const stream = openExecutionStream({
    url: 'https://x.example',
    execution: EXECUTION,
    apiKey: 'k',
    fetch: stuck,
    clock,
    onEvent: () => undefined,
  });
  await clock.advance(38_000);
  expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
  stream.close();
});

test.each([400, 401, 403, 404])('%i is final, and its sentence is given on', async (status) => {
  const { stream, connections } = follow([Response.json({ detail: 'There is no such thing.' }, { status })]);
  expect(await stream.done).toEqual({ is: 'failed', reason: `${status} There is no such thing.` });
  expect(connections).toHaveLength(1);
});

test.each([429, 500, 503])('%i is tried again', async (status) => {
  const { stream, clock } = follow([new Response('busy', { status }), (server) => server.say(frame(end))]);
  await clock.advance(1000);
  expect(await stream.done).toMatchObject({ is: 'ended' });
});

test('204 tells that the end was had', async () => {
  expect(await follow([new Response(null, { status: 204 })], { after: 'end' }).stream.done).toEqual({ is: 'ended' });
});

test('close ends it: while connecting, open, waiting, and in the middle of a chunk', async () => {
  const connecting = follow([() => undefined]);
  connecting.stream.close();
  await settle();
  expect(kinds(connecting.states)).toEqual(['connecting', 'ended']);

  const open = follow([() => undefined]);
  await settle();
  open.stream.close();
  await settle();
  expect(open.connections[0]?.signal.aborted).toBe(true);
  expect(kinds(open.states)).toEqual(['connecting', 'open', 'ended']);

  const waiting = follow([new TypeError('no')]);
  await settle();
  waiting.stream.close();
  await waiting.clock.advance(60_000);
  expect(waiting.connections).toHaveLength(1);
  expect(waiting.clock.waiting).toBe(0);

  const had: string[] = [];
  const stream = openExecutionStream({
    url: 'https://x.example',
    execution: EXECUTION,
    apiKey: 'k',
    fetch: (async () => new Response([transition(1), transition(2)].map(frame).join(''))) as typeof fetch,
    onEvent: ({ id }) => {
      had.push(id);
      stream.close();
    },
  });
  expect(await stream.done).toEqual({ is: 'ended' });
  await settle();
  expect([had, stream.lastEventId]).toEqual([['t1'], 't1']);
});

test('an event that is not what it says is asked for again, then the stream has failed; one of an unknown kind is passed over', async () => {
  const bad = 'id: x\nevent: transition\ndata: {"event":"one"}\n\n';
  const { stream, clock, connections } = follow([(server) => server.say(frame(transition(1)) + bad)]);
  await clock.advance(10 * 60_000);
  expect(connections.at(-1)?.headers.get('last-event-id')).toBe('t1');
  expect((await stream.done).is).toBe('failed');

  const newer = follow([(server) => server.say(`id: x\nevent: cost\ndata: 1\n\n${frame(end)}`)]);
  expect(await newer.stream.done).toMatchObject({ is: 'ended' });
});

test('a reader that throws ends the stream with its reason', async () => {
  const stream = openExecutionStream({
    url: 'https://x.example',
    execution: EXECUTION,
    apiKey: 'k',
    fetch: (async () => new Response(frame(transition(1)))) as typeof fetch,
    onEvent: () => {
      throw new Error('full');
    },
  });
  expect(await stream.done).toEqual({ is: 'failed', reason: 'The reader of the stream failed: Error: full' });
});

test('of texts, each character is given once, though a server begins them anew', async () => {
  const piece = (id: string, from: number, text: string, begun = '2026-01-31T12:00:00.000Z'): StreamEvent => ({
    event: 'tokens',
    id,
    data: { message: '01900000-0000-7000-8000-000000000001', agent: 'council.sceptic', begun, from, text },
  });
  const { stream, clock, connections, events } = follow(
    [
      (server) => {
        server.say([piece('a', 0, 'On the'), piece('b', 6, ' one')].map(frame).join(''));
        setImmediate(() => server.cut());
      },
      (server) => {
        const again = [piece('c', 0, 'On the one'), piece('d', 0, 'On the one hand'), piece('e', 15, '.')];
        const anew = piece('f', 0, 'Anew', '2026-01-31T12:00:05.000Z');
        server.say([...again, anew, end].map(frame).join(''));
      },
    ],
    { tokens: true },
  );
  for (let i = 0; i < 3; i++) await clock.advance(60_000).then(settle);
  await stream.done;
  const given = events.flatMap((one) => (one.event === 'tokens' ? [[one.data.from, one.data.text]] : []));
  expect(given).toEqual([
    [0, 'On the'],
    [6, ' one'],
    [10, ' hand'],
    [15, '.'],
    [0, 'Anew'],
  ]);
  expect(connections[0]?.url).toMatch(/\/stream\?tokens=true$/);
});
