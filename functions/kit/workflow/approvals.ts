/**
 * Approvals: opened by a step, decided by people. Owns their rows and what the execution and system.approvals hear of them;
 * the rule of decision is in domain/workflow/approvals.ts.
 *
 * 1. A decision is written before anybody hears of it. Who decides again, because the answer got lost, finishes what the first
 *    try left: the execution is told again (once told, its token is of no use) and the message has the same id.
 * 2. The same approval asked for with a new token (escalated, redriven) keeps the decisions that were made. What was approved
 *    stays approved: the new token hears it at once. What was rejected, and told, is asked anew.
 * 3. A decision for which the execution waits no more is undone and refused.
 */
import type { Message, Priority } from '../../../contracts/message.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import {
  type ApprovalRow,
  approvalKey,
  approvalSchema,
  OPEN_APPROVALS_KEY,
  openApprovalSchema,
} from '../../../contracts/tables/workflows.ts';
import type { Decision, StepRequestOf } from '../../../contracts/workflow-step.ts';
import { derivedMessageId } from '../../../domain/ids.ts';
import { type Decider, decide, type Refusal } from '../../../domain/workflow/approvals.ts';
import {
  conversationOf,
  executionId,
  executionOfArn,
  stepMessageId,
  workflowSender,
} from '../../../domain/workflow/identity.ts';
import type { Clock } from '../clock.ts';
import { type Publish, publishAll } from '../publish.ts';
import { ttlAfterDays } from '../rows.ts';
import { causeOf } from './step-failed.ts';
import { type StepsTable, type Unrevised, untilFirst } from './steps-table.ts';
import type { Heard, Tokens } from './tokens.ts';

export interface ApprovalsDeps {
  readonly table: StepsTable;
  readonly tokens: Tokens;
  readonly publish: Publish;
  readonly clock: Pick<Clock, 'now'>;
  /** `signalbox-dev` */
  readonly prefix: string;
  readonly historyDays: number;
}

/** What waits for somebody now, the oldest first. */
export async function openApprovals({ table, clock }: Pick<ApprovalsDeps, 'table' | 'clock'>): Promise<ApprovalRow[]> {
  const open = await table.list(openApprovalSchema, OPEN_APPROVALS_KEY);
  const rows = await Promise.all(open.map(({ sk }) => readApproval({ table }, sk)));
  const now = clock.now().toISOString();
  return rows
    .flatMap((row) => (row?.state === 'open' && row.deadlineAt > now ? [row] : []))
    .sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.id.localeCompare(b.id));
}

export const readApproval = ({ table }: Pick<ApprovalsDeps, 'table'>, id: string): Promise<ApprovalRow | undefined> =>
  table.read(approvalSchema, approvalKey(id));

export type Decided =
  | { readonly outcome: 'taken'; readonly approval: ApprovalRow }
  | { readonly outcome: 'refused'; readonly why: Refusal | 'unknown'; readonly detail: string };

/** Takes a person's decision. A refusal says in a sentence why. */
export const decideApproval = (
  deps: ApprovalsDeps,
  id: string,
  decider: Decider,
  decision: Pick<Decision, 'decision' | 'reason'>,
): Promise<Decided> =>
  untilFirst(`Approval ${id}`, async () => {
    const before = await readApproval(deps, id);
    if (!before) return refused('unknown', `There is no approval ${id}; GET /v1/approvals lists them.`);
    const verdict = decide(before, decider, decision, deps.clock.now());
    if (verdict.kind === 'refused') {
      if (verdict.why === 'decided-already' && !before.settledAt) await finish(deps, before, decider.principal, false);
      return refused(verdict.why, verdict.detail);
    }
    const { state, decisions } = verdict;
    const after = { ...before, state, decisions: [...decisions], revision: before.revision + 1 };
    if (!(await deps.table.write(after, before))) return 'again';
    if (state !== 'open' && (await settle(deps, after)) === 'gone') return await undone(deps, before, after);
    await finish(deps, after, decider.principal, state !== 'open');
    return { outcome: 'taken', approval: after };
  });

const refused = (why: Refusal | 'unknown', detail: string): Decided => ({ outcome: 'refused', why, detail });

/** The execution had gone on, or ended: the decision is taken back, unless a new token has just heard it. */
async function undone(deps: ApprovalsDeps, before: ApprovalRow, after: ApprovalRow): Promise<Decided> {
  const closed = { ...before, state: 'closed' as const };
  if (!(await deps.table.write(closed, after))) return { outcome: 'taken', approval: after };
  await deps.table.remove(OPEN_APPROVALS_KEY, before.id);
  return refused(
    'too-late',
    `The execution does not wait for step ${before.step} any more: its time was up, or it was stopped. Redrive it to be asked again.`,
  );
}

/** Nobody can decide the approvals of an execution any more: it was stopped. */
export async function closeApprovals(deps: Pick<ApprovalsDeps, 'table' | 'clock'>, execution: string): Promise<void> {
  const open = await deps.table.list(openApprovalSchema, OPEN_APPROVALS_KEY);
  for (const { sk: id } of open.filter((row) => row.execution === execution)) {
    const row = await readApproval(deps, id);
    if (row?.state === 'open') await deps.table.write({ ...row, state: 'closed' }, row);
    await deps.table.remove(OPEN_APPROVALS_KEY, id);
  }
}

