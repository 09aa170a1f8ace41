/** POST /v1/messages, from the request to what is on the bus and what is answered. */
import { describe, expect, test } from 'vitest';
import { problemSchema, sentSchema } from '../../../contracts/http.ts';
import { type Message, messageSchema } from '../../../contracts/message.ts';
import { createIngest } from '../../../functions/api/ingest/ingest.ts';
import type { HttpEvent } from '../../../functions/kit/http.ts';
import { PublishError } from '../../../functions/kit/publish.ts';
import { context, fakeClock, fakeLog } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';
import { ID, memoryClaims, memoryUploads, openIngest, order } from './open-ingest.ts';

describe('good messages', () => {
  test('one message is published whole, with every default, and answered with its id', async () => {
    const { post, bus, claims, measured } = openIngest();
    const { status, body } = await post(order());
    expect(status).toBe(202);
    const { accepted } = sentSchema.parse(body);
    expect(bus.taken).toHaveLength(1);
    const [message] = bus.taken;
    expect(messageSchema.parse(message)).toEqual({
      id: accepted[0]?.id,
      type: 'shop.order.placed',
      channel: 'shop.orders',
      sender: 'api',
      priority: 'normal',
      correlationId: accepted[0]?.id,
      expects: 'none',
      sentAt: '2026-01-31T12:00:00.000Z',
      hops: 0,
      attempt: 1,
      payload: { sku: 'lamp', count: 1 },
    });
    expect(claims.names, 'an id of our own needs no claim').toEqual([]);
    expect(measured).toEqual(['1 to shop.orders']);
  });

  test('what a client says is kept: priority, conversation, trace, time to live', async () => {
    const { post, bus } = openIngest();
    const said = {
      priority: 'critical',
      correlationId: 'order 7',
      expects: 'ack',
      deadlineMs: 5000,
      expiresAt: '2026-01-31T12:00:01.000Z',
      sender: 'till.one',
      to: 'role:packer',
    };
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await post(order(said), { traceparent })).toMatchObject({ status: 202 });
    expect(bus.taken[0]).toMatchObject({ ...said, traceparent });
  });

  test.each([
    ['an array', [order(), order()]],
    ['an object with messages', { messages: [order(), order()] }],
  ])('%s is a batch', async (_, body) => {
    const { post, bus } = openIngest();
    const answer = await post(body);
    expect(answer.status).toBe(202);
    expect(sentSchema.parse(answer.body).accepted.map(({ index }) => index)).toEqual([0, 1]);
    expect(bus.taken).toHaveLength(2);
  });

  test('a body in base64 is read like any other', async () => {
    const { bus, claims, log } = openIngest();
    const handler = createIngest({
      catalogue,
      clock: fakeClock(),
      publish: bus.publish,
      claims,
      log,
      uploads: memoryUploads(),
      measure: () => {},
    });
    const event = {
      rawPath: '/v1/messages',
      headers: {},
      body: Buffer.from(JSON.stringify(order())).toString('base64'),
      isBase64Encoded: true,
      requestContext: { http: { method: 'POST' }, authorizer: { lambda: { principal: 'shop', role: 'agent' } } },
    } as unknown as HttpEvent;
    expect(await handler(event, context)).toMatchObject({ statusCode: 202 });
    expect(bus.taken).toHaveLength(1);
  });
});

describe('CloudEvents', () => {
  const event = (more: Record<string, unknown> = {}) => ({
    specversion: '1.0',
    id: 'A-17',
    source: '/tills/3',
    type: 'shop.order.placed',
    time: '2026-01-31T11:59:59Z',
    datacontenttype: 'application/json',
    data: { sku: 'lamp', count: 1 },
    ...more,
  });
  const CLOUD_EVENT = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

  test("another system's event is taken; its source and id make one message, however often it comes", async () => {
    const { post, bus } = openIngest();
    const first = await post(event(), CLOUD_EVENT);
    const second = await post(event(), CLOUD_EVENT);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.accepted).toEqual([{ ...first.body.accepted[0], status: 'duplicate' }]);
    expect(bus.taken).toHaveLength(1);
    expect(bus.taken[0]).toMatchObject({ sender: 'api', payload: { sku: 'lamp', count: 1 } });
  });

  test('extension attributes are fields of the envelope', async () => {
    const { post, bus } = openIngest();
    const extensions = { priority: 'high', correlationid: 'order 8', expects: 'ack', deadlinems: 900 };
    await post(event(extensions), CLOUD_EVENT);
    expect(bus.taken[0]).toMatchObject({ priority: 'high', correlationId: 'order 8', expects: 'ack', deadlineMs: 900 });
  });

  test('a batch of events is a batch', async () => {
    const { post, bus } = openIngest();
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    expect(await post([event(), event({ id: 'A-18' })], headers)).toMatchObject({ status: 202 });
    expect(bus.taken).toHaveLength(2);
    expect(await post(event(), headers)).toMatchObject({ status: 400 });
  });

  test('an event without what CloudEvents asks for is refused by field', async () => {
    const { post } = openIngest();
    const { status, body } = await post({ ...event(), source: undefined }, CLOUD_EVENT);
    expect(status).toBe(400);
    expect(problemSchema.parse(body).errors[0]?.field).toBe('source');
  });
});

