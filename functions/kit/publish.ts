/**
 * Sending to the bus. Owns the limits of PutEvents and its half-failures: a call answers 200 with failed entries, and just those
 * are sent again. What is too large for the bus goes with a claim in the place of its payload. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { MAX_MESSAGE_BYTES, type Message } from '../../contracts/message.ts';
import { fullJitterMs } from '../../domain/retry.ts';
import type { Clock } from './clock.ts';
import { type Payloads, PayloadTooLarge, putAside } from './payloads.ts';

const ENTRIES_PER_CALL = 10;
const TRIES = 4;
const BACKOFF = { firstMs: 50, factor: 3, longestMs: 1000 };

/** What became of each message: undefined when the bus took it, else why not. In the order given. */
export type Published = readonly (PublishError | undefined)[];
export type Publish = (messages: readonly Message[]) => Promise<Published>;

export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws when the bus refuses one: whoever called publishes all of them again, under the same ids. */
export async function publishAll(publish: Publish, messages: readonly Message[]): Promise<void> {
  const refused = (await publish(messages)).find((one) => one !== undefined);
  if (refused) throw refused;
}

export function createPublish(client: EventBridgeClient, bus: string, payloads: Payloads, clock: Clock): Publish {
  return async (messages) => {
    const sendables = await Promise.all(messages.map((message, index) => sendableOf(message, index, bus, payloads)));
    const outcome = sendables.map((one) => (one instanceof PublishError ? one : undefined));
    const sendable = sendables.filter((one): one is Sendable => !(one instanceof PublishError));
    await Promise.all(
      inCalls(sendable).map(async (call) => {
        for (const { index, error } of await sendAll(client, call, clock)) outcome[index] = error;
      }),
    );
    return outcome;
  };
}

interface Sendable {
  readonly index: number;
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

async function sendableOf(
  message: Message,
  index: number,
  bus: string,
  payloads: Payloads,
): Promise<Sendable | PublishError> {
  const entry = toEntry(message, bus);
  const bytes = sizeOf(entry);
  if (bytes <= MAX_MESSAGE_BYTES) return { index, entry, bytes };
  try {
    const claimed = toEntry(await putAside(payloads, message), bus);
    return { index, entry: claimed, bytes: sizeOf(claimed) };
  } catch (error) {
    if (error instanceof PayloadTooLarge) return new PublishError('MessageTooLarge', error.message);
    throw error;
  }
}

function toEntry(message: Message, bus: string): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: SOURCE_PREFIX + message.sender,
    DetailType: message.type,
    Detail: JSON.stringify(message),
  };
}

/** As the bus counts it. https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html */
const sizeOf = ({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number =>
  Source.length + DetailType.length + Buffer.byteLength(Detail);

/** As few calls as the limits on entries and bytes allow, in order. */
function inCalls(sendable: readonly Sendable[]): Sendable[][] {
  const calls: Sendable[][] = [];
  let bytes = 0;
  for (const one of sendable) {
    const last = calls.at(-1);
    if (last && last.length < ENTRIES_PER_CALL && bytes + one.bytes <= MAX_MESSAGE_BYTES) {
      last.push(one);
      bytes += one.bytes;
    } else {
      calls.push([one]);
      bytes = one.bytes;
    }
  }
  return calls;
}

async function sendAll(
  client: EventBridgeClient,
  call: Sendable[],
  clock: Clock,
): Promise<{ index: number; error: PublishError }[]> {
  let left = call;
  for (let attempt = 1; ; attempt++) {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: left.map(({ entry }) => entry) }));
    const failed = left.flatMap((one, i) =>
      Entries[i]?.ErrorCode ? [{ ...one, code: Entries[i].ErrorCode, reason: Entries[i].ErrorMessage ?? '' }] : [],
    );
    if (failed.length === 0) return [];
    if (attempt === TRIES)
      return failed.map(({ index, code, reason }) => ({
        index,
        error: new PublishError(code, `The bus refused it ${TRIES} times: ${reason}`),
      }));
    await clock.sleep(fullJitterMs(BACKOFF, attempt, clock.random()));
    left = failed;
  }
}
