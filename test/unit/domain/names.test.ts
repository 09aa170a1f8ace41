/** Ids, addresses, lanes, queue names and pauses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRIORITIES } from '../../../contracts/message.ts';
import { isAddressedTo } from '../../../domain/addressing.ts';
import { derivedMessageId, foreignMessageId, newMessageId } from '../../../domain/ids.ts';
import { lanesOf } from '../../../domain/lanes.ts';
import {
  deadLetterQueueName,
  deadLetterQueueOf,
  laneOfQueue,
  platformQueueName,
  queueName,
} from '../../../domain/naming.ts';
import { fullJitterMs } from '../../../domain/retry.ts';

const random = fc.uint8Array({ minLength: 16, maxLength: 16 });
const ms = fc.integer({ min: 0, max: 2 ** 47 });
const UUID = (version: number) =>
  new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);

describe('ids', () => {
  test('a new one is a UUIDv7 that carries its time, so later ones sort later', () => {
    fc.assert(
      fc.property(ms, ms, random, random, (a, b, x, y) => {
        const [first, second] = [newMessageId(a, x), newMessageId(b, y)];
        expect(first).toMatch(UUID(7));
        expect(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)).toBe(a);
        if (a < b) expect(first < second).toBe(true);
      }),
    );
  });

  test('a derived one is the same for the same cause, and another for another agent or place', () => {
    fc.assert(
      fc.property(ms, random, fc.nat(50), (at, bytes, index) => {
        const parent = newMessageId(at, bytes);
        const child = derivedMessageId(parent, 'a.b', index);
        expect(child).toMatch(UUID(8));
        expect(child.slice(0, 13)).toBe(parent.slice(0, 13));
        expect(derivedMessageId(parent, 'a.b', index)).toBe(child);
        expect(derivedMessageId(parent, 'a.c', index)).not.toBe(child);
        expect(derivedMessageId(parent, 'a.b', index + 1)).not.toBe(child);
      }),
    );
  });

  test('a foreign name has one id within its place', () => {
    expect(foreignMessageId('/tills/3', 'A-17')).toMatch(UUID(8));
    expect(foreignMessageId('/tills/3', 'A-17')).toBe(foreignMessageId('/tills/3', 'A-17'));
    expect(foreignMessageId('/tills/4', 'A-17')).not.toBe(foreignMessageId('/tills/3', 'A-17'));
  });
});

test.each([
  [undefined, true],
  ['agent:fleet.analyst', true],
  ['agent:fleet.other', false],
  ['role:analyst', true],
  ['role:driver', false],
  ['capability:anomaly-detection', true],
  ['capability:flying', false],
])('a message to %s is for the analyst: %s', (to, isFor) => {
  const analyst = { id: 'fleet.analyst', role: 'analyst', capabilities: ['anomaly-detection', 'forecast'] };
  expect(isAddressedTo(to, analyst)).toBe(isFor);
});

test('every priority has exactly one lane in each plan', () => {
  for (const plan of ['single', 'per-priority'] as const)
    expect(
      lanesOf(plan)
        .flatMap(({ priorities }) => priorities)
        .sort(),
    ).toEqual([...PRIORITIES].sort());
  expect(lanesOf('per-priority').every(({ lane, priorities }) => priorities[0] === lane)).toBe(true);
});

describe('queues', () => {
  const lane = fc.constantFrom(...PRIORITIES, 'all' as const);
  const dotted = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(\.[a-z][a-z0-9]{0,6}){1,2}$/);
  test('from the name of a lane follow its lane and its dead-letter queue', () => {
    fc.assert(
      fc.property(dotted, dotted, lane, (agent, channel, one) => {
        const name = queueName('signalbox-dev', agent, channel, one);
        expect(laneOfQueue(name)).toBe(one);
        expect(deadLetterQueueOf(name)).toBe(deadLetterQueueName('signalbox-dev', agent, channel));
        expect(deadLetterQueueOf(`arn:aws:sqs:eu-west-1:1:${name}`)).toMatch(/^arn:.*--dead$/);
      }),
    );
  });

  test("the platform's own have dead-letter queues of their own: nothing is put back where it failed", () => {
    const name = platformQueueName('signalbox-dev', 'history');
    expect(deadLetterQueueOf(name)).toBe('signalbox-dev-history--dead');
  });
});

test('a pause with full jitter lies between nothing and the bound, which grows up to the longest', () => {
  const backoff = { firstMs: 100, factor: 2, longestMs: 1_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, r) => {
        const bound = Math.min(1_000, 100 * 2 ** (n - 1));
        expect(fullJitterMs(backoff, n, r)).toBeGreaterThanOrEqual(0);
        expect(fullJitterMs(backoff, n, r)).toBeLessThanOrEqual(bound);
        expect(fullJitterMs(backoff, n, 0)).toBe(0);
      },
    ),
  );
});