describe('bad input: each has a status, a code, and names the field', () => {
  const cases: [what: string, body: unknown, status: number, code: string, field: string | undefined][] = [
    ['malformed JSON', '{"type":', 400, 'not-json', undefined],
    ['JSON that is nested without end', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'invalid-request', ''],
    ['no message at all', 'null', 400, 'invalid-message', ''],
    ['an empty batch', [], 400, 'invalid-request', undefined],
    ['messages beside other fields', { messages: [], type: 'x' }, 400, 'invalid-request', undefined],
    ['101 messages', Array.from({ length: 101 }, () => order()), 400, 'too-many-messages', 'messages'],
    ['a wrong type of field', order({ priority: 7 }), 400, 'invalid-message', 'priority'],
    ['a field that nobody knows', order({ prio: 'high' }), 400, 'invalid-message', ''],
    ['no payload', { type: 'shop.order.placed' }, 400, 'invalid-message', 'payload'],
    ['an id that is none', order({ id: 'seven' }), 400, 'invalid-message', 'id'],
    ['an unknown type', order({ type: 'shop.order.eaten' }), 400, 'unknown-message-type', 'type'],
    ['an unknown channel', order({ channel: 'shop.nowhere' }), 400, 'unknown-channel', 'channel'],
    ['another channel', order({ channel: 'shop.parcels' }), 400, 'wrong-channel', 'channel'],
    [
      'a channel between agents',
      { type: 'shop.parcel.packed', payload: { sku: 'a' } },
      403,
      'channel-not-open',
      'channel',
    ],
    [
      'a payload that breaks its schema',
      order({ payload: { sku: 'a', count: 0 } }),
      400,
      'invalid-payload',
      'payload.count',
    ],
    ["an agent's name", order({ sender: 'shop.packer' }), 403, 'forged-sender', 'sender'],
    ["the platform's name", order({ sender: 'platform.deadlines' }), 403, 'forged-sender', 'sender'],
    ["a workflow's name", order({ sender: 'workflows.weekly-report' }), 403, 'forged-sender', 'sender'],
    [
      'a conversation of a workflow',
      order({ correlationId: 'workflow:weekly-report:2026-47', causationId: ID }),
      403,
      'forged-conversation',
      'correlationId',
    ],
    ['too many hops', order({ hops: 33 }), 400, 'too-many-hops', 'hops'],
    ['an expired message', order({ expiresAt: '2026-01-31T12:00:00.000Z' }), 400, 'expired-message', 'expiresAt'],
    ['an address of nobody', order({ to: 'agent:shop.courier' }), 400, 'nobody-addressed', 'to'],
    ['a reply to nowhere', order({ expects: 'reply' }), 400, 'invalid-message', 'replyTo'],
    [
      'a reply to an unknown channel',
      order({ expects: 'reply', replyTo: 'no.such' }),
      400,
      'unknown-channel',
      'replyTo',
    ],
    ['a payload and an upload', order({ upload: ID }), 400, 'invalid-message', 'payload'],
    ['an upload that is not there', { type: 'shop.order.placed', upload: ID }, 400, 'unknown-upload', 'upload'],
    ['an upload without a sound id', { type: 'shop.order.placed', upload: '../x' }, 400, 'invalid-message', 'upload'],
  ];
  test.each(cases)('%s', async (_, body, status, code, field) => {
    const { post, bus } = openIngest();
    const answer = await post(body);
    const problem = problemSchema.parse(answer.body);
    expect([answer.status, problem.status, problem.type]).toEqual([status, status, `urn:signalbox:problem:${code}`]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problem.errors[0]?.field).toBe(field);
    expect(bus.taken).toEqual([]);
  });

  test('a batch with a bad message among good ones: the good are taken, each is told of', async () => {
    const { post, bus } = openIngest();
    const { status, body } = await post([order(), order({ payload: { sku: 'a' } }), order()]);
    expect(status).toBe(207);
    const { accepted, rejected } = sentSchema.parse(body);
    expect(accepted.map(({ index }) => index)).toEqual([0, 2]);
    expect(rejected).toMatchObject([{ index: 1, problem: { status: 400, errors: [{ field: 'payload.count' }] } }]);
    expect(bus.taken).toHaveLength(2);
  });

  test('a batch of bad ones is a problem that carries theirs', async () => {
    const { post } = openIngest();
    expect(await post([order({ hops: 40 }), order({ to: 'role:cook' })])).toMatchObject({
      status: 400,
      body: { type: 'urn:signalbox:problem:none-accepted', rejected: [{ index: 0 }, { index: 1 }] },
    });
    expect(await post([order({ sender: 'shop.packer' })])).toMatchObject({ status: 403, body: { status: 403 } });
  });

  test('an unknown route says what exists, a wrong method what is allowed', async () => {
    const { post } = openIngest();
    const lost = await post('', {}, 'GET', '/v2/things');
    expect(lost).toMatchObject({ status: 404, body: { type: 'urn:signalbox:problem:unknown-route' } });
    expect(lost.body.detail).toContain('POST /v1/messages');
    const wrong = await post('', {}, 'DELETE', '/v1/messages');
    expect(wrong).toMatchObject({ status: 405, headers: { allow: 'POST, GET' } });
  });
});

