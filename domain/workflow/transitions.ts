/**
 * What an execution does, told in one word for each event of its history. The same types of events stand in Step Functions' history
 * and in its logs, so both give the same transition.
 *
 * 1. An event that only prepares another (TaskScheduled, TaskSubmitted …) is no transition.
 * 2. A try that fails is told as such: whether the step failed is told by what follows.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
import type * as z from 'zod';
import type { transitionSchema } from '../../contracts/workflow-step.ts';
import { foreignMessageId } from '../ids.ts';

export type Transition = z.output<typeof transitionSchema>;

/** An event of a history or of a log, in the words of both. */
export interface ExecutionEvent {
  readonly id: number;
  readonly type: string;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
  readonly state?: string | undefined;
  readonly error?: string | undefined;
}

const OF_EXECUTIONS: ReadonlyMap<string, string> = new Map([
  ['ExecutionStarted', 'started'],
  ['ExecutionSucceeded', 'succeeded'],
  ['ExecutionFailed', 'failed'],
  ['ExecutionAborted', 'aborted'],
  ['ExecutionTimedOut', 'timed-out'],
  ['ExecutionRedriven', 'redriven'],
]);

/** Those that end a try of a state: its state stands in an event before it. */
const OF_TRIES: ReadonlyMap<string, string> = new Map([
  ['TaskFailed', 'try-failed'],
  ['TaskStartFailed', 'try-failed'],
  ['TaskSubmitFailed', 'try-failed'],
  ['TaskTimedOut', 'try-timed-out'],
  ['LambdaFunctionFailed', 'try-failed'],
  ['LambdaFunctionScheduleFailed', 'try-failed'],
  ['LambdaFunctionStartFailed', 'try-failed'],
  ['LambdaFunctionTimedOut', 'try-timed-out'],
  ['EvaluationFailed', 'try-failed'],
]);

const OF_ITERATIONS: ReadonlyMap<string, string> = new Map([
  ['MapIterationStarted', 'iteration-started'],
  ['MapIterationSucceeded', 'iteration-succeeded'],
  ['MapIterationFailed', 'iteration-failed'],
  ['MapIterationAborted', 'iteration-aborted'],
]);

function wordOf(type: string): string | undefined {
  if (type.endsWith('StateEntered')) return 'entered';
  if (type.endsWith('StateExited')) return 'exited';
  return OF_EXECUTIONS.get(type) ?? OF_TRIES.get(type) ?? OF_ITERATIONS.get(type);
}

/** Whether its state is told by an event before it, not by itself. */
export const isTry = (type: string): boolean => OF_TRIES.has(type);

/**
 * Undefined for an event that is no transition.
 * @param execution `weekly-report:2026-47`
 */
export function transitionOf(event: ExecutionEvent, execution: string): Transition | undefined {
  const what = wordOf(event.type);
  if (what === undefined) return undefined;
  return {
    workflow: execution.slice(0, execution.indexOf(':')),
    execution,
    event: event.id,
    what,
    ...(event.state !== undefined && { state: event.state }),
    ...(event.error !== undefined && { error: event.error }),
    at: event.at,
  };
}

/**
 * The id of the message that tells it. Told again, it is the same.
 * @param execution ARN
 */
export const transitionMessageId = (execution: string, event: number): string =>
  foreignMessageId(execution, `transition ${event}`);

/** An event that names what came before it. */
export interface LinkedEvent extends ExecutionEvent {
  readonly previous?: number | undefined;
}

/** Gives each failed try the state that it is a try of: the last one entered before it. Those whose chain is not among the events stay without. */
export function withStates<E extends LinkedEvent>(events: readonly E[]): E[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return events.map((event) => {
    if (!isTry(event.type) || event.state !== undefined) return event;
    let before = byId.get(event.previous ?? 0);
    while (before && !before.type.endsWith('StateEntered')) before = byId.get(before.previous ?? 0);
    return before?.state === undefined ? event : { ...event, state: before.state };
  });
}
