/**
 * One case at a time for a component of a vehicle: a vehicle that is ill says so with every reading, and its customer is to be
 * told once. Owns how long a case keeps others away. Pure.
 *
 * Rule: a case that is as bad or worse holds; what is worse than the case at hand opens a new one.
 */
import type { Condition } from './analysis.ts';
import type { Step } from './conversation.ts';
import { isWorse } from './vehicle.ts';

/** The case that a component of a vehicle is in. */
export interface VehicleCase {
  readonly caseId: string;
  readonly condition: Condition;
  /** ISO 8601. */
  readonly holdUntil: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Longer than an open case can last: each of its requests is given up within the hour. */
export const OPEN_HOLD_MS = DAY_MS;
/** How long after the workshop's appointment its work is given time to show. */
const AFTER_APPOINTMENT_MS = DAY_MS;

/** Whose case it is: nobody's before (`new`), this one's (a second delivery), or that of another. */
export function caseFor(
  known: VehicleCase | undefined,
  { caseId, condition }: { readonly caseId: string; readonly condition: Condition },
  nowMs: number,
): 'new' | 'own' | 'in-hand' {
  if (known?.caseId === caseId) return 'own';
  if (!known || Date.parse(known.holdUntil) <= nowMs || isWorse(condition, known.condition)) return 'new';
  return 'in-hand';
}

/**
 * Until when an ended case keeps others away, in milliseconds since 1970; undefined while it has not ended.
 * @param appointmentEndMs when the workshop is done, if one is booked
 */
export function holdUntilMs(step: Step, appointmentEndMs?: number): number | undefined {
  const endedMs = Date.parse(step.at);
  if (step.stage === 'escalated') return endedMs + 10 * MINUTE_MS; // the next reading tries again
  if (step.stage !== 'done') return undefined;
  if (step.outcome === 'booked') return (appointmentEndMs ?? endedMs) + AFTER_APPOINTMENT_MS;
  if (step.outcome === 'declined') return endedMs + 7 * DAY_MS; // who said no is not asked every ten minutes
  if (step.outcome === 'no-answer') return endedMs + DAY_MS;
  return endedMs + HOUR_MS;
}
