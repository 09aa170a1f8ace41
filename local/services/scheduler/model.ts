/** What the Scheduler keeps: groups and schedules. Plain data, as it stands in the store. */
import type { Target } from '@aws-sdk/client-scheduler';

export interface Group {
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * armed ── its time ──> fired ── rate, cron ──> armed
 *                         │ nothing follows: `DELETE` ──> gone, `NONE` ──> stays, and never fires again
 */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** `rate(…)`, `cron(…)`, `at(…)`. */
  readonly expression: string;
  readonly zone: string;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  /** Minutes in which it may fire late; 0 is off. */
  readonly windowMinutes: number;
  readonly afterCompletion: 'NONE' | 'DELETE';
  readonly target: Target;
  /** The moment that was due when it last fired. */
  readonly firedMs?: number | undefined;
  readonly clientToken?: string | undefined;
}
