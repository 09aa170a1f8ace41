/**
 * Redrive: a failed execution goes on from the states that failed. Branches and iterations that had succeeded keep their
 * results. An Express child of a map run begins again. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
import type { States } from '../context.ts';
import type { Execution } from '../model.ts';
import type { Frame } from './frame.ts';
import { Run } from './run.ts';

export function redrive(states: States, before: Execution): Execution {
  const { engine, store } = states;
  const { output, error, cause, stoppedMs, ...rest } = before;
  const execution: Execution = {
    ...rest,
    status: 'RUNNING',
    redriveCount: before.redriveCount + 1,
    redrivenMs: engine.clock.now(),
  };
  store.executions.put(execution.arn, execution);
  const run = new Run(states, execution);
  states.runs.set(execution.arn, run);
  if (execution.type === 'EXPRESS') run.begin();
  else run.redrive(store.frames(execution.arn).map(again), store.lastEventId(execution.arn));
  return execution;
}

/** What has succeeded stays; what waits for branches goes on waiting; the rest begins its state again. */
function again(frame: Frame): Frame {
  if (frame.done && 'output' in frame.done) return frame;
  const { done, ...open } = frame;
  if (open.progress?.kind === 'children') return open;
  return { ...open, entered: undefined, retries: [], progress: undefined };
}
