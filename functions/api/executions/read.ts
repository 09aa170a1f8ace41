/** GET …/executions and GET /v1/executions/{id}: which there are, and all that became of one. */
import { InvalidToken } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { MAX_PAGE } from '../../../contracts/http.ts';
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { type Story, storyOf } from '../../../domain/workflow/story.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readQuery } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { readApproval } from '../../kit/workflow/approvals.ts';
import { type Execution, type ExecutionState, STATUSES } from '../../kit/workflow/executions.ts';
import { describe, type ExecutionsDeps, executionIn, liveWorkflow } from './deps.ts';
import { readConversation } from './messages.ts';
import { approvalView, createCut, executionView, messageView, stepView } from './views.ts';

/** All that a history holds. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
const MOST_TRANSITIONS = 3_000;
const MOST_STEPS = 2_000;
/** Of one step alone, values are shown whole: Step Functions holds no larger ones. */
const WHOLE_BYTES = 262_144;

const DEFAULT_PAGE = 50;
const listSchema = z.strictObject({
  status: z.enum(Object.keys(STATUSES) as [ExecutionState, ...ExecutionState[]]).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  after: z.string().min(1).max(3_096).optional(),
});

export const listExecutions =
  (deps: ExecutionsDeps): HttpHandler =>
  async ({ params: { id = '' }, query, context }) => {
    const { status, limit, after } = readQuery(listSchema, query);
    const live = await liveWorkflow(deps, id);
    try {
      const page = await deps.placed(context).reader.list(live.id, { state: status, limit, after });
      return { status: 200, body: page };
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      throw new ProblemError(
        problem('invalid-request', '`after` is not from an answer of ours, or a day old: begin without it.', [
          { field: 'after', rule: 'must come from an answer', remedy: 'Begin again without it.' },
        ]),
      );
    }
  };

/** `step`: this step alone, with its values whole. */
const getSchema = z.strictObject({ step: z.string().min(1).max(40).optional() });

export const getExecution =
  (deps: ExecutionsDeps): HttpHandler =>
  async (request) => {
    const { step } = readQuery(getSchema, request.query);
    const name = executionIn(request);
    const placed = deps.placed(request.context);
    const execution = await describe(placed, name);
    const [{ events, truncated }, definition, conversation] = await Promise.all([
      placed.reader.history(name, MOST_EVENTS),
      definitionOf(deps, execution),
      readConversation(deps.history, name),
    ]);
    const story = storyOf(definition, events, { id: execution.id, arn: execution.arn });
    const cut = createCut(step === undefined ? undefined : WHOLE_BYTES);
    const runs = story.steps.filter((run) => step === undefined || run.step === step);
    const failed = execution.state === 'failed' ? story.steps.findLast(({ status }) => status === 'failed') : undefined;
    const stepOf = new Map(
      story.steps.flatMap((run) => run.tries.flatMap((one) => (one.messages ?? []).map((id) => [id, run.step]))),
    );
    return {
      status: 200,
      body: {
        ...executionView(execution, cut),
        ...(definition?.version !== undefined && { version: definition.version }),
        /** The innermost one. */
        ...(failed && { failedStep: failed.step }),
        current: story.current.map(({ step: at, kind, place, round, enteredAt }) => ({
          ...{ step: at, kind, place, round, since: enteredAt },
        })),
        approvals: await approvalsOf(deps, story),
        steps: runs.slice(-MOST_STEPS).map((run) => stepView(run, deps.prefix, cut)),
        transitions: story.transitions.slice(-MOST_TRANSITIONS),
        messages: conversation.messages.map((message) => messageView(message, stepOf.get(message.id))),
        cost: story.cost,
        /** Of many, the last are shown. */
        truncated:
          truncated ||
          conversation.truncated ||
          story.transitions.length > MOST_TRANSITIONS ||
          runs.length > MOST_STEPS,
      },
    };
  };

/** That of the version that it runs on; of a declared one, what the code says today. */
async function definitionOf(
  { workflows }: ExecutionsDeps,
  { workflow, versionArn }: Execution,
): Promise<WorkflowDefinition | undefined> {
  const declared = workflows.declared.get(workflow);
  if (declared) return declared;
  const versions = await workflows.versions(workflow);
  return (versions.find((one) => one.versionArn === versionArn) ?? versions.at(-1))?.definition;
}

/** Those that it waits for now. */
async function approvalsOf(deps: ExecutionsDeps, { current }: Story) {
  const asked = current.flatMap(({ tries }) => tries.filter(({ does }) => does === 'approve'));
  const ids = [...new Set(asked.flatMap(({ messages = [] }) => messages))];
  const rows = await Promise.all(ids.map((id) => readApproval(deps.approvals, id)));
  const cut = createCut();
  return rows.flatMap((row) => (row?.state === 'open' ? [approvalView(row, deps.prefix, cut)] : []));
}
