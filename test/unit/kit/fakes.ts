/** Stand-ins for what functions work with: a clock that tests move, a log that keeps its lines, a bus that keeps or refuses. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import { newMessageId } from '../../../domain/ids.ts';
import type { Claim } from '../../../functions/kit/claim.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import type { Log } from '../../../functions/kit/observe.ts';
import { PayloadLost, type Payloads } from '../../../functions/kit/payloads.ts';
import { type Publish, PublishError } from '../../../functions/kit/publish.ts';

const START = Date.parse('2026-01-31T12:00:00.000Z');

export interface FakeClock extends Clock {
  advance(ms: number): void;
  readonly slept: number[];
}

export function fakeClock(startMs = START): FakeClock {
  let nowMs = startMs;
  let made = 0;
  const slept: number[] = [];
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs - startMs,
    sleep: async (ms) => {
      slept.push(ms);
    },
    random: () => 0.5,
    randomBytes: (length) => Uint8Array.from({ length }, (_, i) => (made++ * 7 + i * 31) & 0xff),
    advance: (ms) => {
      nowMs += ms;
    },
    slept,
  };
}

export interface FakeLog extends Log {
  readonly lines: string[];
  createChild(): FakeLog;
}

export function fakeLog(): FakeLog {
  const lines: string[] = [];
  const at = (level: string) => (first: unknown, more?: unknown) => {
    lines.push(`${level}: ${String(first)} ${JSON.stringify(more ?? {})}`);
  };
  const levels = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } as unknown as Log;
  const log: FakeLog = { lines, ...levels, createChild: () => log };
  return log;
}

/** A bus that keeps what it took; `refuses` names ids that it does not take. */
export function fakeBus(refuses: ReadonlySet<string> = new Set()) {
  const taken: Message[] = [];
  const publish: Publish = async (messages) =>
    messages.map((message) => {
      if (refuses.has(message.id)) return new PublishError('InternalFailure', 'not now');
      taken.push(message);
      return undefined;
    });
  return { taken, publish };
}

/** A bucket in memory: texts by key. */
export function memoryPayloads(): Payloads & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    async store({ id, channel }, text) {
      const key = `payloads/${channel}/${id}/hash`;
      texts.set(key, text);
      return { bucket: 'bucket', key, sha256: 'a'.repeat(64), bytes: Buffer.byteLength(text) };
    },
    async fetch({ key }) {
      const text = texts.get(key);
      if (text === undefined) throw new PayloadLost(`${key} is gone.`);
      return text;
    },
  };
}

/** As Powertools does it: the first run's answer is kept as JSON and given to later ones; a failed run is forgotten. */
export function memoryClaim(): Claim {
  const kept = new Map<string, string>();
  return async (id, _, work) => {
    const before = kept.get(id);
    if (before !== undefined) return JSON.parse(before) as Message[];
    const answer = await work();
    kept.set(id, JSON.stringify(answer));
    return answer;
  };
}

/** An SDK client that answers each command by a function. */
export const fakeClient = (send: (command: { input: Record<string, unknown> }) => unknown) =>
  ({ send: async (command: { input: Record<string, unknown> }) => send(command) }) as unknown as EventBridgeClient;

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:signalbox-test-shop-packer--shop-orders--critical';
let records = 0;

/** A record of a queue, with the text or the event around the message as its body. */
export function record(body: string | Message, more: Partial<SQSRecord> = {}): SQSRecord {
  records += 1;
  return {
    messageId: `00000000-0000-4000-8000-${String(records).padStart(12, '0')}`,
    receiptHandle: `handle-${records}`,
    body: typeof body === 'string' ? body : eventBody(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: `${START - 40}`,
      SenderId: 'bus',
      ApproximateFirstReceiveTimestamp: `${START}`,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: QUEUE,
    awsRegion: 'us-east-1',
    ...more,
  };
}

export const eventBody = (message: Message): string =>
  JSON.stringify({
    version: '0',
    'detail-type': message.type,
    source: `signalbox.${message.sender}`,
    detail: message,
  });

export const batch = (...of: SQSRecord[]): SQSEvent => ({ Records: of });

export const context = {
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:signalbox-test-api-read',
  getRemainingTimeInMillis: () => 30_000,
} as Context;

let messages = 0;

/** A sound message; what a test is about, it names. */
export function message(more: Partial<Message> = {}): Message {
  messages += 1;
  const id = newMessageId(
    START,
    Uint8Array.from({ length: 16 }, (_, i) => (i < 12 ? i : messages >> (8 * (15 - i)))),
  );
  return {
    id,
    type: 'shop.order.placed',
    channel: 'shop.orders',
    sender: 'api',
    priority: 'normal',
    correlationId: id,
    expects: 'none',
    sentAt: new Date(START).toISOString(),
    hops: 0,
    attempt: 1,
    payload: { sku: 'lamp', count: 2 },
    ...more,
  };
}
