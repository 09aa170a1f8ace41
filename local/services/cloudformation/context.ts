/** What the actions of CloudFormation work with. */
import type { Engine } from '../../engine/engine.ts';
import type { Stacks } from '../../engine/stacks.ts';
import type { ChangeSets } from './change-sets.ts';

export interface CloudFormation {
  readonly engine: Engine;
  /** The port of local/template, which does the work. */
  readonly stacks: Stacks;
  readonly changeSets: ChangeSets;
}
