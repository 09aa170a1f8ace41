/** An agent's function from the queue record to what it leaves behind: on the bus, in the history, in the dead-letter queue. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { createAgent, type Handlers } from '../../../functions/kit/agent.ts';
import type { Outcome } from '../../../functions/kit/outcomes.ts';
import { memoryDeps } from './agent-deps-fixture.ts';
import { batch, context, fakeBus, fakeClock, fakeLog, memoryPayloads, message, record } from './fakes.ts';
import { shop } from './shop.ts';

function openDeps(agent: string, refuses: ReadonlySet<string> = new Set()) {
  const clock = fakeClock();
  const payloads = memoryPayloads();
  const log = fakeLog();
  const bus = fakeBus(refuses);
  /** Everything that happened, in order: tests name each event. */
  const events: string[] = [];
  const history = { isAway: false };
  const outcomes: Outcome[] = [];
  const deps = memoryDeps(agent, {
    clock,
    log: log as unknown as Logger,
    publish: async (messages) => {
      const errors = await bus.publish(messages);
      for (const [i, { type, id }] of messages.entries())
        events.push(`${errors[i] ? 'refused' : 'published'} ${type} ${id.slice(-4)}`);
      return errors;
    },
    payloads,
    deadLetter: async (_, { code }) => {
      events.push(`dead-lettered ${code}`);
    },
    recordOutcomes: async (all) => {
      if (history.isAway) throw new Error('no table');
      outcomes.push(...all);
      events.push(...all.map(({ outcome, error }) => `recorded ${outcome}${error ? ` ${error.code}` : ''}`));
    },
    measure: ({ published, handled, failed, expired, deadLettered }, { lane }) =>
      events.push(`measured ${lane} p${published} h${handled} f${failed} e${expired} d${deadLettered}`),
  });
  return { deps, events, outcomes, log, bus, history, payloads };
}

const pack: Handlers<typeof shop, 'packer'> = {
  'shop.order.placed': ({ payload }) => [{ type: 'shop.parcel.packed', payload: { sku: payload.sku } }],
  'shop.parcel.taken': () => [],
};

function openPacker(handlers: Partial<Handlers<typeof shop, 'packer'>> = {}, refuses?: ReadonlySet<string>) {
  const opened = openDeps('shop.packer', refuses);
  return { ...opened, packer: createAgent(shop, 'packer', { ...pack, ...handlers }, () => opened.deps) };
}

const tail = (of: Message | undefined) => of?.id.slice(-4);

