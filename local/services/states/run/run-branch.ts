/**
 * Runs a branch from the state where its frame stands to its end. Owns entering and leaving states; what a state does is in
 * types/, how it is retried and caught in handle.ts.
 */
import type { Json } from '../../../engine/service.ts';
import type { StateType } from '../asl/definition.ts';
import { Failure, Fault } from '../failure.ts';
import { runChoice } from '../types/choice.ts';
import { runFail } from '../types/fail.ts';
import { runMap } from '../types/map.ts';
import { runParallel } from '../types/parallel.ts';
import { runPass } from '../types/pass.ts';
import { runSucceed } from '../types/succeed.ts';
import { runTask } from '../types/task.ts';
import { runWait } from '../types/wait.ts';
import type { Branch } from './branch.ts';
import { handle } from './handle.ts';
import type { Outcome } from './outcome.ts';
import { isTooLarge, tooLarge } from './payload-size.ts';

const TYPES: Readonly<Record<StateType, (branch: Branch) => Promise<Outcome>>> = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: runParallel,
  Map: runMap,
};

/** The output of the branch's last state. Throws the Failure that nothing caught, or Ended. */
export async function runBranch(branch: Branch): Promise<Json> {
  for (;;) {
    const outcome = await runState(branch);
    if (outcome.next === undefined) return outcome.output;
    branch.enter(outcome.next, outcome.output);
    branch.save();
  }
}

async function runState(branch: Branch): Promise<Outcome> {
  enter(branch);
  for (;;) {
    try {
      return await tryState(branch);
    } catch (error) {
      const handled = await handle(branch, error);
      if (handled !== 'again') return leave(branch, handled);
    }
  }
}

/** One attempt at the state, without Retry and Catch. Throws the Failure. */
export async function tryState(branch: Branch): Promise<Outcome> {
  try {
    const outcome = await attempt(branch);
    branch.live();
    return leave(branch, outcome);
  } catch (error) {
    throw placed(branch, error);
  }
}

function enter(branch: Branch): void {
  const { frame, state, run } = branch;
  if (frame.entered) return;
  const input = branch.textOf(frame.input);
  const eventId = branch.emit(`${state.Type}StateEntered`, { name: frame.state, input, inputDetails: DETAILS });
  frame.entered = { eventId, atMs: run.engine.clock.now() };
}

async function attempt(branch: Branch): Promise<Outcome> {
  const { progress } = branch.frame;
  if (progress?.kind === 'backoff') {
    await branch.until(progress.untilMs);
    branch.frame.progress = undefined;
  }
  return await TYPES[branch.state.Type](branch);
}

function leave(branch: Branch, outcome: Outcome): Outcome {
  const { frame } = branch;
  const output = checkedText(branch, outcome.output);
  if (outcome.assigned) frame.variables = { ...frame.variables, ...outcome.assigned };
  branch.emit(`${branch.state.Type}StateExited`, {
    name: frame.state,
    output,
    outputDetails: DETAILS,
    ...(outcome.assigned && {
      assignedVariables: Object.fromEntries(
        Object.entries(outcome.assigned).map(([name, value]) => [name, JSON.stringify(value)]),
      ),
      assignedVariablesDetails: DETAILS,
    }),
  });
  return outcome;
}

const DETAILS = { truncated: false } as const;

/** The output as JSON text. Throws States.DataLimitExceeded. */
function checkedText(branch: Branch, output: Json): string {
  const text = branch.textOf(output);
  if (isTooLarge(text)) throw tooLarge(branch.frame.state);
  return text;
}

/** A fault says in which state it happened; one of JSONata is told to the history by itself. */
function placed(branch: Branch, error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const { frame } = branch;
  const cause = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.entered?.eventId ?? 0}). ${error.cause}`;
  if (error.location !== undefined)
    branch.emit('EvaluationFailed', { error: error.error, cause, location: error.location, state: frame.state });
  return new Failure(error.error, cause);
}
