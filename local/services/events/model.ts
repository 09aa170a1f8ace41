/** What EventBridge keeps: buses with their rules and targets, archives, replays. Plain data, as it stands in the store. */
import type { Target } from '@aws-sdk/client-eventbridge';
import type { Tags } from '../../engine/tags.ts';

export interface Bus {
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly description?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  readonly policy?: BusPolicy | undefined;
  readonly tags: Tags;
}

export interface BusPolicy {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly createdMs: number;
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  /** In the order they were put. */
  readonly targets: readonly Target[];
  readonly tags: Tags;
}

export interface Archive {
  readonly name: string;
  readonly bus: string;
  readonly createdMs: number;
  readonly description?: string | undefined;
  readonly pattern?: string | undefined;
  readonly retentionDays: number;
  readonly events: number;
  readonly bytes: number;
}

export interface ArchivedEvent {
  /** As text where its numbers would not survive as an object. */
  readonly event: BusEvent | string;
  readonly bytes: number;
}

/**
 * STARTING ──> RUNNING ──> COMPLETED
 *     └──────────┴── CancelReplay ──> CANCELLING ──> CANCELLED
 */
export type ReplayState = 'STARTING' | 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED';

export interface Replay {
  readonly name: string;
  readonly description?: string | undefined;
  readonly archive: string;
  readonly bus: string;
  /** ARNs of the rules it is meant for; all of the bus when empty. */
  readonly rules: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: ReplayState;
  readonly startedMs: number;
  readonly endedMs?: number | undefined;
  /** Key of the last event that was replayed, and its time. */
  readonly last?: string | undefined;
  readonly lastMs?: number | undefined;
}

/** An event on its way: parsed for matching, as text for delivery. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly 'replay-name'?: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event and its JSON text, whose last member is the detail. */
export interface Message {
  readonly event: BusEvent;
  readonly text: string;
  /** Whether the text has numbers that the event has lost. */
  readonly written: boolean;
}
