/** What a branch needs of the execution that it is part of. */
import type { Engine } from '../../../engine/engine.ts';
import type { Json } from '../../../engine/service.ts';
import type { Machine } from '../asl/definition.ts';
import type { States } from '../context.ts';
import type { Execution } from '../model.ts';
import type { Frame } from './frame.ts';

/** What TestState puts in the place of the world. */
export interface Probe {
  /** Told what a state's fields came to: `afterInputPath`, `maxConcurrency` … */
  see(what: string, value: Json): void;
  /** The Context object, where it is given. */
  readonly context: Json | undefined;
  /** Instead of calling a service, running branches or iterations. May throw a Failure. */
  readonly mock: (() => Json) | undefined;
  /** What the ItemReader of a Map reads. */
  readonly items: readonly Json[] | undefined;
}

export interface RunView {
  /** Set by TestState only. */
  readonly probe?: Probe;
  readonly states: States;
  readonly engine: Engine;
  readonly machine: Machine;
  readonly execution: Execution;
  /** Adds an event; the answer is its id. Throws when the history is full. */
  record(type: string, previousEventId: number, details: Readonly<Record<string, unknown>> | undefined): number;
  /** No event fits into the history but the last. */
  readonly isFull: boolean;
  /** Writes a frame; `textOf` gives values as JSON text. */
  keep(frame: Frame, textOf: (value: Json) => string): void;
  /** Forgets all frames below one. */
  dropBelow(id: string): void;
  /** The frames right below one, by index. */
  childrenOf(id: string): Map<number, Frame>;
}