describe('each path leaves exactly these events', () => {
  test('handled: published, then recorded, then measured', async () => {
    const { packer, events, bus, outcomes } = openPacker();
    const order = message({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      priority: 'critical',
    });
    expect(await packer(batch(record(order)), context)).toEqual({ batchItemFailures: [] });
    const [parcel] = bus.taken;
    expect(events).toEqual([
      `published shop.parcel.packed ${tail(parcel)}`,
      'recorded handled',
      'measured critical p1 h1 f0 e0 d0',
    ]);
    expect(parcel).toMatchObject({
      channel: 'shop.parcels',
      sender: 'shop.packer',
      priority: 'critical',
      correlationId: order.correlationId,
      causationId: order.id,
      hops: 1,
      traceparent: order.traceparent,
    });
    expect(outcomes).toMatchObject([{ messageId: order.id, waitedMs: 40, attempts: 1, published: [parcel?.id] }]);
  });

  test('handled with an acknowledgement when one is expected', async () => {
    const { packer, bus } = openPacker();
    const order = message({ expects: 'ack' });
    await packer(batch(record(order)), context);
    expect(bus.taken.map(({ type }) => type)).toEqual(['shop.parcel.packed', 'platform.acknowledged']);
    expect(bus.taken[1]).toMatchObject({ causationId: order.id, payload: { messageId: order.id, by: 'shop.packer' } });
  });

  test('the reply to a step of a workflow is for that workflow alone, and nothing else is', async () => {
    const { packer, bus } = openPacker();
    const asked = { sender: 'workflows.ship-it', expects: 'reply' as const };
    await packer(batch(record(message({ ...asked, replyTo: 'shop.parcels' }))), context);
    await packer(batch(record(message({ ...asked, replyTo: 'shop.results' }))), context);
    await packer(batch(record(message({ ...asked, replyTo: 'shop.parcels', sender: 'shop.till' }))), context);
    await packer(batch(record(message({ ...asked, replyTo: 'shop.parcels', expects: 'none' }))), context);
    expect(bus.taken.map(({ to }) => to)).toEqual(['agent:workflows.ship-it', undefined, undefined, undefined]);
  });

  test('expired: recorded, not handled', async () => {
    const { packer, events } = openPacker();
    await packer(batch(record(message({ expiresAt: '2026-01-31T12:00:00.000Z' }))), context);
    expect(events).toEqual(['recorded expired', 'measured critical p0 h0 f0 e1 d0']);
  });

  test('meant for somebody else: nothing', async () => {
    const { packer, events } = openPacker();
    await packer(batch(record(message({ to: 'agent:shop.courier' }))), context);
    expect(events).toEqual(['measured critical p0 h0 f0 e0 d0']);
  });

  test.each([
    ['a payload that breaks its schema', message({ payload: { sku: 1 } }), 'InvalidPayload'],
    ['too many hops', message({ hops: 33 }), 'TooManyHops'],
    ['a type of another system', message({ type: 'bank.paid' }), 'UnknownType'],
    ['text that is not JSON', 'no', 'NotJson'],
    ['JSON that is no event', '[1]', 'NotAMessage'],
    ['an event without a message', '{"detail":{"a":1}}', 'NotAMessage'],
  ])('%s: to the dead-letter queue at once', async (_, body, code) => {
    const { packer, events } = openPacker();
    expect(await packer(batch(record(body)), context)).toEqual({ batchItemFailures: [] });
    expect(events).toEqual([`dead-lettered ${code}`, 'measured critical p0 h0 f0 e0 d1']);
  });

  test('a dead-letter queue that is away: delivered again', async () => {
    const { packer, deps, events } = openPacker();
    Object.assign(deps, { deadLetter: () => Promise.reject(new Error('away')) });
    const one = record('no');
    expect(await packer(batch(one), context)).toEqual({ batchItemFailures: [{ itemIdentifier: one.messageId }] });
    expect(events).toEqual(['measured critical p0 h0 f1 e0 d0']);
  });

  test('a handler that throws: recorded as failed, delivered again, and the others of the batch are not', async () => {
    const { packer, events } = openPacker({
      'shop.order.placed': ({ payload }) => {
        if (payload.sku === 'bad') throw new TypeError('no lamp');
        return [];
      },
    });
    const bad = record(message({ payload: { sku: 'bad', count: 1 } }));
    expect(await packer(batch(record(message()), bad), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: bad.messageId }],
    });
    expect(events).toEqual(['recorded handled', 'recorded failed TypeError', 'measured critical p0 h1 f1 e0 d0']);
  });

  test('a copy whose other copy is being handled right now: delivered again, and nothing is said of it', async () => {
    const { packer, events } = openPacker({
      'shop.order.placed': () => {
        throw Object.assign(new Error('claimed'), { name: 'IdempotencyAlreadyInProgressError' });
      },
    });
    const order = record(message());
    expect(await packer(batch(order), context)).toEqual({ batchItemFailures: [{ itemIdentifier: order.messageId }] });
    expect(events).toEqual(['measured critical p0 h0 f1 e0 d0']);
  });

  test('an answer that breaks its schema is a fault of the handler', async () => {
    const { packer, events } = openPacker({
      'shop.order.placed': () => [{ type: 'shop.parcel.packed', payload: { sku: 7 as unknown as string } }],
    });
    await packer(batch(record(message())), context);
    expect(events).toEqual(['recorded failed Error', 'measured critical p0 h0 f1 e0 d0']);
  });

  test('a message that the bus refuses: what caused it is delivered again, unrecorded, and gives the same id', async () => {
    const refuses = new Set<string>();
    const { packer, events, bus } = openPacker({}, refuses);
    const order = record(message());
    await packer(batch(order), context);
    const id = bus.taken[0]?.id ?? '';
    refuses.add(id);
    events.length = 0;
    expect(await packer(batch(order), context)).toEqual({ batchItemFailures: [{ itemIdentifier: order.messageId }] });
    expect(events).toEqual([`refused shop.parcel.packed ${id.slice(-4)}`, 'measured critical p0 h0 f0 e0 d0']);
  });

  test('a history that is away: delivered again, and handled counts nothing', async () => {
    const { packer, events, history } = openPacker();
    history.isAway = true;
    const order = record(message());
    expect(await packer(batch(order), context)).toEqual({ batchItemFailures: [{ itemIdentifier: order.messageId }] });
    expect(events.at(-1)).toBe('measured critical p1 h0 f0 e0 d0');
  });
});

