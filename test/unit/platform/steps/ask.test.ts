/** A step that asks one participant: request in, message out, answer back; and everything that may come between. */
import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../../../contracts/message.ts';
import { stepMessageId } from '../../../../domain/workflow/identity.ts';
import { message } from '../../kit/fakes.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, CONVERSATION, EXECUTION, errorAbout, openWorkflows, replyTo } from './workflow-line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const LAMP = 'has {"sku":"lamp"}';

describe('over the queue', () => {
  test('the message carries the execution, and its reply ends the step', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    expect(await steps(asking())).toBeNull();
    expect(bus.taken).toEqual([
      {
        id: stepMessageId(EXECUTION, 'deliver', ''),
        type: 'shop.parcel.packed',
        channel: 'shop.parcels',
        sender: 'workflows.ship-it',
        to: 'agent:shop.courier',
        priority: 'high',
        correlationId: CONVERSATION,
        replyTo: 'shop.results',
        expects: 'reply',
        sentAt: '2026-01-31T12:00:00.000Z',
        expiresAt: '2026-01-31T12:05:00.000Z',
        hops: 0,
        attempt: 1,
        payload: { sku: 'lamp' },
      },
    ]);
    expect(heard).toEqual([]);
    expect(await answers(replyTo(bus.taken[0]))).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([`token-1 ${LAMP}`]);
  });

  test('an acknowledgement ends a step that expects no more', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking({ expects: 'ack', reply: undefined }));
    expect(bus.taken[0]).not.toHaveProperty('replyTo');
    const id = bus.taken[0]?.id;
    const ack = { type: 'platform.acknowledged', channel: 'system.acknowledgements' };
    const payload = { messageId: id, by: 'shop.courier', at: '2026-01-31T12:00:00.000Z' };
    await answers(replyTo(bus.taken[0], { ...ack, payload }));
    expect(heard).toEqual([`token-1 has ${JSON.stringify(payload)}`]);
  });

  test('without an address, everybody who subscribes is asked', async () => {
    const { steps, bus } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(asking({ to: undefined }));
    expect(bus.taken).toHaveLength(1);
    expect(bus.taken[0]).not.toHaveProperty('to');
  });

  test('a message that the request caused is a sign of life, and no answer', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    await answers(replyTo(bus.taken[0], { type: 'shop.order.placed', channel: 'shop.orders' }));
    await answers(replyTo(bus.taken[0], { type: 'platform.acknowledged', channel: 'system.acknowledgements' }));
    expect(heard).toEqual(['token-1 lives', 'token-1 lives']);
  });

  test('an answer of another conversation is none: somebody has sent the agent something else under the id of the request', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    const elsewhere = { correlationId: 'somewhere else' };
    await answers(replyTo(bus.taken[0], elsewhere), errorAbout(bus.taken[0], elsewhere));
    expect(heard).toEqual([]);
  });

  test('messages that no step has caused are left alone', async () => {
    const { answers, heard } = openWorkflows(tables);
    const { causationId: _, ...uncaused } = replyTo(message());
    expect(await answers(uncaused, replyTo(message()))).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([]);
  });
});

