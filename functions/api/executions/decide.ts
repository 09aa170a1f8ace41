/**
 * POST …/approve and …/reject, and GET /v1/approvals. Who may decide is the approval's business (domain/workflow/approvals.ts); here
 * is which approval is meant, and how a refusal is told.
 */
import * as z from 'zod';
import { MAX_PAGE, type ProblemCode } from '../../../contracts/http.ts';
import { messageId } from '../../../contracts/message.ts';
import { type ApprovalRow, OPEN_APPROVALS_KEY, openApprovalSchema } from '../../../contracts/tables/workflows.ts';
import { stepId } from '../../../contracts/workflow.ts';
import type { Decision } from '../../../contracts/workflow-step.ts';
import { mayDecide } from '../../../domain/workflow/approvals.ts';
import { executionId, executionOfArn, stepMessageId } from '../../../domain/workflow/identity.ts';
import type { HttpHandler, HttpRequest } from '../../kit/http.ts';
import { readBody, readQuery } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { type Decided, decideApproval, openApprovals, readApproval } from '../../kit/workflow/approvals.ts';
import { describe, type ExecutionsDeps, executionIn, type Placed } from './deps.ts';
import { approvalView, createCut } from './views.ts';

const which = { step: stepId.optional(), approval: messageId.optional() };
const reason = z.string().trim().min(1).max(2_000);
const approveSchema = z.strictObject({ ...which, reason: reason.optional() });
const rejectSchema = z.strictObject({ ...which, reason });
type Which = Partial<Pick<z.output<typeof rejectSchema>, keyof typeof which>>;

export const approve =
  (deps: ExecutionsDeps): HttpHandler =>
  (request) => {
    const { reason: why, ...named } = readBody(approveSchema, request.body);
    return decided(deps, request, named, { decision: 'approved', ...(why !== undefined && { reason: why }) });
  };

export const reject =
  (deps: ExecutionsDeps): HttpHandler =>
  (request) => {
    const { reason: why, ...named } = readBody(rejectSchema, request.body);
    return decided(deps, request, named, { decision: 'rejected', reason: why });
  };

async function decided(
  deps: ExecutionsDeps,
  request: HttpRequest,
  named: Which,
  decision: Pick<Decision, 'decision' | 'reason'>,
) {
  const id = await approvalMeant(deps, request, named);
  const result = await decideApproval(deps.approvals, id, request.caller, decision);
  if (result.outcome === 'refused') throw new ProblemError(problem(REFUSALS[result.why], result.detail));
  deps.log.info('An approval was decided.', {
    ...{ approval: id, decision: decision.decision, by: request.caller.principal },
  });
  return { status: 200, body: approvalView(result.approval, deps.prefix, createCut()) };
}

const REFUSALS: Readonly<Record<Extract<Decided, { outcome: 'refused' }>['why'], ProblemCode>> = {
  'not-allowed': 'not-an-approver',
  'decided-already': 'already-decided',
  settled: 'already-decided',
  'too-late': 'decision-too-late',
  unknown: 'not-found',
};

/** By its id, by its step, or the only one that the execution waits for. Throws when it is none, or not one alone. */
async function approvalMeant(deps: ExecutionsDeps, request: HttpRequest, { approval, step }: Which): Promise<string> {
  const name = executionIn(request);
  const placed = deps.placed(request.context);
  const execution = placed.arnOf(name);
  if (approval !== undefined) {
    const row = await readApproval(deps.approvals, approval);
    if (row?.execution === execution) return approval;
    throw new ProblemError(problem('nothing-to-decide', elsewhere(deps, executionId(name), approval, row)));
  }
  const outermost = step === undefined ? undefined : stepMessageId(execution, step, '');
  if (outermost !== undefined && (await readApproval(deps.approvals, outermost))) return outermost;
  const open = await openOf(deps, execution, step);
  const [only, ...others] = open;
  if (only && others.length === 0) return only.id;
  if (!only) return await nothing(placed, name, step);
  const choices = open.map(({ id, step: at, place }) => `${id} (${at}${place && `, ${place}`})`).join(', ');
  const detail = `${executionId(name)} waits for ${open.length} decisions; name one in \`approval\`: ${choices}.`;
  throw new ProblemError(problem('several-approvals', detail));
}

function elsewhere({ prefix }: ExecutionsDeps, asked: string, approval: string, row: ApprovalRow | undefined): string {
  if (!row) return `There is no approval ${approval}; GET /v1/approvals lists the open ones.`;
  const owner = executionId(executionOfArn(prefix, row.execution));
  return `Approval ${approval} is of ${owner}, not of ${asked}: decide it there.`;
}

async function openOf({ approvals }: ExecutionsDeps, execution: string, step: string | undefined) {
  const open = await approvals.table.list(openApprovalSchema, OPEN_APPROVALS_KEY);
  const own = open.filter((row) => row.execution === execution);
  const rows = await Promise.all(own.map(({ sk }) => readApproval(approvals, sk)));
  return rows.flatMap((row) => (row?.state === 'open' && (step === undefined || row.step === step) ? [row] : []));
}

async function nothing(placed: Placed, name: ReturnType<typeof executionIn>, step: string | undefined): Promise<never> {
  const { id, state } = await describe(placed, name);
  const where = step === undefined ? id : `Step ${step} of ${id}`;
  const detail = `${where} waits for no decision; the execution is ${state}. An approval in a workflow that it runs is decided at that execution: GET /v1/approvals.`;
  throw new ProblemError(problem('nothing-to-decide', detail));
}

const DEFAULT_PAGE = 50;
const listSchema = z.strictObject({
  /** Those alone that the caller may decide and has not. */
  mine: z.stringbool().default(false),
  workflow: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  after: z.string().max(100).optional(),
});

/** Their order, and where a page ended: what is decided meanwhile moves no other. */
const placeOf = ({ openedAt, id }: ApprovalRow): string => `${openedAt}~${id}`;

/** The oldest first. What an execution waited for that has ended meanwhile is left out. */
export const listApprovals =
  (deps: ExecutionsDeps): HttpHandler =>
  async ({ query, caller, context }) => {
    const { mine, workflow, limit, after } = readQuery(listSchema, query);
    const placed = deps.placed(context);
    const wanted = (await openApprovals(deps.approvals)).filter(
      (row) =>
        (workflow === undefined || row.workflow === workflow) &&
        (after === undefined || placeOf(row) > after) &&
        (!mine || (mayDecide(row.approvers, caller) && !row.decisions.some(({ by }) => by === caller.principal))),
    );
    const page = wanted.slice(0, limit);
    const runs = await running(deps, placed, page);
    const cut = createCut();
    const last = page.at(-1);
    return {
      status: 200,
      body: {
        approvals: page.filter((row) => runs.has(row.execution)).map((row) => approvalView(row, deps.prefix, cut)),
        ...(last && limit < wanted.length && { after: placeOf(last) }),
      },
    };
  };

/** ARNs of the executions that still run. */
async function running({ prefix }: ExecutionsDeps, { reader }: Placed, rows: readonly ApprovalRow[]) {
  const arns = [...new Set(rows.map(({ execution }) => execution))];
  const described = await Promise.all(arns.map((arn) => reader.describe(executionOfArn(prefix, arn))));
  return new Set(described.flatMap((one) => (one?.state === 'running' ? [one.arn] : [])));
}
