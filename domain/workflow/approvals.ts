/**
 * What a decision does to an approval. Pure.
 *
 *   open ──enough approve──> approved
 *     ├── the others cannot make up for the rejections any more ──> rejected
 *     └── deadline ──> nobody decides any more
 *
 * 1. Who may decide is named by principal or by role; each person decides once, whatever names stand for them.
 * 2. `principal:` approvers are so many people. `role:` stands for any number of people, so that nobody can count whether the
 *    others could make up for a rejection: where a role may decide, the first rejection rejects.
 */
import type { ApprovalRow } from '../../contracts/tables/workflows.ts';
import type { Decision } from '../../contracts/workflow-step.ts';

/** Who decides, as the authorizer says it. */
export interface Decider {
  readonly principal: string;
  readonly role: string;
}

export type Refusal = 'not-allowed' | 'decided-already' | 'settled' | 'too-late';

export type Verdict =
  | { readonly kind: 'refused'; readonly why: Refusal; readonly detail: string }
  /** `state` is `open` while others must decide as well. */
  | {
      readonly kind: 'taken';
      readonly state: 'open' | 'approved' | 'rejected';
      readonly decisions: readonly Decision[];
    };

export type Decidable = Pick<
  ApprovalRow,
  'id' | 'approvers' | 'required' | 'decisions' | 'state' | 'deadlineAt' | 'step'
>;

/** @param decision by `decider`, now */
export function decide(
  approval: Decidable,
  decider: Decider,
  decision: Pick<Decision, 'decision' | 'reason'>,
  now: Date,
): Verdict {
  const refusal = refusalOf(approval, decider, now);
  if (refusal) return { kind: 'refused', ...refusal };
  const taken: Decision = { by: decider.principal, ...decision, at: now.toISOString() };
  const decisions = [...approval.decisions, taken];
  return { kind: 'taken', state: stateAfter(approval, decisions), decisions };
}

export const mayDecide = (approvers: readonly string[], { principal, role }: Decider): boolean =>
  approvers.includes(`principal:${principal}`) || approvers.includes(`role:${role}`);

function refusalOf(
  { id, approvers, decisions, state, deadlineAt, step }: Decidable,
  decider: Decider,
  now: Date,
): { why: Refusal; detail: string } | undefined {
  if (!mayDecide(approvers, decider))
    return {
      why: 'not-allowed',
      detail: `${decider.principal} (${decider.role}) may not decide approval ${id} of step ${step}; these may: ${approvers.join(', ')}.`,
    };
  const before = decisions.find(({ by }) => by === decider.principal);
  if (before)
    return {
      why: 'decided-already',
      detail: `${decider.principal} has ${before.decision} step ${step} at ${before.at}; a decision is made once.`,
    };
  if (state === 'approved' || state === 'rejected')
    return { why: 'settled', detail: `Step ${step} is ${state} already; nothing is left to decide.` };
  if (state === 'closed' || deadlineAt <= now.toISOString())
    return {
      why: 'too-late',
      detail: `Step ${step} waited for a decision until ${deadlineAt}; it is not waiting any more. Redrive the execution to be asked again.`,
    };
  return undefined;
}

function stateAfter({ approvers, required }: Decidable, decisions: readonly Decision[]) {
  const approvals = decisions.filter(({ decision }) => decision === 'approved').length;
  if (approvals >= required) return 'approved';
  if (decisions.at(-1)?.decision === 'approved') return 'open'; // an approval never makes it harder for the others
  const rejections = decisions.length - approvals;
  const people = new Set(approvers);
  if ([...people].some((one) => one.startsWith('role:'))) return 'rejected';
  return people.size - rejections < required ? 'rejected' : 'open';
}
