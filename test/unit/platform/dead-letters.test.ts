/** A dead letter is kept with its reason, told once, and redriven to exactly the queue that it died in. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { platformMessages } from '../../../systems/platform.ts';
import { batch, eventBody, message, record } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { arnOf, openLine, PREFIX } from './line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const DEAD = arnOf(`${PREFIX}-shop-packer--shop-orders--dead`);
const CRITICAL = `${PREFIX}-shop-packer--shop-orders--critical`;

const said = (code: string, reason: string) => ({
  'signalbox-code': { stringValue: code, dataType: 'String' },
  'signalbox-reason': { stringValue: reason, dataType: 'String' },
  'signalbox-queue': { stringValue: arnOf(CRITICAL), dataType: 'String' },
  'signalbox-attempts': { stringValue: '2', dataType: 'Number' },
});
const letter = (body: string | Message, more: object = {}) => record(body, { eventSourceARN: DEAD, ...more });

describe('keeping', () => {
  test('a letter with a reason says which message, which agent, which error, how many attempts', async () => {
    const line = openLine(tables);
    const dead = message({ priority: 'critical' });
    const answer = await line.keeper(batch(letter(dead, { messageAttributes: said('InvalidPayload', 'no sku') })));
    expect(answer).toEqual({ batchItemFailures: [] });
    const { body } = await line.get('/v1/dead-letters');
    expect(body).toEqual({
      deadLetters: [
        {
          id: `${dead.id}~shop.packer~shop.orders`,
          messageId: dead.id,
          type: dead.type,
          correlationId: dead.correlationId,
          agent: 'shop.packer',
          channel: 'shop.orders',
          lane: 'critical',
          error: { code: 'InvalidPayload', reason: 'no sku' },
          attempts: 2,
          diedAt: '2026-01-31T12:00:00.000Z',
          message: dead,
        },
      ],
    });
    expect(line.measured).toEqual(['1 dead at shop.packer, critical']);
    const [error] = line.bus.taken;
    expect(error).toMatchObject({
      type: 'platform.error',
      causationId: dead.id,
      correlationId: dead.correlationId,
      hops: 1,
    });
    expect(platformMessages['platform.error'].parse(error?.payload)).toMatchObject({
      agent: 'shop.packer',
      attempts: 2,
    });
  });

  test('one that its queue gave up has the reason of its last failure, or none but the count', async () => {
    const line = openLine(tables);
    const [failed, crashed] = [message(), message()];
    await line.outcome(failed, 'shop.packer', {
      outcome: 'failed',
      attempts: 5,
      error: { code: 'TypeError', reason: 'no lamp' },
    });
    await line.keeper(batch(letter(failed), letter(crashed)));
    const { body } = await line.get('/v1/dead-letters');
    const codes = Object.fromEntries(
      body.deadLetters.map((one: { messageId: string; error: { code: string } }) => [one.messageId, one.error.code]),
    );
    expect(codes).toEqual({ [failed.id]: 'TypeError', [crashed.id]: 'GaveUp' });
  });

  test('a letter that is no message gets an id of its own, the same at every delivery', async () => {
    const line = openLine(tables);
    const one = letter('not json', { messageAttributes: said('NotJson', 'The queue message is not JSON.') });
    await line.keeper(batch(one));
    await line.keeper(batch(one));
    const { body } = await line.get('/v1/dead-letters');
    expect(body.deadLetters).toMatchObject([{ body: 'not json', lane: 'critical' }]);
  });

  test.each([
    ['an error', { type: 'platform.error' }],
    ['a message at the limit of hops', { hops: 32 }],
  ])('%s that dies is kept and causes no error, so that nothing goes round', async (_, more) => {
    const line = openLine(tables);
    await line.keeper(batch(letter(message(more))));
    expect(line.bus.taken).toEqual([]);
    expect((await line.get('/v1/dead-letters')).body.deadLetters).toHaveLength(1);
  });
});

describe('redriving', () => {
  async function dead() {
    const line = openLine(tables);
    const one = message({ priority: 'critical' });
    const delivered = letter(one);
    await line.keeper(batch(delivered));
    return { line, one, delivered, path: `/v1/dead-letters/${one.id}~shop.packer~shop.orders/redrive` };
  }

  test('sends the body as it was to the lane of the agent, once; twice is refused', async () => {
    const { line, one, path } = await dead();
    expect(await line.post(path)).toMatchObject({ status: 202, body: { agent: 'shop.packer', lane: 'critical' } });
    expect(line.sent).toEqual([{ queue: CRITICAL, body: eventBody(one) }]);
    expect(await line.post(path)).toMatchObject({
      status: 409,
      body: { type: 'urn:signalbox:problem:already-redriven' },
    });
    expect((await line.get('/v1/dead-letters')).body.deadLetters).toEqual([]);
    expect((await line.get(`/v1/messages/${one.id}`)).body.deadLetters).toMatchObject([
      { redrivenAt: '2026-01-31T12:00:00.000Z' },
    ]);
  });

  test('of two at once one is refused', async () => {
    const { line, path } = await dead();
    const answers = await Promise.all([line.post(path), line.post(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(line.sent).toHaveLength(1);
  });

  test('a send that failed leaves the letter open', async () => {
    const { line, path } = await dead();
    line.broken.add('send');
    expect(await line.post(path)).toMatchObject({ status: 500 });
    line.broken.clear();
    expect(await line.post(path)).toMatchObject({ status: 202 });
  });

  test('a second delivery of the letter does not open it again; dying again does', async () => {
    const { line, one, delivered, path } = await dead();
    await line.post(path);
    await line.keeper(batch(delivered));
    expect((await line.get('/v1/dead-letters')).body.deadLetters).toEqual([]);
    await line.keeper(batch(letter(one)));
    expect((await line.get('/v1/dead-letters')).body.deadLetters).toHaveLength(1);
    expect(await line.post(path)).toMatchObject({ status: 202 });
  });

  test("a message's id is enough when it died at one agent; an unknown one is not found", async () => {
    const { line, one } = await dead();
    expect(await line.post(`/v1/dead-letters/${one.id}/redrive`)).toMatchObject({ status: 202 });
    expect(await line.post('/v1/dead-letters/nothing/redrive')).toMatchObject({ status: 404 });
  });
});
