/**
 * Which appointment suits a vehicle best: slots of the centres that can mend it, by distance, wait and load. Pure; who books
 * makes sure that a slot is taken once (functions/agents/fleet/scheduling).
 *
 * 1. Nothing later than the life that is left; what nobody knows has the condition's own limit.
 * 2. The worse it is, the more an early slot counts against a near one; a full centre is spared when others are as good.
 * 3. The order is the same for the same input: ties go by centre, start and bay.
 */
import type { LifeUnit } from './analysis.ts';
import { type Centre, canMend, distanceKm } from './centres.ts';
import type { Concern, Trouble } from './vehicle.ts';

const SLOT_H = 2;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SLOT_MS = SLOT_H * HOUR_MS;

/** A vehicle is not sent farther than that. */
const MAX_DISTANCE_KM = 300;
/** The workshop hears of it so long before. */
const LEAD_MS = HOUR_MS;
/** Nobody plans a workshop's calendar further ahead. */
const HORIZON_MS = 30 * DAY_MS;

/** How much of its life a vehicle uses in a day; the simulated vans drive for eight hours at most, engines fly three times. */
const USED_PER_DAY: Readonly<Record<LifeUnit, number>> = { km: 250, cycles: 3, readings: 48 };
/** When no life was predicted. */
const LIMIT_MS: Readonly<Record<Concern['condition'], number>> = {
  critical: 2 * DAY_MS,
  warning: 14 * DAY_MS,
  watch: 30 * DAY_MS,
};

interface Weights {
  readonly distance: number;
  readonly wait: number;
  readonly load: number;
}
/** Shares of the cost, 1 together. Distance in MAX_DISTANCE_KM, wait in the time that is left, load as the share taken. */
const WEIGHTS: Readonly<Record<Concern['condition'], Weights>> = {
  critical: { distance: 0.25, wait: 0.7, load: 0.05 },
  warning: { distance: 0.4, wait: 0.4, load: 0.2 },
  watch: { distance: 0.5, wait: 0.2, load: 0.3 },
};

/** A slot of one bay. Its key is unique among the slots of its centre. */
export interface Slot {
  readonly centre: Centre;
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly bay: number;
  readonly distanceKm: number;
}

/** When it must be mended at the latest, ms since 1970. Critical never waits longer than its own limit. */
export function dueMs({ condition, action }: Concern, nowMs: number): number {
  const limit = LIMIT_MS[condition];
  const { within } = action;
  if (within === undefined) return nowMs + limit;
  const left = (within.value / USED_PER_DAY[within.unit]) * DAY_MS;
  const longest = condition === 'critical' ? limit : HORIZON_MS;
  return nowMs + Math.min(longest, Math.max(left, LIMIT_MS.critical));
}

/**
 * Free slots, the best first.
 * @param taken keys of taken slots, by centre
 */
export function rankedSlots(
  { vehicle, concern }: Trouble,
  centres: readonly Centre[],
  taken: ReadonlyMap<string, ReadonlySet<string>>,
  nowMs: number,
): Slot[] {
  const due = dueMs(concern, nowMs);
  const weights = WEIGHTS[concern.condition];
  const priced = centresFor({ vehicle, concern }, centres).flatMap((centre) => {
    const far = distanceKm(vehicle.location, centre.location);
    const all = slotsOf(centre, far, nowMs + LEAD_MS, due);
    const free = all.filter(({ key }) => !taken.get(centre.id)?.has(key));
    const load = 1 - free.length / Math.max(1, all.length);
    return free.map((slot) => {
      const wait = (slot.startMs - nowMs) / (due - nowMs);
      const cost = weights.distance * (far / MAX_DISTANCE_KM) + weights.wait * wait + weights.load * load;
      return { slot, cost };
    });
  });
  return priced.sort((one, other) => one.cost - other.cost || byPlace(one.slot, other.slot)).map(({ slot }) => slot);
}

/** Centres near enough that can mend what is wrong. */
export const centresFor = ({ vehicle, concern }: Omit<Trouble, 'caseId'>, centres: readonly Centre[]): Centre[] =>
  centres.filter(
    (centre) => canMend(centre, concern.component) && distanceKm(vehicle.location, centre.location) <= MAX_DISTANCE_KM,
  );

const byPlace = (one: Slot, other: Slot): number =>
  one.startMs - other.startMs || one.centre.id.localeCompare(other.centre.id) || one.bay - other.bay;

function slotsOf(centre: Centre, far: number, fromMs: number, untilMs: number): Slot[] {
  const offsetMs = centre.utcOffsetH * HOUR_MS;
  const slots: Slot[] = [];
  for (let day = Math.floor((fromMs + offsetMs) / DAY_MS) * DAY_MS; day - offsetMs < untilMs; day += DAY_MS) {
    if (!centre.days.includes(new Date(day).getUTCDay())) continue;
    for (let hour = centre.opensAt; hour + SLOT_H <= centre.closesAt; hour += SLOT_H) {
      const startMs = day + hour * HOUR_MS - offsetMs;
      const endMs = startMs + SLOT_MS;
      if (startMs < fromMs || endMs > untilMs) continue;
      for (let bay = 1; bay <= centre.bays; bay++)
        slots.push({ centre, key: slotKey(startMs, bay), startMs, endMs, bay, distanceKm: far });
    }
  }
  return slots;
}

/** `2026-02-02T09:00:00.000Z#1`: text order is time order. */
const slotKey = (startMs: number, bay: number): string => `${new Date(startMs).toISOString()}#${bay}`;
