/** What is kept of state machines and executions, in the words of our store; the wire's words are made in shapes.ts. */
import type { Json } from '../../engine/service.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

export interface StateMachine {
  readonly name: string;
  readonly type: MachineType;
  readonly definition: string;
  readonly roleArn: string;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly revisionId: string;
  /** Whether the revision is the one that creating it gave: AWS says INITIAL. */
  readonly initial: boolean;
  readonly logging: LoggingConfiguration;
  readonly tracing: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The number that the next version gets: numbers are not used twice. */
  readonly nextVersion: number;
}

export interface LoggingConfiguration {
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData: boolean;
  /** ARNs of log groups. */
  readonly logGroups: readonly string[];
}

export interface Version {
  readonly machine: string;
  readonly number: number;
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string;
  readonly description: string | undefined;
  readonly createdMs: number;
}

export interface Alias {
  readonly machine: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly routes: readonly { readonly version: number; readonly weight: number }[];
  readonly createdMs: number;
  readonly updatedMs: number;
}

/**
 *   RUNNING ──> SUCCEEDED
 *      │ └────> FAILED | TIMED_OUT | ABORTED ── redrive ──> RUNNING
 */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** Name of the state machine. */
  readonly machine: string;
  readonly type: MachineType;
  readonly version: number | undefined;
  readonly alias: string | undefined;
  readonly definition: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly startedMs: number;
  readonly status: Status;
  readonly stoppedMs?: number | undefined;
  readonly output?: Json | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly redriveCount: number;
  readonly redrivenMs?: number | undefined;
  readonly traceHeader?: string | undefined;
}

/** One entry of an execution's history. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export interface HistoryRecord {
  readonly id: number;
  readonly previousEventId: number;
  readonly atMs: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}
