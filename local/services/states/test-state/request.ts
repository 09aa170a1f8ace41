/** What TestState is asked, checked: the state that is meant, its mocks, its context. */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Json } from '../../../engine/service.ts';
import type { Machine, State } from '../asl/definition.ts';
import { accepted } from '../definition/accepted.ts';
import { invalid, invalidInput } from '../errors.ts';
import { Failure } from '../failure.ts';

/** Name of a state that is given alone. */
const ALONE = 'StateName';

export interface Mock {
  readonly result?: string | undefined;
  readonly errorOutput?: { readonly error?: string | undefined; readonly cause?: string | undefined } | undefined;
}

/** The state, its name, and the machine around it. Throws InvalidDefinition or ValidationException. */
export function stateMeant(text: string, wanted: string | undefined): { name: string; state: State; machine: Machine } {
  const parsed = json(text, 'definition') as unknown as State & Partial<Machine>;
  if (parsed.States === undefined) {
    // alone, it may go to states that are not there
    const targets = [
      parsed.Next,
      parsed.Default,
      ...[...(parsed.Choices ?? []), ...(parsed.Catch ?? [])].map(({ Next }) => Next),
    ];
    const others = targets.filter((name): name is string => name !== undefined && name !== ALONE);
    const States = { ...Object.fromEntries(others.map((name) => [name, { Type: 'Succeed' }])), [ALONE]: parsed };
    accepted(JSON.stringify({ StartAt: ALONE, States }), 'STANDARD');
    return { name: ALONE, state: parsed, machine: { StartAt: ALONE, States: { [ALONE]: parsed } } };
  }
  accepted(text, 'STANDARD');
  const machine = parsed as unknown as Machine;
  const name = wanted ?? machine.StartAt;
  const state = find(machine, name);
  if (!state) throw invalid('State not found in definition');
  return { name: wanted === undefined ? name : ALONE, state, machine };
}

function find(machine: Machine, name: string): State | undefined {
  if (Object.hasOwn(machine.States, name)) return machine.States[name];
  for (const { Branches = [], ItemProcessor, Iterator: iterator } of Object.values(machine.States))
    for (const inner of [...Branches, ItemProcessor, iterator]) {
      const found = inner && find(inner, name);
      if (found) return found;
    }
  return undefined;
}

/** Throws what AWS answers to a mock that does not fit its state. */
export function mockOf(
  state: State,
  mock: Mock | undefined,
  failedIterations: number | undefined,
): (() => Json) | undefined {
  if (!mock) {
    if (state.Type === 'Map' || state.Type === 'Parallel')
      throw new AwsError(
        'InvalidDefinition',
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
      );
    return undefined;
  }
  if (!MOCKED.has(state.Type)) throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  const { result, errorOutput } = mock;
  if (result !== undefined && errorOutput !== undefined)
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  if (errorOutput)
    return () => {
      throw new Failure(errorOutput.error, errorOutput.cause);
    };
  const value = json(result ?? 'null', 'mock.result');
  checkShape(state, value);
  const tolerated = Number(state.ToleratedFailureCount ?? Number.NaN);
  return () => {
    if (state.Type === 'Map' && (failedIterations ?? 0) > tolerated)
      throw new Failure(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      );
    return value;
  };
}

const MOCKED = new Set(['Task', 'Map', 'Parallel']);

function checkShape(state: State, value: Json): void {
  const object = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (state.Type === 'Map' && state.ResultWriter !== undefined) {
    if (!object) throw invalid('Mocked result must be a JSON object.');
  } else if (state.Type === 'Map' || state.Type === 'Parallel') {
    if (!Array.isArray(value)) throw invalid('Mocked result must be an array.');
    if (state.Type === 'Parallel' && value.length !== state.Branches?.length)
      throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
  }
}

/** The Context object that is given. Throws ValidationException. */
export function contextOf(state: State, text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  const refuse = (why: string) => invalid(`Invalid Context object provided: ${why}`);
  const context = json(text, 'context') as Readonly<Record<string, Json | undefined>>;
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw refuse('it must be a JSON object');
  if (context.Map !== undefined) throw refuse("'Map' field is not supported when mocking a Context object");
  const waits = state.Type === 'Task' && /\.(sync(:2)?|waitForTaskToken)$/.test(state.Resource ?? '');
  if (context.Task !== undefined && !waits)
    throw refuse(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  for (const [part, fields] of Object.entries(TEXTS))
    for (const field of fields) {
      const value = (context[part] as Readonly<Record<string, Json>> | undefined)?.[field];
      if (value !== undefined && typeof value !== 'string') throw refuse(`${part}.${field} must be a string`);
    }
  return context as Json;
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Name', 'RoleArn', 'StartTime'],
  State: ['Name', 'EnteredTime'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
};

/** Throws InvalidExecutionInput for a text that is not JSON. */
export function json(text: string, member: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw invalidInput(`${member}: ${(cause as Error).message}`);
  }
}
