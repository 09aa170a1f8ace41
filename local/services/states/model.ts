/** What is kept of state machines and executions, in the words of our store; the wire's words are made in shapes.ts. */
import type { Json } from '../../engine/service.ts';
import type { Machine } from './asl/definition.ts';

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
  /** Name of the state machine; `machine/label` for a child of a map run. */
  readonly machine: string;
  readonly type: MachineType;
  readonly version: number | undefined;
  readonly alias: string | undefined;
  /** Empty for a child of a map run: the map run has it. */
  readonly definition: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly startedMs: number;
  readonly status: Status;
  readonly mapRun?: ChildOf | undefined;
  /** The call of the task that started it. */
  readonly callId?: string | undefined;
  readonly stoppedMs?: number | undefined;
  readonly output?: Json | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly redriveCount: number;
  readonly redrivenMs?: number | undefined;
  readonly traceHeader?: string | undefined;
}

/** What makes an execution a child of a map run. */
export interface ChildOf {
  readonly arn: string;
  readonly index: number;
  /** How many items it has: more than one in a batch. */
  readonly items: number;
  /** The redrive of the map run that started it last. */
  readonly attempt: number;
}

/**
 * A map run: what a distributed Map state started.
 *
 *   RUNNING ──> SUCCEEDED
 *      │ └────> FAILED | ABORTED ── redrive of its execution ──> RUNNING
 */
export interface MapRun {
  readonly arn: string;
  /** ARN of the execution that it is part of. */
  readonly execution: string;
  /** `machine/label`. */
  readonly machine: string;
  readonly label: string;
  /** What each child runs. */
  readonly processor: Machine;
  readonly childType: MachineType;
  readonly roleArn: string;
  readonly status: Exclude<Status, 'TIMED_OUT'>;
  readonly startedMs: number;
  readonly stoppedMs?: number | undefined;
  /** 0 when there is no limit of its own. */
  readonly maxConcurrency: number;
  /** Undefined when the definition does not say. */
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
  /** How many items each child has, by index; undefined until the items were read. */
  readonly sizes?: readonly number[] | undefined;
  readonly resultsWritten: boolean;
  readonly redriveCount: number;
  readonly redrivenMs?: number | undefined;
}

/** One entry of an execution's history. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export interface HistoryRecord {
  readonly id: number;
  readonly previousEventId: number;
  readonly atMs: number;
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}
