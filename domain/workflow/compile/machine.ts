/** A machine in Amazon States Language, as far as the compiler writes it, and the words in which its parts speak of one another. */
import type { Step, StepKind, StepOf, Template, WorkflowDefinition } from '../../../contracts/workflow.ts';
import type { StepList } from '../steps.ts';

/** https://states-language.net/spec.html; its fields in the order in which they are to be read. */
export interface State {
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';
  readonly [field: string]: unknown;
}
/** In the order in which they are to be read. */
export type States = Readonly<Record<string, State>>;

export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: States;
}

export interface CompileEnv {
  /** `signalbox-dev`: the first words of every name in the stage. */
  readonly prefix: string;
  /** The channel that carries a type of message. */
  channelOf(type: string): string | undefined;
}

/** What keeps a definition from being compiled. */
export interface Problem {
  /** Missing where it is the workflow's own. */
  readonly step?: string;
  /** The rule that is broken, and by what: a sentence. */
  readonly rule: string;
  /** What to do: a sentence. */
  readonly remedy: string;
}

/** What a state says about itself: its step's title, or a sentence. */
export const commented = (step: { readonly title?: string | undefined }, sentence: string) => ({
  Comment: step.title ?? sentence,
});

/** What a state does as it ends. */
interface Leaving {
  readonly Assign?: Readonly<Record<string, Template>>;
  readonly Output?: Template;
}

/** Where a step leads to, and what becomes of its output. Without `next`, the scope ends with it. */
export interface Exit {
  readonly next?: string;
  leave(output: Template): Leaving;
}

/** The same for a list: the outputs of its steps by id. */
export interface ListExit {
  readonly next?: string;
  leave(outputOf: (id: string) => Template): Leaving;
}

/** Where a step is compiled. */
export interface Scope {
  readonly definition: WorkflowDefinition;
  readonly env: CompileEnv;
  /** Expressions whose values say which run of a step this is, outermost first: `$reviewRound`, `$itemIndex`. */
  readonly place: readonly string[];
  /** A list within a step; here, because lists hold steps and steps lists, and modules go one way. */
  list(scope: Scope, list: StepList, exit: ListExit, limit?: number): Entered;
  /** A step in a branch of its own. */
  branch(scope: Scope, steps: readonly Step[]): Branch;
}

export interface Entered {
  readonly entry: string;
  readonly states: States;
}

export interface Branch {
  readonly StartAt: string;
  readonly States: States;
}

/** @param name of its first state: its id, unless it is guarded (guard.ts) */
export type CompileStep<K extends StepKind> = (scope: Scope, step: StepOf<K>, name: string, exit: Exit) => States;

/** The fields of a state that ends with `output`. */
export function leaving(exit: Exit, output: Template) {
  const { Assign, Output } = exit.leave(output);
  return {
    ...(Assign && Object.keys(Assign).length > 0 && { Assign }),
    ...(Output !== undefined && { Output }),
    ...(exit.next === undefined ? { End: true } : { Next: exit.next }),
  };
}

/** The same for a rule of a Choice or a catcher, which cannot end: `name` is for the state that ends in their place. */
export function leavingTo(exit: Exit, output: Template, name: string): { way: object; states: States } {
  const ends = leaving(exit, output);
  if (exit.next !== undefined) return { way: ends, states: {} };
  return { way: { Next: name }, states: { [name]: { Comment: 'Ends here', Type: 'Pass', ...ends } } };
}