describe('failures that the definition can name', () => {
  test.each([
    ['nobody has the address', { to: 'capability:flying' }, /^NobodyAddressed: Nobody who subscribes to shop.parcels/],
    ['who has it does not subscribe', { to: 'agent:shop.packer' }, /^NobodyAddressed: /],
    ['the payload breaks its schema', { payload: { sku: 7 } }, /^InvalidPayload: .*shop.parcel.packed: sku: /],
    ['the type is not declared', { type: 'shop.unknown' }, /^InvalidStep: No channel carries shop.unknown/],
    ['the reply is not declared', { reply: 'shop.unknown' }, /^InvalidStep: No channel carries shop.unknown/],
    ['a reply of no type', { reply: undefined }, /^InvalidStep: .*set `reply`/],
    ['a request of an unknown kind', { do: 'dance' }, /^InvalidStep: The request breaks its schema/],
    ['a request without its timeout', { timeoutS: undefined }, /^InvalidStep: [\s\S]*timeoutS/],
    ['a field that nobody knows', { colour: 'red' }, /^InvalidStep: [\s\S]*colour/],
  ])('%s', async (_, more, expected) => {
    const { steps, bus, heard, rows } = openWorkflows(tables);
    expect(await steps(asking(more))).toBeNull();
    expect(heard).toHaveLength(1);
    expect(heard[0]?.replace('token-1 failed ', '')).toMatch(expected);
    expect([bus.taken, await rows('step#')]).toEqual([[], []]);
  });

  test.each([[null], ['text'], [{}], [[1]]])('what is no request at all is thrown: %j', async (event) => {
    const { steps } = openWorkflows(tables);
    await expect(steps(event)).rejects.toMatchObject({ name: 'InvalidStep' });
  });

  test('the participant gave the message up', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    await answers(errorAbout(bus.taken[0]));
    expect(heard).toEqual([
      'token-1 failed ParticipantFailed: shop.courier could not handle the message: Flat: a tyre is flat',
    ]);
  });

  test('the reply breaks its schema', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    await answers(replyTo(bus.taken[0], { payload: { sku: 'lamp', extra: true } }));
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(
      /^token-1 failed InvalidReply: shop.courier answered with a shop.parcel.taken that breaks/,
    );
  });

  test('the bus does not take it: no way is left', async () => {
    const id = stepMessageId(EXECUTION, 'deliver', '');
    const { steps, heard, line } = openWorkflows(tables, { refuses: new Set([id]) });
    await steps(asking());
    expect(heard).toEqual([
      'token-1 failed NotDelivered: No way to shop.courier worked. queue: InternalFailure: not now',
    ]);
    expect((await line.history.story(id)).deliveries).toMatchObject([{ way: 'queue', outcome: 'failed', attempt: 1 }]);
  });

  test('an execution of another stage is a fault of ours, and thrown', async () => {
    const { steps, heard } = openWorkflows(tables);
    await expect(steps(asking({ execution: 'arn:aws:states:a:1:execution:other:one' }))).rejects.toThrow(
      /no execution/,
    );
    expect(heard).toEqual([]);
  });
});

describe('twice, late, and after a crash', () => {
  test('the first of two answers counts', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    const first = replyTo(bus.taken[0]);
    await answers(first);
    await answers(first, replyTo(bus.taken[0], { payload: { sku: 'desk' } }));
    await answers(errorAbout(bus.taken[0]));
    expect(heard).toEqual([`token-1 ${LAMP}`]);
  });

  test('invoked again with the same token: sent again under the same id, one answer', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    await steps(asking());
    expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(1);
    await answers(replyTo(bus.taken[0]));
    await steps(asking());
    expect(bus.taken).toHaveLength(2);
    expect(heard).toEqual([`token-1 ${LAMP}`]);
  });

  test('an answer after the timeout is kept: the next try hears it at once', async () => {
    const { steps, bus, answers, heard, gone, log } = openWorkflows(tables);
    await steps(asking());
    gone.add('token-1');
    await answers(replyTo(bus.taken[0]));
    expect(heard).toEqual([]);
    expect(log.lines.at(-1)).toMatch(/^warn: An answer came after its step had ended; it is kept\./);
    await steps(asking({ token: 'token-2', attempt: 2 }));
    expect(heard).toEqual([`token-2 ${LAMP}`]);
    expect(bus.taken).toHaveLength(1);
  });

  test('an answer to a token that is replaced at this moment goes to the new one', async () => {
    const { steps, bus, answers, heard, gone, during } = openWorkflows(tables);
    await steps(asking());
    gone.add('token-1');
    during.run = async () => {
      delete during.run;
      await steps(asking({ token: 'token-2', attempt: 2 }));
    };
    await answers(replyTo(bus.taken[0]));
    expect(heard).toEqual([`token-2 ${LAMP}`]);
  });

  test('a try after a timeout asks again: the next attempt of the same message', async () => {
    const { steps, bus, answers, heard, gone, line } = openWorkflows(tables);
    await steps(asking());
    await line.record(...bus.taken);
    gone.add('token-1');
    await steps(asking({ token: 'token-2', attempt: 2 }));
    expect(bus.taken.map(({ id, attempt }) => [id, attempt])).toEqual([
      [stepMessageId(EXECUTION, 'deliver', ''), 1],
      [stepMessageId(EXECUTION, 'deliver', ''), 2],
    ]);
    await answers(replyTo(bus.taken[1]));
    expect(heard).toEqual([`token-2 ${LAMP}`]);
  });

  test('a try after a crash before anything was sent is the first that the history knows', async () => {
    const { steps, bus } = openWorkflows(tables);
    await steps(asking());
    bus.taken.length = 0; // the bus never had it, the history neither
    await steps(asking({ token: 'token-2', attempt: 2 }));
    expect(bus.taken.map(({ attempt }) => attempt)).toEqual([1]);
  });

  test('a crash after the delivery, before the row says so: the answer is told again, and the row is settled', async () => {
    const { steps, bus, answers, heard, during, rows } = openWorkflows(tables);
    await steps(asking());
    const answer = replyTo(bus.taken[0]);
    during.run = async () => {
      delete during.run;
      throw new Error('crash');
    };
    expect((await answers(answer)).batchItemFailures).toHaveLength(1);
    expect(await answers(answer)).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([`token-1 ${LAMP}`]);
    expect(await rows('step#')).toMatchObject([{ answer: { by: answer.id }, settledAt: expect.any(String) }]);
  });

  test('a failure that is delivered twice does not fail the next try', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    const error = errorAbout(bus.taken[0]);
    await answers(error);
    await steps(asking({ token: 'token-2', attempt: 2 }));
    await answers(error);
    await answers(replyTo(bus.taken[0]));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed ParticipantFailed/), `token-2 ${LAMP}`]);
  });

  test('rounds and items are steps of their own', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking({ place: '1.0' }));
    await steps(asking({ place: '1.1', token: 'token-2' }));
    expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(2);
    await answers(replyTo(bus.taken[1]));
    expect(heard).toEqual([`token-2 ${LAMP}`]);
  });
});

