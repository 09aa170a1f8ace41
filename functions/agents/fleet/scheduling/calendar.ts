/**
 * The calendars of the service centres, one row a slot in the agent's state.
 *
 *   (no row) ──book──> held by a case ──the vehicle gets an earlier one──> released ──book──> held …
 *
 * 1. A slot is taken by a conditional write, so two bookings never share it, however many environments book at once.
 * 2. A case that holds a slot gets that slot again: a crash after the booking books no second one.
 * 3. A slot is released by overwriting, never by deleting: its version rises, so nobody releases another's booking.
 */
import { centresFor, dueMs, rankedSlots, type Slot } from '../../../../domain/fleet/booking.ts';
import type { Centre } from '../../../../domain/fleet/centres.ts';
import type { Trouble } from '../../../../domain/fleet/vehicle.ts';
import type { Entry, State } from '../../../kit/state.ts';

/** What stands in a slot's row. */
type Held =
  | {
      readonly caseId: string;
      readonly vehicleId: string;
      readonly component: string;
      readonly slot: Omit<Slot, 'centre'>;
    }
  | { readonly released: true };

interface Row {
  readonly centre: Centre;
  readonly entry: Entry<Held>;
}

/** Tries on what one look at the calendars said, before they are looked at again. */
const TRIES_A_LOOK = 8;
const LOOKS = 12;
/** A row is needed no longer than its slot, and some time for questions. */
const KEPT_AFTER_MS = 30 * 86_400_000;

export type Booked = { readonly slot: Slot } | { readonly reason: string };

/** Books the best free slot, or says why there is none. */
export async function book(state: State, trouble: Trouble, centres: readonly Centre[], nowMs: number): Promise<Booked> {
  const able = centresFor(trouble, centres);
  if (able.length === 0)
    return { reason: `No service centre near enough mends ${trouble.concern.component.replaceAll('-', ' ')}.` };
  for (let look = 1; look <= LOOKS; look++) {
    const rows = await calendarsOf(state, able);
    const held = heldFor(trouble, rows, nowMs);
    const own = held.find(({ caseId }) => caseId === trouble.caseId);
    if (own) return { slot: own.slot };
    const slots = rankedSlots(trouble, able, takenIn(rows), nowMs);
    const [kept] = held;
    if (kept && !isWorthMoving(trouble, kept.slot, slots[0])) return { slot: kept.slot };
    if (slots.length === 0)
      return { reason: `Every slot is taken until ${new Date(dueMs(trouble.concern, nowMs)).toISOString()}.` };
    for (const slot of slots.slice(0, TRIES_A_LOOK))
      if (await take(state, trouble, slot, rows)) {
        await releaseOthers(state, trouble, rows);
        return { slot };
      }
  }
  throw new Error(`Others took ${LOOKS * TRIES_A_LOOK} slots first; the request is handled again.`);
}

const partitionOf = ({ id }: Centre): string => `centre#${id}`;

async function calendarsOf(state: State, centres: readonly Centre[]): Promise<Row[]> {
  const rows = await Promise.all(
    centres.map(async (centre) => (await state.list<Held>(partitionOf(centre))).map((entry) => ({ centre, entry }))),
  );
  return rows.flat();
}

/** Keys of taken slots, by centre. */
function takenIn(rows: readonly Row[]): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>();
  for (const { centre, entry } of rows)
    if (!('released' in entry.value)) taken.set(centre.id, (taken.get(centre.id) ?? new Set()).add(entry.key));
  return taken;
}

/** The slots that this case has, or that its vehicle has for the same component and in time. */
function heldFor({ caseId, vehicle, concern }: Trouble, rows: readonly Row[], nowMs: number) {
  const due = dueMs(concern, nowMs);
  return rows.flatMap(({ centre, entry: { value } }) => {
    if ('released' in value) return [];
    const slot: Slot = { ...value.slot, centre };
    const isVehicles = value.vehicleId === vehicle.id && value.component === concern.component;
    const isInTime = isVehicles && slot.startMs > nowMs && slot.endMs <= due;
    return value.caseId === caseId || isInTime ? [{ caseId: value.caseId, slot }] : [];
  });
}

/** An appointment stays as it is, unless it became urgent and there is an earlier one. */
const isWorthMoving = ({ concern }: Trouble, kept: Slot, best: Slot | undefined): boolean =>
  concern.condition === 'critical' && best !== undefined && best.startMs < kept.startMs;

async function take(state: State, trouble: Trouble, slot: Slot, rows: readonly Row[]): Promise<boolean> {
  const { centre, ...plain } = slot;
  const released = rows.find((row) => row.centre.id === centre.id && row.entry.key === slot.key);
  const held: Held = {
    caseId: trouble.caseId,
    vehicleId: trouble.vehicle.id,
    component: trouble.concern.component,
    slot: plain,
  };
  return state.put(partitionOf(centre), slot.key, held, {
    ifVersion: released?.entry.version ?? 0,
    keepUntil: new Date(slot.endMs + KEPT_AFTER_MS),
  });
}

/** Later slots that the vehicle held for the same component are free again. */
async function releaseOthers(state: State, { vehicle, concern }: Trouble, rows: readonly Row[]): Promise<void> {
  const released: Held = { released: true };
  const others = rows.flatMap(({ centre, entry }) => {
    const { value } = entry;
    if ('released' in value || value.vehicleId !== vehicle.id || value.component !== concern.component) return [];
    return [{ centre, entry, endMs: value.slot.endMs }];
  });
  await Promise.all(
    others.map(({ centre, entry, endMs }) =>
      state.put(partitionOf(centre), entry.key, released, {
        ifVersion: entry.version,
        keepUntil: new Date(endMs + KEPT_AFTER_MS),
      }),
    ),
  );
}
