/**
 * A person decides. Owns the two states of an escalation: the first waits until it is time to ask others as well, the second for
 * what is left of the deadline. Approvals are not tried again: nobody is asked twice because of an error of a decision.
 */
import { timeoutOf, waitingTask } from './asking.ts';
import { catchOf, caughtBy, retryOf } from './handlers.ts';
import { type CompileStep, commented, leaving, leavingTo } from './machine.ts';
import { expression, rewrite } from './rewrite.ts';

export const compileApproval: CompileStep<'approval'> = (scope, step, name, exit) => {
  const { escalation, approvers, required, onRejection, onTimeout } = step;
  const deadlineS = Number(timeoutOf(step, scope.definition));
  const escalated = `${step.id}: escalated`;
  const caught = caughtBy(scope, step, exit);
  const late = leavingTo(exit, { approved: false, decisions: [] }, `${step.id}: too late`);
  const rejects = onTimeout === 'reject' ? [{ ErrorEquals: ['States.Timeout'], ...late.way }] : [];
  const request = {
    do: 'approve' as const,
    approvers,
    required,
    question: rewrite(step.question),
    ...(step.show !== undefined && { show: rewrite(step.show) }),
    onRejection,
    escalated: false,
  };
  const waits = {
    ...retryOf(undefined, { of: 'lambda' }),
    ...catchOf([...rejects, ...caught.Catch]),
    ...leaving(exit, expression('$states.result')),
  };
  const comment = commented(step, `Waits for ${approvers.join(', ')} to approve`);
  const after = { ...(onTimeout === 'reject' ? late.states : {}), ...caught.states };
  if (!escalation)
    return {
      [name]: { ...comment, ...waitingTask(scope, step, request, { timeoutS: deadlineS }), ...waits },
      ...after,
    };
  const everybody = [...new Set([...approvers, ...escalation.to])];
  const firstS = Math.min(escalation.afterS, deadlineS);
  return {
    [name]: {
      ...comment,
      ...waitingTask(scope, step, request, { timeoutS: firstS, deadlineS }),
      ...waits,
      ...catchOf([{ ErrorEquals: ['States.Timeout'], Next: escalated }, ...caught.Catch]),
    },
    [escalated]: {
      Comment: `Nobody decided: ${escalation.to.join(', ')} may as well`,
      ...waitingTask(
        scope,
        step,
        { ...request, approvers: everybody, escalated: true },
        { timeoutS: Math.max(1, deadlineS - firstS) },
      ),
      ...waits,
    },
    ...after,
  };
};