describe('large', () => {
  const long = 'x'.repeat(210_000);

  test('an answer over 200 KB is given as a claim, and filled in where the next step sends it', async () => {
    const { steps, bus, answers, heard, line } = openWorkflows(tables);
    await steps(asking());
    const answer = replyTo(bus.taken[0], { payload: { sku: long } });
    await answers(answer);
    const claimed = { claimedFrom: answer.id, bytes: Buffer.byteLength(JSON.stringify({ sku: long })) };
    expect(heard).toEqual([`token-1 has ${JSON.stringify(claimed)}`]);
    await line.record(answer);
    await steps(asking({ step: 'next', token: 'token-2', payload: claimed }));
    expect(bus.taken[1]?.payload).toEqual({ sku: long });
  });

  test('a claim to a small message outside of workflows is refused', async () => {
    const { steps, heard, line } = openWorkflows(tables);
    const secret = message({ payload: { sku: 'secret', count: 1 } });
    await line.record(secret);
    const bytes = Buffer.byteLength(JSON.stringify(secret.payload));
    await steps(asking({ payload: { claimedFrom: secret.id, bytes } }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed InvalidPayload: .*not too large/)]);
  });

  test.each([
    ['as the claim says', 0, ['']],
    ['of another size', 1, [expect.stringMatching(/^token-1 failed InvalidPayload: /)]],
  ])('a claim to a large message of a client, which had started the workflow: %s', async (_, more, failures) => {
    const { steps, bus, heard, line, payloads } = openWorkflows(tables);
    const text = `{ "sku": ${JSON.stringify(long)} }`; // as the client wrote it
    const upload = message();
    const claim = await payloads.store(upload, text);
    const { payload: _p, ...rest } = upload;
    await line.record({ ...rest, claim } as never);
    await steps(asking({ payload: { claimedFrom: upload.id, bytes: claim.bytes + more } }));
    expect(heard.length ? heard : ['']).toEqual(failures);
    expect(bus.taken.map(({ payload }) => payload)).toEqual(more ? [] : [{ sku: long }]);
  });

  test('a claim to a message that is not in the history', async () => {
    const { steps, heard, clock } = openWorkflows(tables);
    await steps(asking({ payload: { claimedFrom: message().id, bytes: 300_000 } }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed InvalidPayload: .*not in the history/)]);
    expect(clock.slept).toHaveLength(5);
  });

  test('over 256 KB it goes by claim, over 10 MB not at all', async () => {
    const { steps, bus, heard } = openWorkflows(tables);
    await steps(asking({ payload: { sku: 'x'.repeat(300_000) } }));
    expect(bus.taken[0]?.claim?.bytes).toBe(300_010);
    await steps(asking({ step: 'more', payload: { sku: 'x'.repeat(MAX_PAYLOAD_BYTES) } }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed TooLarge: /)]);
  });

  test('an answer whose payload is lost is no answer', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(asking());
    const claim = { bucket: 'bucket', key: 'gone', sha256: 'a'.repeat(64), bytes: 300_000 };
    await answers(replyTo(bus.taken[0], { payload: undefined, claim }));
    expect(heard).toEqual(['token-1 failed InvalidReply: gone is gone.']);
  });
});

test('no token, payload or secret stands in a line of the log', async () => {
  const { steps, bus, answers, log } = openWorkflows(tables);
  await steps(asking({ payload: { sku: 'a secret' } }));
  await steps(asking({ to: 'role:none', payload: { sku: 'a secret' } }));
  await answers(replyTo(bus.taken[0]), errorAbout(bus.taken[0]));
  expect(log.lines.join('\n')).not.toMatch(/token-1|secret/);
});
