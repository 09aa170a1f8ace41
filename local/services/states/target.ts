/** A state machine as a target: of a rule, a schedule, an alarm. The body is the input of a new execution. */
import type { Target } from '../../engine/ports.ts';
import type { States } from './context.ts';
import { parseInput } from './executions.ts';

/** Throws StateMachineDoesNotExist, or InvalidExecutionInput when the body is not JSON. */
export const stateMachineTarget = (states: States): Target => ({
  async deliver(arn, { body }) {
    await states.start(arn, parseInput(body));
  },
});
