/** The words of a deployment: what it is given, what it tells as it goes on, and what one stack's run has done so far. */
import type { Engine } from '../engine/engine.ts';
import type { ResourceType } from '../engine/service.ts';
import type { Scope } from './scope.ts';
import type { ResourceRecord, StackState } from './state.ts';

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
  readonly onProgress: (progress: Progress) => void;
}

/** What a stack has no more: replaced by another, or gone from the template. */
export interface Unwanted {
  readonly record: ResourceRecord;
  readonly retain: boolean;
}

/** One stack being deployed. */
export interface StackRun extends DeployContext {
  readonly stackName: string;
  readonly scope: Scope;
  readonly before: ReadonlyMap<string, ResourceRecord>;
  /** What is there now, by logical id. */
  readonly records: Map<string, ResourceRecord>;
  readonly generations: Record<string, number>;
  /** How to take back what was done, in the order in which it was. */
  readonly undo: (() => Promise<void>)[];
  readonly unwanted: Unwanted[];
}
