/**
 * From a definition to a machine in Amazon States Language (JSONata). Pure: the same definition gives the same bytes. Owns the frame:
 * the first values of variables, the steps, what an execution gives.
 *
 * 1. A step is the state of its name; states that help it are called `<id>: …`, those of the workflow itself `wave 2` and such.
 * 2. The output of a step is a variable of its name, in the scope in which it runs.
 * 3. What cannot be compiled is told all at once, before anything is made: WorkflowError.
 */
import type { WorkflowDefinition } from '../../contracts/workflow.ts';
import { compileBranch, compileList } from './compile/list.ts';
import type { CompileEnv, Machine, Problem, Scope, States } from './compile/machine.ts';
import { assignedLast } from './compile/names.ts';
import { problemsOf } from './compile/problems.ts';
import { mentions, rewrite } from './compile/rewrite.ts';
import { rootList } from './steps.ts';

/** A definition that cannot be compiled, and everything that is wrong with it. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly problems: readonly Problem[];

  constructor(workflow: string, problems: readonly Problem[]) {
    const told = problems.map(
      ({ step, rule, remedy }) => `${step === undefined ? '' : `Step ${step}: `}${rule} ${remedy}`,
    );
    super(`Workflow ${workflow} cannot be compiled. ${told.join(' ')}`);
    this.problems = problems;
  }
}

const VARIABLES = 'set variables';
const RESULT = 'give the result';

/** Takes the parsed form. Throws WorkflowError. */
export function compileWorkflow(definition: WorkflowDefinition, env: CompileEnv): Machine {
  const problems = problemsOf(definition, env);
  if (problems.length > 0) throw new WorkflowError(definition.id, problems);
  const scope: Scope = { definition, env, place: [], list: compileList, branch: compileBranch };
  const { entry, states } = compileSteps(scope);
  const variables = Object.keys(definition.variables).length > 0;
  return {
    Comment: definition.title,
    QueryLanguage: 'JSONata',
    StartAt: variables ? VARIABLES : entry,
    ...(definition.timeoutS !== undefined && { TimeoutSeconds: definition.timeoutS }),
    States: {
      ...(variables && {
        [VARIABLES]: { Comment: 'First values', Type: 'Pass', Assign: firstValues(definition), Next: entry },
      }),
      ...states,
    },
  };
}

/** As it is given to Step Functions, and hashed. */
export const machineText = (machine: Machine): string => JSON.stringify(machine, null, 1);

const firstValues = ({ variables }: WorkflowDefinition) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, rewrite(value)]));

function compileSteps(scope: Scope): { readonly entry: string; readonly states: States } {
  const { definition } = scope;
  const list = rootList(definition);
  const last = definition.steps.at(-1)?.id ?? '';
  if (definition.result === undefined)
    return compileList(scope, list, { leave: (outputOf) => ({ Output: outputOf(last) }) });
  const Output = rewrite(definition.result);
  if (!mentions(Output, new Set(assignedLast(list)))) return compileList(scope, list, { leave: () => ({ Output }) });
  const { entry, states } = compileList(scope, list, { next: RESULT, leave: () => ({}) });
  return { entry, states: { ...states, [RESULT]: { Comment: 'What the execution gives', Type: 'Succeed', Output } } };
}
