/** What steps send, to whom, and what they want back: one form for messages, tasks, coordinations and debates. */
import type { Step, WorkflowDefinition } from '../../../contracts/workflow.ts';
import { expressionIn } from '../expressions.ts';
import { allSteps } from '../steps.ts';
import type { Judged } from './scope.ts';
import { constantOf } from './shape.ts';
import { quietShapeOf } from './template-shape.ts';

export interface Request {
  readonly step: Step;
  /** A participant's name or an expression; none for whoever subscribes. */
  readonly to?: string;
  readonly type: string;
  readonly expects: 'none' | 'ack' | 'reply';
  readonly reply?: string;
}

function requestsOf(step: Step): Request[] {
  if (step.kind === 'message')
    return [
      {
        ...{ step, type: step.type, expects: step.expects },
        ...(step.to !== undefined && { to: step.to }),
        ...(step.reply !== undefined && { reply: step.reply }),
      },
    ];
  if (step.kind === 'task') return [{ step, to: step.to, type: step.type, expects: 'reply', reply: step.reply }];
  if (step.kind === 'coordination') {
    const to = typeof step.to === 'string' ? [step.to] : step.to;
    return to.map((one) => ({ step, to: one, type: step.type, expects: 'reply', reply: step.reply }));
  }
  if (step.kind !== 'debate') return [];
  return [
    ...step.debaters.map((to): Request => ({ step, to, ...step.turn, expects: 'reply' })),
    { step, to: step.moderator, ...step.judge, expects: 'reply' },
  ];
}

export const allRequests = (definition: WorkflowDefinition): Request[] =>
  allSteps(definition).flatMap(({ step }) => requestsOf(step));

/** The address that a request goes to; undefined where it goes to all, or to whom an expression will name. */
export function addressOf({ definition, scopes }: Judged, { step, to }: Request): string | undefined {
  if (to === undefined) return undefined;
  if (expressionIn(to) === undefined) return definition.participants[to];
  const value = constantOf(quietShapeOf(to, scopes.get(step.id) ?? new Map()))?.value;
  return typeof value === 'string' ? value : undefined;
}