describe('sending twice publishes once', () => {
  test('with an id of its own', async () => {
    const { post, bus } = openIngest();
    expect((await post(order({ id: ID }))).body.accepted).toEqual([{ index: 0, id: ID, status: 'accepted' }]);
    expect((await post(order({ id: ID }))).body.accepted).toEqual([{ index: 0, id: ID, status: 'duplicate' }]);
    expect(bus.taken.map(({ id }) => id)).toEqual([ID]);
  });

  test('twice within a batch too; another message under the same id is refused', async () => {
    const { post, bus } = openIngest();
    const other = order({ id: ID, payload: { sku: 'other', count: 1 } });
    const { status, body } = await post([order({ id: ID }), order({ id: ID }), other]);
    expect(status).toBe(207);
    expect(body.accepted).toMatchObject([{ status: 'accepted' }, { status: 'duplicate' }]);
    expect(body.rejected).toMatchObject([{ index: 2, problem: { status: 422 } }]);
    expect(bus.taken).toHaveLength(1);
    expect((await post(other)).status).toBe(422);
  });

  test('with an Idempotency-Key: the same answer, and one publish', async () => {
    const { post, bus } = openIngest();
    const key = { 'idempotency-key': 'order-7' };
    const first = await post([order(), order({ hops: 40 })], key);
    const second = await post([order(), order({ hops: 40 })], key);
    expect(first.status).toBe(207);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(bus.taken).toHaveLength(1);
    expect(await post(order(), key)).toMatchObject({ status: 422 });
  });

  test('a message that the bus refused may be sent again, with the same id', async () => {
    const refuses = new Set([ID]);
    const { post, bus } = openIngest(refuses);
    expect(await post(order({ id: ID }))).toMatchObject({ status: 503 });
    refuses.clear();
    expect(await post(order({ id: ID }))).toMatchObject({ status: 202 });
    expect(bus.taken.map(({ id }) => id)).toEqual([ID]);
  });

  test('a key whose publish failed goes on with the same ids', async () => {
    const ids: string[] = [];
    let fails = true;
    const publish = async (messages: readonly Message[]) => {
      ids.push(...messages.map(({ id }) => id));
      return messages.map(() => (fails ? new PublishError('ThrottlingException', 'slow down') : undefined));
    };
    const claims = memoryClaims();
    const handler = createIngest({
      ...{ catalogue, clock: fakeClock(), publish, claims, log: fakeLog(), measure: () => {} },
      uploads: memoryUploads(),
    });
    const event = {
      rawPath: '/v1/messages',
      headers: { 'idempotency-key': 'k' },
      body: JSON.stringify(order()),
      requestContext: { http: { method: 'POST' }, authorizer: { lambda: { principal: 'shop', role: 'agent' } } },
    } as unknown as HttpEvent;
    expect(await handler(event, context)).toMatchObject({ statusCode: 503 });
    fails = false;
    expect(await handler(event, context)).toMatchObject({ statusCode: 202 });
    expect(new Set(ids).size).toBe(1);
  });
});
