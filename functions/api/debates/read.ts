/** GET /v1/debates/{id} and its transcript: how a debate stands, round by round, while it runs and after. */
import * as z from 'zod';
import { judgementSchema, placedTurnSchema, verdictSchema } from '../../../domain/council/debate.ts';
import { type DebateRecord, recordOf } from '../../../domain/council/record.ts';
import { type Told, transcriptOf } from '../../../domain/council/transcript.ts';
import { conversationOf, EXECUTION_NAME } from '../../../domain/workflow/identity.ts';
import type { HttpHandler, HttpRequest } from '../../kit/http.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { Execution } from '../../kit/workflow/executions.ts';
import { type DebatesDeps, debateName } from './deps.ts';

const inputSchema = z.object({ topic: z.string() });

/** What the workflow gives. */
const resultSchema = z.object({
  ended: z.string(),
  position: z.string(),
  decidedBy: z.string(),
  judgement: judgementSchema,
  verdict: verdictSchema.nullable(),
  decisions: z.array(z.object({ by: z.string(), decision: z.string(), reason: z.string().optional(), at: z.string() })),
  turns: z.array(placedTurnSchema),
});
type Result = z.output<typeof resultSchema>;

export const getDebate =
  (deps: DebatesDeps): HttpHandler =>
  async (request) => {
    const { execution, topic, result, record } = await readDebate(deps, request);
    const { judgement, verdict, turns } = record;
    const { id, name, state, startedAt, endedAt, error, cause } = execution;
    return {
      status: 200,
      body: {
        ...{ id: name, execution: id, topic, state, startedAt },
        ...(endedAt !== undefined && { endedAt }),
        ...(error !== undefined && { error: { code: error, reason: cause ?? '' } }),
        ...(result && outcomeOf(result)),
        rounds: (judgement?.rounds ?? []).map((one) => ({
          ...one,
          turns: turns.filter(({ round }) => round === one.round).length,
        })),
        turns: turns.length,
        dissent: judgement?.dissent ?? [],
        ...(judgement?.summary && { summary: judgement.summary }),
        ...(verdict && { verdict }),
        ...(result && result.decisions.length > 0 && { decisions: result.decisions }),
        transcript: `/v1/debates/${name}/transcript`,
      },
    };
  };

export const getTranscript =
  (deps: DebatesDeps): HttpHandler =>
  async (request) => {
    const { execution, topic, result, record } = await readDebate(deps, request);
    const { state, startedAt, endedAt } = execution;
    const told: Told = { question: topic, state, startedAt, endedAt, outcome: result && outcomeOf(result) };
    return {
      status: 200,
      headers: { 'content-type': 'text/markdown; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: Buffer.from(transcriptOf(told, record)),
    };
  };

const outcomeOf = ({ ended, position, decidedBy }: Result) => ({ ended, position, decidedBy });

interface Debate {
  readonly execution: Execution;
  readonly topic: string;
  /** Of one that has succeeded. */
  readonly result: Result | undefined;
  readonly record: DebateRecord;
}

/** Throws `not-found`. */
async function readDebate(deps: DebatesDeps, { params: { id = '' }, context }: HttpRequest): Promise<Debate> {
  const name = debateName(id);
  const execution = EXECUTION_NAME.test(id) ? await deps.placed(context).reader.describe(name) : undefined;
  if (!execution) throw notFound(id);
  const topic = inputSchema.safeParse(execution.input).data?.topic ?? '';
  const result = resultSchema.safeParse(execution.output).data;
  if (result) {
    const { turns, judgement, verdict } = result;
    return { execution, topic, result, record: { turns, judgement, verdict: verdict ?? undefined } };
  }
  const keys = await deps.history.keys('byConversation', { partition: conversationOf(name) });
  return { execution, topic, result, record: recordOf(await deps.history.messages(keys)) };
}

const notFound = (id: string): ProblemError =>
  new ProblemError(
    problem(
      'not-found',
      `There is no debate ${id.slice(0, 100)}; GET /v1/workflows/debate/executions lists those there are. Step Functions forgets one 90 days after its end.`,
    ),
  );
