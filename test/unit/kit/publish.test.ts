/** Sending to the bus: the limits of PutEvents, and its half-failures. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES, MAX_PAYLOAD_BYTES, messageSchema } from '../../../contracts/message.ts';
import { createPublish } from '../../../functions/kit/publish.ts';
import { fakeClient, fakeClock, memoryPayloads, message } from './fakes.ts';

interface Entry {
  readonly Detail: string;
  readonly Source: string;
  readonly DetailType: string;
}

/** A bus that fails the entries that `fails` says, by the number of the call. */
function openBus(fails: (entry: Entry, call: number) => boolean = () => false) {
  const calls: Entry[][] = [];
  const client = fakeClient(({ input }) => {
    const entries = input.Entries as Entry[];
    calls.push(entries);
    return { Entries: entries.map((entry) => (fails(entry, calls.length) ? { ErrorCode: 'InternalFailure' } : {})) };
  });
  const clock = fakeClock();
  const payloads = memoryPayloads();
  return { calls, clock, payloads, publish: createPublish(client, 'bus', payloads, clock) };
}

const idOf = ({ Detail }: Entry): string => JSON.parse(Detail).id;

test('an entry names the sender as its source and the type as its detail type', async () => {
  const { publish, calls } = openBus();
  const one = message({ sender: 'shop.packer' });
  expect(await publish([one])).toEqual([undefined]);
  expect(calls).toEqual([
    [{ EventBusName: 'bus', Source: 'signalbox.shop.packer', DetailType: one.type, Detail: JSON.stringify(one) }],
  ]);
});

test('just the entries that failed are sent again, after a pause', async () => {
  const messages = [message(), message(), message()];
  const second = messages[1]?.id;
  const { publish, calls, clock } = openBus((entry, call) => call < 3 && idOf(entry) === second);
  expect(await publish(messages)).toEqual([undefined, undefined, undefined]);
  expect(calls.map((entries) => entries.map(idOf))).toEqual([messages.map(({ id }) => id), [second], [second]]);
  expect(clock.slept).toEqual([25, 75]);
});

test('what the bus refuses four times is told, in its place', async () => {
  const messages = [message(), message()];
  const { publish, calls } = openBus((entry) => idOf(entry) === messages[0]?.id);
  const [first, second] = await publish(messages);
  expect(first).toMatchObject({ code: 'InternalFailure' });
  expect(second).toBeUndefined();
  expect(calls).toHaveLength(4);
});

test('a message too large for the bus goes with a claim in the place of its payload', async () => {
  const { publish, calls, payloads } = openBus();
  const payload = { text: 'x'.repeat(MAX_MESSAGE_BYTES) };
  const large = message({ payload });
  expect(await publish([large, message()])).toEqual([undefined, undefined]);
  const sent = messageSchema.parse(JSON.parse(String(calls.flat()[0]?.Detail)));
  expect(sent).toMatchObject({ id: large.id, claim: { bucket: 'bucket', bytes: MAX_MESSAGE_BYTES + 11 } });
  expect(sent.payload).toBeUndefined();
  expect(JSON.parse(String(payloads.texts.get(String(sent.claim?.key))))).toEqual(payload);
});

test('a payload over ten megabytes is refused here, the others go', async () => {
  const { publish, calls } = openBus();
  const large = message({ payload: 'x'.repeat(MAX_PAYLOAD_BYTES) });
  const [first, second] = await publish([large, message()]);
  expect(first).toMatchObject({ code: 'MessageTooLarge' });
  expect(second).toBeUndefined();
  expect(calls.flat()).toHaveLength(1);
});

test('no call has more than ten entries or 256 KB, none is lost, and their order holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 30 }), async (sizes) => {
      const { publish, calls } = openBus();
      const messages = sizes.map((size) => message({ payload: 'ü'.repeat(size / 2) }));
      expect(await publish(messages)).toEqual(messages.map(() => undefined));
      for (const entries of calls) {
        expect(entries.length).toBeLessThanOrEqual(10);
        const bytes = entries.map(({ Detail, Source, DetailType }) => Buffer.byteLength(Detail + Source + DetailType));
        expect(bytes.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      }
      expect(calls.flat().map(idOf)).toEqual(messages.map(({ id }) => id));
    }),
    { numRuns: 25 },
  );
});
