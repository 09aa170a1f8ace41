/**
 * Escalation chain: the first level is asked; when it does not answer in time, is not there or cannot, the next one is, and at the
 * end, if so declared, a person. The result is the first answer.
 */
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, type Ask, about, asking, type StepInput } from './common.ts';

/** What leads to the next level: whatever leaves a level without a usable answer. */
const UNANSWERED = [
  'States.Timeout',
  'States.HeartbeatTimeout',
  'NobodyAddressed',
  'NotDelivered',
  'ParticipantFailed',
  'InvalidReply',
];
/** Lists within lists take eight levels. */
const MOST_LEVELS = 6;

export interface EscalationChain extends About, Omit<Ask, 'to'> {
  /** From the first asked to the last, at least two. */
  readonly levels: readonly { readonly to: string; readonly timeoutS: number }[];
  /** Decides when no level answered; the result then is the approval's output. */
  readonly person?: { readonly approvers: readonly string[]; readonly question: string; readonly timeoutS: number };
}

export function escalationChain({ levels, person, type, payload, reply, ...rest }: EscalationChain): WorkflowInput {
  if (levels.length < 2 || levels.length > MOST_LEVELS)
    throw new Error(`An escalation chain has 2 to ${MOST_LEVELS} levels, this one ${levels.length}.`);
  const last: StepInput | undefined = person && {
    kind: 'approval',
    id: 'person',
    title: 'Nobody answered: a person decides',
    approvers: [...person.approvers],
    question: person.question,
    timeoutS: person.timeoutS,
    onRejection: 'continue',
  };
  const chain = levels.reduceRight<StepInput | undefined>((next, { timeoutS }, i) => {
    const step = { ...asking(`level${i + 1}`, `responder${i + 1}`, { type, payload, reply }), timeoutS };
    if (!next) return step;
    const output = `{% $${next.id} %}`;
    return { ...step, catch: [{ errors: UNANSWERED, steps: [next], outcome: 'continue', output }] };
  }, last);
  return {
    ...about(rest),
    participants: Object.fromEntries(levels.map(({ to }, i) => [`responder${i + 1}`, to])),
    steps: chain ? [chain] : [],
    result: '{% $level1 %}',
  };
}