/** Carries out the step: asks those who may decide, or gives them more company and a new deadline. */
export const openApproval = (deps: ApprovalsDeps, request: StepRequestOf<'approve'>): Promise<void> =>
  untilFirst(`The approval of step ${request.step}`, async () => {
    const id = stepMessageId(request.execution, request.step, request.place);
    const before = await readApproval(deps, id);
    if (before?.token === request.token) {
      if (before.state === 'open') await ask(deps, before, request.priority);
      return undefined;
    }
    const opened = openedRow(deps, id, request, before);
    if (!(await deps.table.write(opened, before))) return 'again';
    const row = { ...opened, revision: (before?.revision ?? 0) + 1 };
    if (row.state === 'open') return await ask(deps, row, request.priority);
    await settle(deps, row);
    await deps.table.write({ ...row, settledAt: deps.clock.now().toISOString() }, row);
    await deps.table.remove(OPEN_APPROVALS_KEY, id);
    return undefined;
  });

function openedRow(
  { clock, historyDays }: ApprovalsDeps,
  id: string,
  request: StepRequestOf<'approve'>,
  before: ApprovalRow | undefined,
): Unrevised<ApprovalRow> {
  const now = clock.now();
  const deadline = new Date(now.getTime() + request.timeoutS * 1000);
  const isSettled = before?.state === 'approved' || (before?.state === 'rejected' && !before.settledAt);
  const keeps = isSettled || before?.state === 'open' || before?.state === 'closed';
  const { token, workflow, version, execution, step, place, question, required, onRejection, escalated } = request;
  return {
    pk: approvalKey(id),
    sk: SELF_ROW,
    ...{ id, token, workflow, version, execution, step, place, question, required, onRejection, escalated },
    ...(request.show !== undefined && { show: request.show }),
    approvers: [...new Set([...(escalated ? (before?.approvers ?? []) : []), ...request.approvers])],
    openedAt: before?.openedAt ?? now.toISOString(),
    deadlineAt: deadline.toISOString(),
    decisions: keeps ? (before?.decisions ?? []) : [],
    state: isSettled ? (before?.state ?? 'open') : 'open',
    ttl: ttlAfterDays(deadline, historyDays),
  };
}

/** Names it among the open ones, and tells those who listen. */
async function ask(deps: ApprovalsDeps, row: ApprovalRow, priority: Priority): Promise<void> {
  const { id, execution, ttl, approvers, deadlineAt, token } = row;
  const before = await deps.table.read(openApprovalSchema, OPEN_APPROVALS_KEY, id);
  await deps.table.write({ pk: OPEN_APPROVALS_KEY, sk: id, execution, ttl }, before);
  // One token, one message, however often it is opened.
  await tell(deps, row, token, 'platform.approval.requested', priority, { approvers, deadlineAt });
}

/**
 * What follows from a decision that is written: once more when somebody cannot know whether it was done.
 * @param hasHeard whether the execution has
 */
async function finish(deps: ApprovalsDeps, row: ApprovalRow, by: string, hasHeard: boolean): Promise<void> {
  const decided = row.decisions.find((decision) => decision.by === by);
  if (!decided) return;
  const { decision, at } = decided;
  await tell(deps, row, `${by}\n${at}`, 'platform.approval.decided', 'normal', { by, decision });
  if (row.state === 'open' || row.state === 'closed') return;
  if (!hasHeard) await settle(deps, row);
  await deps.table.write({ ...row, settledAt: deps.clock.now().toISOString() }, row);
  await deps.table.remove(OPEN_APPROVALS_KEY, row.id);
}

/** Tells the execution. */
function settle({ tokens }: ApprovalsDeps, row: Unrevised<ApprovalRow>): Promise<Heard> {
  const { token, state, decisions, onRejection, step, id } = row;
  if (state === 'rejected' && onRejection === 'fail') {
    const rejection = decisions.findLast(({ decision }) => decision === 'rejected');
    const reason = `Rejected by ${rejection?.by ?? 'nobody'}: ${rejection?.reason ?? 'no reason was given.'}`;
    return tokens.fail(token, 'Rejected', causeOf(step, reason, id));
  }
  return tokens.succeed(token, JSON.stringify({ approved: state === 'approved', decisions }));
}

async function tell(
  { publish, clock, prefix }: ApprovalsDeps,
  { id, execution, step, workflow }: ApprovalRow,
  which: string,
  type: 'platform.approval.requested' | 'platform.approval.decided',
  priority: Priority,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  const named = executionOfArn(prefix, execution);
  const message: Message = {
    id: derivedMessageId(id, which, 0),
    type,
    channel: 'system.approvals',
    sender: workflowSender(workflow),
    priority,
    correlationId: conversationOf(named),
    expects: 'none',
    sentAt: clock.now().toISOString(),
    hops: 0,
    attempt: 1,
    payload: { approval: id, execution: executionId(named), step, ...payload },
  };
  await publishAll(publish, [message]);
}
