/**
 * Runs one state alone, as TestState does: with mocks in the place of the world, and told what each field came to.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
import type { Json } from '../../../engine/service.ts';
import type { Machine, Retrier, State } from '../asl/definition.ts';
import type { States } from '../context.ts';
import { newExecution } from '../executions.ts';
import { Failure, isNamed } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { RETRY } from '../limits.ts';
import { Branch } from '../run/branch.ts';
import type { Probe, RunView } from '../run/contract.ts';
import { backoffMs, errorOutput } from '../run/handle.ts';
import { runBranch, tryState } from '../run/run-branch.ts';

export interface StateTest {
  readonly name: string;
  readonly state: State;
  readonly machine: Machine;
  readonly roleArn: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly context: Json | undefined;
  readonly mock: (() => Json) | undefined;
  readonly items: readonly Json[] | undefined;
  /** Retries made so far, for the retrier that takes the error. */
  readonly retries: number;
}

export interface StateTestResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: Json;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly nextState?: string | undefined;
  readonly errorDetails?: Readonly<Record<string, number>>;
  /** What the fields came to, by the names of AWS's inspection data. */
  readonly seen: ReadonlyMap<string, Json>;
}

export async function testState(states: States, test: StateTest): Promise<StateTestResult> {
  const seen = new Map<string, Json>();
  const branch = branchOf(states, test, {
    see: (what, value) => seen.set(what, value),
    context: test.context,
    mock: test.mock,
    items: test.items,
  });
  try {
    const { output, next } = await tryState(branch);
    return { status: 'SUCCEEDED', output, nextState: next, seen };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...(await handled(branch, error, test)), error: error.error, cause: error.cause, seen };
  } finally {
    branch.end();
  }
}

async function handled(branch: Branch, error: Failure, { state, retries }: StateTest) {
  const takes = ({ ErrorEquals }: { ErrorEquals: readonly string[] }) => isNamed(error.error, ErrorEquals);
  const retryIndex = state.Retry?.findIndex(takes) ?? -1;
  const retrier: Retrier | undefined = state.Retry?.[retryIndex];
  if (retrier && retries < (retrier.MaxAttempts ?? RETRY.attempts)) {
    const retryBackoffIntervalSeconds = backoffMs(retrier, retries, branch.run.engine.random) / 1000;
    return { status: 'RETRIABLE', errorDetails: { retryIndex, retryBackoffIntervalSeconds } } as const;
  }
  const catchIndex = state.Catch?.findIndex(takes) ?? -1;
  const catcher = state.Catch?.[catchIndex];
  if (!catcher) return { status: 'FAILED', ...(retrier && { errorDetails: { retryIndex } }) } as const;
  const { output } = await flowOf(branch).leaveCaught(branch, catcher, errorOutput(error));
  return { status: 'CAUGHT_ERROR', output, nextState: catcher.Next, errorDetails: { catchIndex } } as const;
}

/** A branch of an execution that nobody sees. */
function branchOf(states: States, test: StateTest, probe: Probe): Branch {
  const { engine } = states;
  const { name, state, machine: whole, roleArn, input, variables } = test;
  const machine: Machine = { ...whole, StartAt: name, States: { [name]: state } };
  const now = engine.clock.now();
  const stateMachine = {
    name: engine.random.uuid(),
    type: 'EXPRESS' as const,
    definition: '',
    roleArn,
    createdMs: now,
    updatedMs: now,
    revisionId: '',
    initial: true,
    logging: { level: 'OFF' as const, includeExecutionData: false, logGroups: [] },
    tracing: false,
    tags: {},
    nextVersion: 1,
  };
  const source = { machine: stateMachine, definition: '', roleArn, version: undefined, alias: undefined };
  const id = engine.random.uuid();
  const arn = engine.arn('states', `express:${stateMachine.name}:${id}`);
  const execution = { ...newExecution(engine, source, input, id), arn };
  const run: RunView = {
    states,
    engine,
    machine,
    execution,
    probe,
    isFull: false,
    record: () => 0,
    keep() {},
    dropBelow() {},
    childrenOf: () => new Map(),
  };
  return new Branch(
    run,
    {
      id: 'r',
      index: 0,
      state: name,
      input,
      variables,
      lastEventId: 0,
      entered: { eventId: 2, atMs: now },
      retries: [],
      progress: undefined,
    },
    machine,
    runBranch,
  );
}
