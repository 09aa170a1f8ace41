/** The words of a deployment: what it is given, what it tells as it goes on, and what one stack's run has done so far. */
import type { Engine } from '../engine/engine.ts';
import type { ResourceType } from '../engine/service.ts';
import type { ResourceRecord, ResourceStatus, StackRecord, Unwanted } from '../engine/stacks.ts';
import type { StackEvents } from './events.ts';
import type { Scope } from './scope.ts';
import type { StackState } from './state.ts';

export interface Progress {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** What was done to it, or tried. */
  readonly step: 'keep' | 'create' | 'update' | 'replace' | 'remove';
  /** Set when it failed. */
  readonly error?: unknown;
  readonly durationMs: number;
}

export interface DeployContext {
  readonly engine: Engine;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly state: StackState;
  readonly events: StackEvents;
  readonly onProgress: (progress: Progress) => void;
}

/** What is known of a resource when a step of it is told. */
export interface ResourceStep {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: ResourceStatus;
  readonly reason?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Something is being done to one stack. */
export interface StackWork extends DeployContext {
  readonly stack: Pick<StackRecord, 'id' | 'name'>;
  readonly token?: string | undefined;
}

/** One stack being created or updated. */
export interface StackRun extends StackWork {
  readonly scope: Scope;
  readonly before: ReadonlyMap<string, ResourceRecord>;
  /** What is there now, by logical id. */
  readonly records: Map<string, ResourceRecord>;
  readonly generations: Record<string, number>;
  /** How to take back what was done, in the order in which it was. */
  readonly undo: (() => Promise<void>)[];
  readonly unwanted: Unwanted[];
  readonly onUnwanted: (unwanted: readonly Unwanted[]) => void;
}

/** Files a step of a resource among the stack's events. */
export function tell(work: StackWork, { physicalId = '', reason, properties, ...step }: ResourceStep): void {
  work.events.add(work.stack, {
    ...step,
    physicalId,
    ...(reason !== undefined && { reason }),
    ...(properties !== undefined && { properties: JSON.stringify(properties) }),
    ...(work.token !== undefined && { token: work.token }),
  });
}

export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
