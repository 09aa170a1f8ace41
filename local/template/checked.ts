/** The words of the check: what is handed through it and what comes out of it. */
import type { Engine } from '../engine/engine.ts';
import type { Json, ResourceType } from '../engine/service.ts';
import type { ParameterRecord } from '../engine/stacks.ts';
import type { StackSource } from './assembly.ts';
import type { ResourceDeclaration, TemplateDocument } from './document.ts';
import type { Refusal } from './refusal.ts';
import type { Scope } from './scope.ts';
import type { StackState } from './state.ts';

/** What earlier stacks of the same deployment will give; grows as they are checked. */
export interface Promised {
  /** Export names, and the stack of each. */
  readonly exports: Map<string, string>;
  /** `stack.output` */
  readonly outputs: Set<string>;
  /** Stacks that are deployed before the one that is checked. */
  readonly stacks: Set<string>;
}

export interface CheckedResource {
  readonly logicalId: string;
  readonly type: ResourceType;
  readonly declaration: ResourceDeclaration;
  readonly needs: ReadonlySet<string>;
  /** With stand-ins (pending.ts) for what other resources will give. */
  readonly properties: Readonly<Record<string, Json>>;
}

export interface CheckedStack {
  readonly source: StackSource;
  readonly document: TemplateDocument;
  /** In the order in which they can be made. */
  readonly resources: readonly CheckedResource[];
  /** The outputs whose condition holds, each with a text that changes when it does. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly parameters: readonly ParameterRecord[];
}

export interface CheckContext {
  readonly engine: Engine;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly state: StackState;
  readonly promised: Promised;
  readonly refuse: (refusal: Refusal) => void;
}

/** One stack under check. */
export interface StackCheck extends Omit<CheckContext, 'refuse'> {
  readonly source: StackSource;
  readonly document: TemplateDocument;
  readonly scope: Scope;
  /** Logical ids of what will be there: their conditions hold. */
  readonly present: ReadonlySet<string>;
  refuse(refusal: Omit<Refusal, 'stack'>): void;
}