describe('a second delivery', () => {
  test('of a pure agent publishes the same ids again', async () => {
    const { packer, bus } = openPacker();
    const order = message();
    await packer(batch(record(order)), context);
    await packer(batch(record(order)), context);
    expect(bus.taken[0]?.id).toBe(bus.taken[1]?.id);
  });

  test('of an agent whose effects are once gives the first answer and does nothing', async () => {
    const opened = openDeps('shop.courier');
    let driven = 0;
    const courier = createAgent(
      shop,
      'courier',
      {
        'shop.parcel.packed': ({ payload }) => {
          driven += 1;
          return [{ type: 'shop.parcel.taken', payload }];
        },
      },
      () => opened.deps,
    );
    const parcel = message({ type: 'shop.parcel.packed', channel: 'shop.parcels', payload: { sku: 'a' } });
    for (let i = 0; i < 3; i++) await courier(batch(record(parcel)), context);
    expect(driven).toBe(1);
    expect(opened.bus.taken).toHaveLength(3);
    expect(new Set(opened.bus.taken.map(({ id }) => id)).size).toBe(1);
  });
});

describe('payloads that lie in S3', () => {
  const placed = { sku: 'lamp'.repeat(100_000), count: 1 };
  async function claimed(payloads: ReturnType<typeof openDeps>['payloads']) {
    const order = message();
    const claim = await payloads.store(order, JSON.stringify(placed));
    return { ...order, payload: undefined, claim };
  }

  test('are brought before the handler runs; it sees no claim', async () => {
    const seen: unknown[] = [];
    const { packer, payloads } = openPacker({
      'shop.order.placed': (order) => {
        seen.push(order.payload, order.claim);
        return [];
      },
    });
    expect(await packer(batch(record(await claimed(payloads))), context)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([placed, undefined]);
  });

  test('are not brought for somebody else', async () => {
    const { packer, payloads, events } = openPacker();
    const order = await claimed(payloads);
    payloads.texts.clear();
    await packer(batch(record({ ...order, to: 'agent:shop.courier' })), context);
    expect(events).toEqual(['measured critical p0 h0 f0 e0 d0']);
  });

  test('that are gone: dead-lettered at once', async () => {
    const { packer, payloads, events } = openPacker();
    const order = await claimed(payloads);
    payloads.texts.clear();
    await packer(batch(record(order)), context);
    expect(events[0]).toBe('dead-lettered PayloadLost');
  });

  test('are put aside before an answer is kept for a second delivery: a row holds no more', async () => {
    const { deps, bus, payloads } = openDeps('shop.courier');
    const courier = createAgent(
      shop,
      'courier',
      { 'shop.parcel.packed': () => [{ type: 'shop.parcel.taken', payload: { sku: placed.sku } }] },
      () => deps,
    );
    const parcel = message({ type: 'shop.parcel.packed', channel: 'shop.parcels', payload: { sku: 'x' } });
    await courier(batch(record(parcel)), context);
    await courier(batch(record(parcel)), context);
    expect(payloads.texts.size).toBe(1);
    expect(bus.taken.map(({ payload, claim }) => [payload, claim?.bytes])).toEqual([
      [undefined, 400_010],
      [undefined, 400_010],
    ]);
  });
});

test('no line of the log has a payload in it', async () => {
  const secret = 'very-secret-lamp';
  const { packer, log } = openPacker({
    'shop.order.placed': () => {
      throw new Error('no');
    },
  });
  await packer(batch(record(message({ payload: { sku: secret, count: 1 } })), record('{')), context);
  expect(log.lines).toHaveLength(2);
  expect(log.lines.join()).not.toContain(secret);
});
