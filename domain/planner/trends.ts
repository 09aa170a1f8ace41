/**
 * What changed between two periods, and which vehicles come first: the analyst's part. Pure; from facts alone. Without facts of
 * a period before, or when nothing was seen in it, nothing is compared, and that is said.
 *
 * Rule: vehicles are compared by the conditions that they had at worst; one that is not among the listed of a period is taken for
 * unknown when that list was cut, and for sound otherwise.
 */
import * as z from 'zod';
import { CONDITIONS } from '../fleet/analysis.ts';
import { isWorse } from '../fleet/vehicle.ts';
import { byUrgency } from './collect-facts.ts';
import { byConditionSchema, type ConcernFact, type Facts } from './facts.ts';

const MOST_FIRST = 10;
const MOST_NAMED = 40;

const ids = z.array(z.string()).max(MOST_NAMED);

export const trendsSchema = z.strictObject({
  /** Whether there was a period before to compare with. */
  compared: z.boolean(),
  conditions: z.strictObject({ now: byConditionSchema, before: byConditionSchema.exactOptional() }),
  /** By id; the counts are whole, the lists are cut. `noLonger`: of concern before, now sound or not seen. */
  vehicles: z.strictObject({
    appeared: ids,
    worsened: ids,
    persisting: ids,
    noLonger: ids,
    counts: z.strictObject({ appeared: z.int(), worsened: z.int(), persisting: z.int(), noLonger: z.int() }),
  }),
  components: z
    .array(z.strictObject({ component: z.string(), vehicles: z.int(), before: z.int().exactOptional() }))
    .max(MOST_NAMED),
  service: z.strictObject({
    bookings: z.int(),
    bookingsBefore: z.int().exactOptional(),
    noSlots: z.int(),
    noSlotsBefore: z.int().exactOptional(),
  }),
  /** Who needs attention first, and why. */
  first: z.array(z.strictObject({ vehicleId: z.string(), why: z.string() })).max(MOST_FIRST),
});
export type Trends = z.output<typeof trendsSchema>;

export function trendsOf(now: Facts, before?: Facts): Trends {
  const known = before && before.vehicles.analyses > 0 ? before : undefined;
  const changes = known ? changesBetween(now, known) : NO_CHANGES;
  return {
    compared: known !== undefined,
    conditions: {
      now: now.vehicles.byCondition,
      ...(known && { before: known.vehicles.byCondition }),
    },
    vehicles: {
      ...mapped(changes, (list) => list.slice(0, MOST_NAMED)),
      counts: mapped(changes, ({ length }) => length),
    },
    components: componentsOf(now, known),
    service: {
      bookings: now.service.bookings.total,
      noSlots: now.service.noSlots.total,
      ...(known && { bookingsBefore: known.service.bookings.total, noSlotsBefore: known.service.noSlots.total }),
    },
    first: firstOf(now, changes),
  };
}

interface Changes<T = string[]> {
  readonly appeared: T;
  readonly worsened: T;
  readonly persisting: T;
  readonly noLonger: T;
}
const NO_CHANGES: Changes = { appeared: [], worsened: [], persisting: [], noLonger: [] };

const mapped = <T>({ appeared, worsened, persisting, noLonger }: Changes, of: (list: string[]) => T) => ({
  appeared: of(appeared),
  worsened: of(worsened),
  persisting: of(persisting),
  noLonger: of(noLonger),
});

function changesBetween(now: Facts, before: Facts): Changes {
  const was = new Map(before.concerns.items.map((fact) => [fact.vehicleId, fact.worst]));
  const is = new Set(now.concerns.items.map(({ vehicleId }) => vehicleId));
  const isCut = ({ concerns }: Facts) => concerns.total > concerns.items.length;
  const changes: Changes = { appeared: [], worsened: [], persisting: [], noLonger: [] };
  for (const { vehicleId, worst } of now.concerns.items) {
    const then = was.get(vehicleId);
    if (then === undefined) {
      if (!isCut(before)) changes.appeared.push(vehicleId);
    } else if (isWorse(worst, then)) changes.worsened.push(vehicleId);
    else changes.persisting.push(vehicleId);
  }
  if (!isCut(now) && now.vehicles.seen > 0)
    changes.noLonger.push(...[...was.keys()].filter((vehicleId) => !is.has(vehicleId)));
  return changes;
}

function componentsOf(now: Facts, before: Facts | undefined): Trends['components'] {
  const counted = (facts: Facts | undefined) =>
    new Map(
      [...Map.groupBy(facts?.concerns.items ?? [], ({ component }) => component)].map(([name, of]) => [
        name,
        of.length,
      ]),
    );
  const then = counted(before);
  return [...counted(now)]
    .map(([component, vehicles]) => ({ component, vehicles, ...(before && { before: then.get(component) ?? 0 }) }))
    .sort((one, other) => other.vehicles - one.vehicles || (one.component < other.component ? -1 : 1))
    .slice(0, MOST_NAMED);
}

function firstOf(now: Facts, { appeared, worsened }: Changes): Trends['first'] {
  const booked = new Set(now.service.bookings.items.map(({ vehicleId }) => vehicleId));
  const unbooked = new Set(now.service.noSlots.items.map(({ vehicleId }) => vehicleId));
  const urgent = (fact: ConcernFact) => fact.worst !== CONDITIONS[1]; // only to be watched: not among the first
  return now.concerns.items
    .filter(urgent)
    .toSorted(
      (one, other) =>
        Number(isWorse(other.worst, one.worst)) - Number(isWorse(one.worst, other.worst)) ||
        Number(booked.has(one.vehicleId)) - Number(booked.has(other.vehicleId)) ||
        byUrgency(one, other),
    )
    .slice(0, MOST_FIRST)
    .map(({ vehicleId, worst, component, remainingLife }) => ({
      vehicleId,
      why: [
        `${worst}: ${component}`,
        remainingLife && `about ${Math.round(remainingLife.value)} ${remainingLife.unit} left`,
        worsened.includes(vehicleId) && 'worse than in the period before',
        appeared.includes(vehicleId) && 'new',
        booked.has(vehicleId)
          ? 'appointment booked'
          : unbooked.has(vehicleId)
            ? 'no free slot found'
            : 'no appointment',
      ]
        .filter(Boolean)
        .join('; '),
    }));
}
