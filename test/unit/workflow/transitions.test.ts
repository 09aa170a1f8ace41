/** What counts as a transition, in which words, and which state a failed try belongs to. */
import { expect, test } from 'vitest';
import { transitionSchema } from '../../../contracts/workflow-step.ts';
import { transitionMessageId, transitionOf, withStates } from '../../../domain/workflow/transitions.ts';

const at = '2026-01-31T12:00:00.000Z';
const event = (type: string, more: object = {}) => ({ id: 1, type, at, ...more });
const wordFor = (type: string) => transitionOf(event(type), 'errands:one')?.what;

test('every kind of event that counts has its word, and the others have none', () => {
  const types = [
    'ExecutionStarted',
    'ExecutionSucceeded',
    'ExecutionFailed',
    'ExecutionAborted',
    'ExecutionTimedOut',
    'ExecutionRedriven',
    'TaskStateEntered',
    'ParallelStateExited',
    'FailStateEntered',
    'TaskFailed',
    'TaskTimedOut',
    'LambdaFunctionFailed',
    'EvaluationFailed',
    'MapIterationStarted',
    'MapIterationSucceeded',
    'MapIterationFailed',
    'TaskScheduled',
    'TaskSubmitted',
    'TaskSucceeded',
    'MapStateStarted',
    'constructor',
  ];
  expect(types.map((type) => `${type}: ${wordFor(type) ?? '-'}`)).toEqual([
    'ExecutionStarted: started',
    'ExecutionSucceeded: succeeded',
    'ExecutionFailed: failed',
    'ExecutionAborted: aborted',
    'ExecutionTimedOut: timed-out',
    'ExecutionRedriven: redriven',
    'TaskStateEntered: entered',
    'ParallelStateExited: exited',
    'FailStateEntered: entered',
    'TaskFailed: try-failed',
    'TaskTimedOut: try-timed-out',
    'LambdaFunctionFailed: try-failed',
    'EvaluationFailed: try-failed',
    'MapIterationStarted: iteration-started',
    'MapIterationSucceeded: iteration-succeeded',
    'MapIterationFailed: iteration-failed',
    'TaskScheduled: -',
    'TaskSubmitted: -',
    'TaskSucceeded: -',
    'MapStateStarted: -',
    'constructor: -',
  ]);
});

test('a transition is told as its schema has it', () => {
  const transition = transitionOf(event('TaskFailed', { id: 7, state: 'ask', error: 'States.Timeout' }), 'errands:one');
  expect(transitionSchema.parse(transition)).toEqual({
    workflow: 'errands',
    execution: 'errands:one',
    event: 7,
    what: 'try-failed',
    state: 'ask',
    error: 'States.Timeout',
    at,
  });
});

test('a failed try has the state that was entered before it in its own branch', () => {
  const events = withStates([
    { id: 1, type: 'ExecutionStarted', at, previous: 0 },
    { id: 2, type: 'TaskStateEntered', at, previous: 1, state: 'left' },
    { id: 3, type: 'TaskStateEntered', at, previous: 1, state: 'right' },
    { id: 4, type: 'TaskScheduled', at, previous: 2 },
    { id: 5, type: 'TaskScheduled', at, previous: 3 },
    { id: 6, type: 'TaskFailed', at, previous: 4 },
    { id: 7, type: 'TaskTimedOut', at, previous: 5 },
    { id: 9, type: 'TaskFailed', at, previous: 8 },
  ]);
  expect(events.filter(({ id }) => id >= 6).map(({ state }) => state)).toEqual(['left', 'right', undefined]);
});

test('the id of a transition is its execution’s and its event’s own', () => {
  const ids = [
    transitionMessageId('arn:a', 1),
    transitionMessageId('arn:a', 1),
    transitionMessageId('arn:a', 2),
    transitionMessageId('arn:b', 1),
  ];
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toBe(ids[1]);
});
