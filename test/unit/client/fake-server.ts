/** A server of streams and a clock, both in the hands of a test. */
import type { ClientClock } from '../../../client/clock.ts';
import { openExecutionStream, type StreamState } from '../../../client/execution-stream.ts';
import type { StreamEvent } from '../../../contracts/stream.ts';

export const EXECUTION = 'report:one';

export const transition = (event: number): StreamEvent => ({
  event: 'transition',
  id: `t${event}`,
  data: {
    workflow: 'report',
    execution: EXECUTION,
    event,
    what: 'entered',
    state: 'a',
    at: '2026-01-31T12:00:00.000Z',
  },
});

export const told = (n: number): StreamEvent => ({
  event: 'message',
  id: `m${n}`,
  data: {
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    type: 'shop.order.placed',
    channel: 'shop.orders',
    sender: 'workflows.report',
    priority: 'normal',
    correlationId: `workflow:${EXECUTION}`,
    expects: 'none',
    sentAt: '2026-01-31T12:00:00.000Z',
    hops: 0,
    attempt: 1,
  },
});

export const end: StreamEvent = {
  event: 'end',
  id: 'end',
  data: { execution: EXECUTION, status: 'SUCCEEDED', at: '2026-01-31T12:00:00.000Z' },
};

export const frame = ({ event, id, data }: StreamEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Timers that run when the test says so, in the order of their times. */
function handClock(): ClientClock & { advance(ms: number): Promise<void>; readonly waiting: number } {
  let nowMs = 0;
  let timers: { at: number; then: () => void }[] = [];
  return {
    get waiting() {
      return timers.length;
    },
    after(ms, then) {
      const timer = { at: nowMs + ms, then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    random: () => 1,
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        await settle();
        const [next] = timers.filter(({ at }) => at <= untilMs).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        nowMs = next.at;
        next.then();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}

/** Lets everything run that waits for no time. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Connection {
  readonly headers: Headers;
  readonly url: string;
  readonly signal: AbortSignal;
  say(text: string | Uint8Array): void;
  /** The server ends its response. */
  finish(): void;
  /** The connection breaks. */
  cut(): void;
}

type Answer = Response | Error | ((connection: Connection) => void);

/** Opens a stream against a server that answers each request by the next of `answers`, the last one again and again. */
export function follow(
  answers: readonly Answer[],
  more: { after?: string; payloads?: boolean; tokens?: boolean } = {},
) {
  const clock = handClock();
  const connections: Connection[] = [];
  const events: StreamEvent[] = [];
  const states: StreamState[] = [];
  const ask = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const answer = answers[Math.min(connections.length, answers.length - 1)];
    const connected = connection(String(input), init);
    connections.push(connected.connection);
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer.clone();
    answer?.(connected.connection);
    return connected.response;
  };
  const stream = openExecutionStream({
    url: 'https://stream.example/',
    execution: EXECUTION,
    apiKey: 'sb_key',
    fetch: ask as typeof fetch,
    clock,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    ...more,
  });
  return { stream, clock, connections, events, states };
}

function connection(url: string, { headers, signal }: RequestInit) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  const aborted = signal ?? new AbortController().signal;
  aborted.addEventListener('abort', () => {
    try {
      controller?.error(aborted.reason);
    } catch {
      // it had ended
    }
  });
  return {
    response: new Response(body),
    connection: {
      url,
      headers: new Headers(headers),
      signal: aborted,
      say: (text: string | Uint8Array) =>
        controller?.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text),
      finish: () => controller?.close(),
      cut: () => controller?.error(new TypeError('terminated')),
    },
  };
}
