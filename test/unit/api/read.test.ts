/** What can be read back over HTTP, from rows that the platform itself wrote. */
import { beforeEach, describe, expect, test } from 'vitest';
import { cloudEventSchema } from '../../../contracts/cloud-event.ts';
import type { Message } from '../../../contracts/message.ts';
import { message } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { openLine } from '../platform/line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const at = (time: string, more: Partial<Message> = {}) => message({ sentAt: `2026-01-31T${time}.000Z`, ...more });
const idsIn = (body: { messages: Message[] }) => body.messages.map(({ id }) => id);

describe('a message', () => {
  test('is told with its outcomes and attempts', async () => {
    const line = openLine(tables);
    const one = message();
    await line.record(one);
    await line.record({ ...one, attempt: 2, sentAt: '2026-01-31T12:00:09.000Z' });
    await line.outcome(one, 'shop.packer', { published: ['a'] });
    const { status, body } = await line.get(`/v1/messages/${one.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      message: one,
      attempts: [{ attempt: 1 }, { attempt: 2, sentAt: '2026-01-31T12:00:09.000Z' }],
      outcomes: [{ agent: 'shop.packer', outcome: 'handled', published: ['a'] }],
      deadLetters: [],
    });
    expect(body.outcomes[0]).not.toHaveProperty('pk');
  });

  test('is a CloudEvent for whoever asks for one', async () => {
    const line = openLine(tables);
    const one = message();
    await line.record(one);
    const { headers, body } = await line.get(`/v1/messages/${one.id}`, { accept: 'application/cloudevents+json' });
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(cloudEventSchema.parse(body)).toMatchObject({ id: one.id, source: 'signalbox.api', data: one.payload });
  });

  test('that nobody sent is not found; one past its time to live neither', async () => {
    const line = openLine(tables);
    const one = message();
    await line.record(one);
    line.clock.advance(31 * 86_400_000);
    expect(await line.get(`/v1/messages/${one.id}`)).toMatchObject({ status: 404, body: { status: 404 } });
  });
});

describe('messages of a channel or a sender', () => {
  const sent = () => [at('09:59:00'), at('10:00:00', { sender: 'till.a' }), at('10:30:00'), at('11:59:59')];

  test('newest first over the hours, in pages', async () => {
    const line = openLine(tables);
    const all = sent();
    await line.record(...all);
    const ids = all.map(({ id }) => id).reverse();
    const first = await line.get('/v1/messages?channel=shop.orders&limit=3');
    expect(idsIn(first.body)).toEqual(ids.slice(0, 3));
    const second = await line.get(`/v1/messages?channel=shop.orders&limit=3&cursor=${first.body.cursor}`);
    expect(idsIn(second.body)).toEqual(ids.slice(3));
    expect(second.body.cursor).toBeUndefined();
  });

  test('oldest first from a time on', async () => {
    const line = openLine(tables);
    const all = sent();
    await line.record(...all);
    const { body } = await line.get('/v1/messages?channel=shop.orders&order=oldest&since=2026-01-31T10:00:00Z');
    expect(idsIn(body)).toEqual(all.slice(1).map(({ id }) => id));
    const newest = await line.get('/v1/messages?channel=shop.orders&since=2026-01-31T10:15:00Z');
    expect(idsIn(newest.body)).toEqual([all[3]?.id, all[2]?.id]);
  });

  test('of a sender, and of a sender on a channel', async () => {
    const line = openLine(tables);
    const all = sent();
    await line.record(...all);
    for (const query of ['agent=till.a', 'agent=till.a&channel=shop.orders'])
      expect(idsIn((await line.get(`/v1/messages?${query}`)).body)).toEqual([all[1]?.id]);
  });

  test.each([
    ['', 'channel'],
    ['?channel=shop.nowhere', 'channel'],
    ['?channel=shop.orders&limit=0', 'limit'],
    ['?channel=shop.orders&since=yesterday', 'since'],
    ['?channel=shop.orders&cursor=abc', 'cursor'],
    ['?channel=shop.orders&sort=up', ''],
  ])('a query that breaks a rule is told the field: %s', async (query, field) => {
    const { status, body } = await openLine(tables).get(`/v1/messages${query}`);
    expect(status).toBe(400);
    expect(body.errors[0].field).toBe(field);
  });
});

describe('a conversation', () => {
  test('is its messages in order with what became of them, its state, and the tree of causes', async () => {
    const line = openLine(tables);
    const order = at('10:00:00');
    const packed = at('10:00:01', {
      type: 'shop.parcel.packed',
      channel: 'shop.parcels',
      sender: 'shop.packer',
      correlationId: order.correlationId,
      causationId: order.id,
    });
    await line.record(packed, order);
    await line.outcome(order, 'shop.packer');
    const path = `/v1/conversations/${encodeURIComponent(order.correlationId)}`;
    const open = (await line.get(path)).body;
    expect(open).toMatchObject({
      correlationId: order.correlationId,
      state: 'open',
      waitingFor: [{ messageId: packed.id, agents: ['shop.courier'] }],
      messages: [
        { message: order, outcomes: [{ agent: 'shop.packer' }] },
        { message: packed, outcomes: [] },
      ],
      tree: [{ id: order.id, children: [{ id: packed.id, children: [] }] }],
      truncated: false,
    });
    await line.outcome(packed, 'shop.courier');
    expect((await line.get(path)).body).toMatchObject({ state: 'closed', waitingFor: [] });
  });

  test('that nobody had is not found', async () => {
    expect(await openLine(tables).get('/v1/conversations/none')).toMatchObject({ status: 404 });
  });
});

test('agents are the declared ones, with what is heard of them', async () => {
  const { body } = await openLine(tables).get('/v1/agents');
  const named = (id: string) => body.agents.find((agent: { id: string }) => agent.id === id);
  expect(named('platform.registrar')).toMatchObject({ lastSeenAt: null, handled: 0 });
  expect([named('shop.packer'), named('shop.courier')]).toMatchObject([
    { id: 'shop.packer', role: 'packer', lastSeenAt: '2026-01-31T12:00:00.000Z', handled: 5, failed: 1 },
    { id: 'shop.courier', effects: 'once', version: null },
  ]);
});

test('channels tell each lane of each subscriber, and are looked at once a second', async () => {
  const line = openLine(tables);
  const { body } = await line.get('/v1/channels');
  const orders = body.channels.find(({ name }: { name: string }) => name === 'shop.orders');
  expect(orders).toMatchObject({ input: true, group: 'input' });
  expect(orders.subscriptions).toEqual([
    {
      agent: 'shop.packer',
      lanes: [
        { lane: 'critical', depth: 2, inFlight: 0, delayed: 0, oldestAgeS: 12 },
        { lane: 'high', depth: 0, inFlight: 0, delayed: 0, oldestAgeS: 0 },
        { lane: 'normal', depth: 0, inFlight: 0, delayed: 0, oldestAgeS: 0 },
        { lane: 'low', depth: 0, inFlight: 0, delayed: 0, oldestAgeS: 0 },
      ],
      deadLetters: { open: 0, arriving: 0 },
    },
  ]);
  const looked = line.asked.length;
  await line.get('/v1/channels');
  expect(line.asked).toHaveLength(looked);
  line.clock.advance(1001);
  await line.get('/v1/channels');
  expect(line.asked).toHaveLength(2 * looked);
});

test('health is 200 when messages can flow and 503 when a part is away, and says which', async () => {
  const line = openLine(tables);
  expect(await line.get('/v1/health')).toMatchObject({
    status: 200,
    body: { status: 'ok', parts: { bus: { status: 'ok' } } },
  });
  line.broken.add('bus');
  line.clock.advance(1001);
  expect(await line.get('/v1/health')).toMatchObject({
    status: 503,
    body: { status: 'down', parts: { bus: { status: 'down' }, history: { status: 'ok' } } },
  });
});
