/** Appointments: the best slot by distance, wait and load, and never two vehicles in one slot, however many book at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueMs, rankedSlots } from '../../../domain/fleet/booking.ts';
import { type Centre, DEMO_CENTRES, distanceKm } from '../../../domain/fleet/centres.ts';
import { type Booked, book } from '../../../functions/agents/fleet/scheduling/calendar.ts';
import { memoryState } from './memory-state.ts';
import { trouble, van } from './vehicles.ts';

/** A Saturday, noon. */
const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const HOUR_MS = 3_600_000;

const centre = (id: string, more: Partial<Centre> = {}): Centre => ({
  id,
  title: id,
  location: van.location,
  components: ['*'],
  bays: 1,
  opensAt: 8,
  closesAt: 16,
  days: [0, 1, 2, 3, 4, 5, 6],
  utcOffsetH: 0,
  ...more,
});
const best = (centres: readonly Centre[], concern: Parameters<typeof trouble>[0] = {}, taken = new Map()) =>
  rankedSlots(trouble(concern), centres, taken, NOW)[0];

test('the distance is that of the great circle', () => {
  const berlin = { latitude: 52.52, longitude: 13.405 };
  expect(distanceKm(berlin, berlin)).toBe(0);
  expect(distanceKm(berlin, { latitude: 48.137, longitude: 11.575 })).toBeCloseTo(504, 0);
  expect(distanceKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(111.2, 0);
});

describe('which slot is best', () => {
  test('the near centre, when both are free', () => {
    const far = centre('far', { location: { latitude: 53.5, longitude: 13.4 } });
    expect(best([far, centre('near')])?.centre.id).toBe('near');
  });

  test('the far one, when it is urgent and the near one is closed for days', () => {
    const far = centre('far', { location: { latitude: 53, longitude: 13.4 } });
    const near = centre('near', { days: [1] });
    expect(best([far, near], { condition: 'critical' })?.centre.id).toBe('far');
    expect(best([far, near], { condition: 'watch' })?.centre.id).toBe('near');
  });

  test('the emptier one, when all else is the same', () => {
    const full = rankedSlots(trouble(), [centre('a')], new Map(), NOW).slice(5, 25);
    const taken = new Map([['a', new Set(full.map(({ key }) => key))]]);
    expect(best([centre('a'), centre('b')], {}, taken)?.centre.id).toBe('b');
  });

  test('none at a centre that cannot mend it, or lies too far away', () => {
    expect(best([centre('a', { components: ['alternator'] })])).toBeUndefined();
    expect(best([centre('a', { location: { latitude: 40, longitude: 0 } })])).toBeUndefined();
  });

  test('only whole slots in opening hours, in the time that is left, not at once', () => {
    const action = { code: 'book-service', text: '', within: { unit: 'km', value: 1000 } } as const;
    const slots = rankedSlots(
      trouble({ action }),
      [centre('a', { utcOffsetH: 2, days: [1, 2, 3, 4, 5] })],
      new Map(),
      NOW,
    );
    expect(dueMs(trouble({ action }).concern, NOW) - NOW).toBe(4 * 24 * HOUR_MS);
    expect(slots.map(({ startMs }) => new Date(startMs).toISOString()).sort()).toEqual(
      [
        '02-02T06',
        '02-02T08',
        '02-02T10',
        '02-02T12',
        '02-03T06',
        '02-03T08',
        '02-03T10',
        '02-03T12',
        '02-04T06',
        '02-04T08',
        '02-04T10',
      ]
        .map((at) => `2026-${at}:00:00.000Z`)
        .filter((at) => Date.parse(at) + 2 * HOUR_MS <= NOW + 4 * 24 * HOUR_MS),
    );
  });
});

const slotsOf = (booked: readonly Booked[]) =>
  booked.flatMap((one) => ('slot' in one ? [`${one.slot.centre.id} ${one.slot.key}`] : []));
const about = (index: number) => trouble({}, { caseId: `case-${index}`, vehicle: { ...van, id: `van-${index}` } });

test('no two vehicles share a slot, however many book at once; who comes too late is told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 3 }), async (vehicles, bays) => {
      const state = memoryState();
      const centres = [
        centre('a', { bays, opensAt: 8, closesAt: 10, days: [0, 1] }),
        centre('b', { days: [3], closesAt: 12 }),
      ];
      const booked = await Promise.all(
        Array.from({ length: vehicles }, (_, index) => book(state, about(index), centres, NOW)),
      );
      const slots = slotsOf(booked);
      const capacity = rankedSlots(trouble(), centres, new Map(), NOW).length;
      expect(new Set(slots).size).toBe(slots.length);
      expect(slots.length).toBe(Math.min(vehicles, capacity));
    }),
    { numRuns: 20 },
  );
});

test('the same case gets its slot again', async () => {
  const state = memoryState();
  const first = await book(state, about(1), DEMO_CENTRES, NOW);
  await book(state, about(2), DEMO_CENTRES, NOW);
  expect(await book(state, about(1), DEMO_CENTRES, NOW + HOUR_MS)).toEqual(first);
});

test('a vehicle that has an appointment in time keeps it in its next case', async () => {
  const state = memoryState();
  const first = await book(state, about(1), DEMO_CENTRES, NOW);
  expect(await book(state, { ...about(1), caseId: 'case-next' }, DEMO_CENTRES, NOW)).toEqual(first);
});

test('a vehicle that got worse moves to an earlier slot, and its old one is free for others', async () => {
  const state = memoryState();
  const centres = [centre('a', { days: [3], closesAt: 10 })];
  const late = await book(state, about(1), centres, NOW);
  const worse = {
    ...about(1),
    caseId: 'case-worse',
    concern: { ...trouble().concern, condition: 'critical' as const },
  };
  const open = [...centres, centre('c', { days: [0], closesAt: 10 })];
  const early = await book(state, worse, open, NOW);
  expect(slotsOf([late, early])).toEqual(['a 2026-02-04T08:00:00.000Z#1', 'c 2026-02-01T08:00:00.000Z#1']);
  const next = await book(state, about(3), centres, NOW);
  expect(slotsOf([next])[0]).toBe('a 2026-02-04T08:00:00.000Z#1');
});
