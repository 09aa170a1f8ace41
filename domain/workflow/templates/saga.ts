/**
 * Saga with compensation: actions one after the other; when one fails, what those before it did is undone, the last first, and the
 * workflow fails with the action's error.
 *
 * An action that failed may have been carried out, when only its answer was lost. With `undoFailed` it is undone as well: then its
 * undo must bear that there is nothing to undo, and cannot use the action's output.
 */
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, type Ask, about, asking, capitalised, type StepInput } from './common.ts';

export interface Undo {
  /** The participant of the action unless told. */
  readonly to?: string;
  readonly type: string;
  readonly payload: Template;
  /** Without it, the acknowledgement is waited for. */
  readonly reply?: string;
}

export interface Action extends Ask {
  /** Its step's id, and its participant's name. */
  readonly id: string;
  readonly undo?: Undo;
  readonly undoFailed?: boolean;
}

export interface Saga extends About {
  /** At most ten: each has the undoing of all before it. */
  readonly actions: readonly Action[];
}

const MOST_ACTIONS = 10;
const UNDO_ATTEMPTS = 5;

export function saga({ actions, ...rest }: Saga): WorkflowInput {
  if (actions.length > MOST_ACTIONS)
    throw new Error(
      `A saga takes ${MOST_ACTIONS} actions, this one has ${actions.length}: make sagas of its parts and join them with subworkflow.`,
    );
  return {
    ...about(rest),
    participants: Object.fromEntries(
      actions.flatMap(({ id, to, undo }) => [[id, to], ...(undo?.to ? [[undoerOf(id), undo.to]] : [])]),
    ),
    steps: actions.map((action, i) => withUndoing(action, actions.slice(0, action.undoFailed ? i + 1 : i))),
  };
}

function withUndoing(action: Action, done: readonly Action[]): StepInput {
  const undoing = done.toReversed().flatMap((one) => (one.undo ? [undo(one, one.undo, action.id)] : []));
  const step = asking(action.id, action.id, action);
  return undoing.length ? { ...step, catch: [{ errors: ['*'], steps: undoing, outcome: 'fail' }] } : step;
}

const undoerOf = (id: string): string => `${id}Undoer`;

function undo({ id, to }: Action, { to: other, type, payload, reply }: Undo, failed: string): StepInput {
  const step = `undo${capitalised(id)}After${capitalised(failed)}`;
  const participant = other !== undefined && other !== to ? undoerOf(id) : id;
  const retry = { maxAttempts: UNDO_ATTEMPTS };
  return reply === undefined
    ? { kind: 'message', id: step, to: participant, type, payload, expects: 'ack', retry }
    : { ...asking(step, participant, { type, payload, reply }), retry };
}
