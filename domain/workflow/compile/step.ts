/**
 * One step, of any kind. Owns the guard: only Task, Parallel and Map can catch and retry, so that a step of another kind that wants
 * to stands in a Parallel of one branch.
 */
import type { Step } from '../../../contracts/workflow.ts';
import { compileApproval } from './approval.ts';
import { compileCondition, compileLoop, compileMap, compileParallel } from './blocks.ts';
import { compileDebate } from './debate.ts';
import { catchOf, caughtBy, retryOf } from './handlers.ts';
import { commented, type Exit, leaving, type Scope, type States } from './machine.ts';
import { compileCoordination, compileMessage, compileTask, compileWait } from './messages.ts';
import { compileSubworkflow, compileTransform } from './others.ts';
import { expression } from './rewrite.ts';

export function compileStep(scope: Scope, step: Step, exit: Exit): States {
  if (!isGuarded(step)) return compileKind(scope, step, step.id, exit);
  const inside = `${step.id}: guarded`;
  const caught = caughtBy(scope, step, exit);
  const States = compileKind(scope, step, inside, { leave: (Output) => ({ Output }) });
  return {
    [step.id]: {
      ...commented(step, 'What happens here is caught or tried again as a whole'),
      Type: 'Parallel',
      Branches: [{ StartAt: inside, States }],
      // A debate's turns are tried again one by one.
      ...retryOf(step.kind === 'debate' ? undefined : step.retry),
      ...catchOf(caught.Catch),
      ...leaving(exit, expression('$states.result[0]')),
    },
    ...caught.states,
  };
}

/** Whether a step runs in a scope of its own so that its errors are caught. */
export function isGuarded(step: Step): boolean {
  if (step.kind === 'debate') return step.catch !== undefined;
  const wants = step.catch !== undefined || step.retry !== undefined;
  if (step.kind === 'wait') return wants && step.message === undefined;
  return wants && (step.kind === 'condition' || step.kind === 'loop' || step.kind === 'transform');
}

function compileKind(scope: Scope, step: Step, name: string, exit: Exit): States {
  switch (step.kind) {
    case 'message':
      return compileMessage(scope, step, name, exit);
    case 'task':
      return compileTask(scope, step, name, exit);
    case 'coordination':
      return compileCoordination(scope, step, name, exit);
    case 'wait':
      return compileWait(scope, step, name, exit);
    case 'condition':
      return compileCondition(scope, step, name, exit);
    case 'parallel':
      return compileParallel(scope, step, name, exit);
    case 'map':
      return compileMap(scope, step, name, exit);
    case 'loop':
      return compileLoop(scope, step, name, exit);
    case 'approval':
      return compileApproval(scope, step, name, exit);
    case 'subworkflow':
      return compileSubworkflow(scope, step, name, exit);
    case 'debate':
      return compileDebate(scope, step, name, exit);
    case 'transform':
      return compileTransform(scope, step, name, exit);
  }
}
