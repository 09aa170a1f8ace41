/** `subworkflow` and `transform`. */
import type { StepOf } from '../../../contracts/workflow.ts';
import { LIVE_ALIAS, machineName } from '../../naming.ts';
import { WITHOUT_TRY } from '../identity.ts';
import { ATTEMPT_NUMBER, placeSource } from './asking.ts';
import { catchOf, caughtBy, retryOf } from './handlers.ts';
import { type CompileStep, commented, leaving, type Scope } from './machine.ts';
import { expression, mentions, rewrite } from './rewrite.ts';

/**
 * Another workflow, through its alias; ours fails when it fails, with its error in the cause.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const compileSubworkflow: CompileStep<'subworkflow'> = (scope, step, name, exit) => {
  const { definition, env } = scope;
  const caught = caughtBy(scope, step, exit);
  const timeoutS = step.timeoutS ?? definition.stepTimeoutS;
  const machine = `stateMachine:${machineName(env.prefix, step.workflow)}:${LIVE_ALIAS}`;
  return {
    [name]: {
      ...commented(step, `Runs the workflow ${step.workflow}`),
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: {
        StateMachineArn: expression(`$states.context.StateMachine.Id ~> $replace(/stateMachine:.*$/, '${machine}')`),
        Name: executionNameOf(scope, step),
        Input: rewrite(step.input),
      },
      ...(timeoutS !== undefined && { TimeoutSeconds: timeoutS }),
      ...retryOf(step.retry ?? definition.retry),
      ...catchOf(caught.Catch),
      ...leaving(exit, expression('$states.result.Output')),
    },
    ...caught.states,
  };
};

/** Room for the rest of the 64 characters that a name may have here: 34. */
const LONGEST_FIRST_WORD = 30;

/**
 * The same for a second delivery of one try, another for each try: the name of an execution that has ended cannot be taken again. A
 * try is told from others by when its state was entered, which a block around it that is tried again does anew, and by its number.
 * It goes on from what was answered in those before it (identity.NESTED_NAME).
 */
function executionNameOf(scope: Scope, { id }: StepOf<'subworkflow'>): string {
  const parts = [WITHOUT_TRY, `'${id}'`, placeSource(scope) ?? []].flat();
  const run = `$substring($hash(${parts.join(" & ' ' & ")}, 'SHA-256'), 0, 16)`;
  const entered = '$formatBase($toMillis($states.context.State.EnteredTime), 36)';
  const first = id.slice(0, LONGEST_FIRST_WORD);
  return expression(`'${first}-' & ${run} & '.' & ${entered} & '.' & $string(${ATTEMPT_NUMBER})`);
}

/** What is set is seen by the output; one expression of `set` sees what was before. */
export const compileTransform: CompileStep<'transform'> = (_scope, step, name, exit) => {
  const set = Object.fromEntries(Object.entries(step.set).map(([key, value]) => [key, rewrite(value)]));
  const output = rewrite(step.output ?? null);
  const comment = commented(step, 'Computes');
  if (!mentions(output, new Set(Object.keys(set)))) {
    const { Assign, ...ends } = leaving(exit, output);
    const all = { ...set, ...Assign };
    return { [name]: { ...comment, Type: 'Pass', ...(Object.keys(all).length > 0 && { Assign: all }), ...ends } };
  }
  const gives = `${step.id}: output`;
  return {
    [name]: { ...comment, Type: 'Pass', Assign: set, Next: gives },
    [gives]: { Comment: 'Gives its output', Type: 'Pass', ...leaving(exit, output) },
  };
};
