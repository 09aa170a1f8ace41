/**
 * The data-flow of a state: what it works on, what it leaves behind. JSONPath and JSONata do it each in their own way, and each
 * in one place; the state types ask for it here and know neither.
 */
import type { Json } from '../../../engine/service.ts';
import type { Catcher, QueryLanguage, State } from '../asl/definition.ts';
import type { Branch } from '../run/branch.ts';

/** What a state leaves behind. */
export interface Left {
  readonly output: Json;
  /** Set when something was assigned. */
  readonly assigned: Readonly<Record<string, Json>> | undefined;
}

/** The fields that decide over it, where they are not the state's own: those of a rule of a Choice. */
export interface Leaving {
  readonly Assign?: Json | undefined;
  readonly Output?: Json | undefined;
}

/** What the Context object says of an item. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export interface MapItem {
  readonly Index: number;
  readonly Value: Json;
  /** Of an item that was a member of an object. */
  readonly Key?: string;
  /** `S3://bucket/key`, of an item that was read. */
  readonly Source?: string;
}

export interface Flow {
  readonly language: QueryLanguage;
  /** What the state looks at: InputPath; the input as it is in JSONata. */
  look(branch: Branch): Json;
  /** What a Task or Parallel is given: Parameters, or Arguments; what it looks at without one. */
  work(branch: Branch): Promise<Json>;
  /** A template in a field (ItemSelector, BatchInput); an item is what the Context object says of an iteration. */
  fill(branch: Branch, template: Json, field: string, item?: MapItem): Promise<Json>;
  /** The value of a field, or of the field with `Path` behind its name; undefined when neither is there. */
  field(branch: Branch, name: keyof State & string): Promise<Json | undefined>;
  /** Without a result the state passes on what it was given. */
  leave(branch: Branch, result: Json | undefined, leaving?: Leaving): Promise<Left>;
  /** The same for an error that a catcher took. */
  leaveCaught(branch: Branch, catcher: Catcher, errorOutput: Json): Promise<Left>;
}
