/**
 * POST /v1/debates: bounds what it can cost, refuses it above `maxUsd`, gives the execution that much money for models and no more, and
 * begins. The same name with the same body is one debate.
 */
import * as z from 'zod';
import { debater, MAX_QUESTION, MAX_ROUNDS } from '../../../domain/council/debate.ts';
import { boundOf } from '../../../domain/council/cost.ts';
import { DEBATERS } from '../../../domain/council/roles.ts';
import { usdOf } from '../../../domain/model/prices.ts';
import { workflowSchema } from '../../../contracts/workflow.ts';
import { type ExecutionName, executionId } from '../../../domain/workflow/identity.ts';
import { boundsOf } from '../../../domain/workflow/verify.ts';
import { debateWorkflow } from '../../../systems/council/workflow.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readBody } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { Execution } from '../../kit/workflow/executions.ts';
import { executionName, startLive } from '../../kit/workflow/starting.ts';
import { type DebatesDeps, WORKFLOW } from './deps.ts';

const share = z.number().min(0).max(1);

const bodySchema = z.strictObject({
  name: executionName.optional(),
  topic: z.string().trim().min(1).max(MAX_QUESTION),
  debaters: z
    .array(debater)
    .min(2)
    .refine((names) => new Set(names).size === names.length, 'must name each debater once')
    .optional(),
  maxRounds: z.int().min(1).max(MAX_ROUNDS).optional(),
  threshold: share.optional(),
  quorum: share.optional(),
  expertise: z.partialRecord(debater, z.number().min(0).max(10)).optional(),
  judge: z.boolean().optional(),
  person: z.boolean().optional(),
  maxUsd: z.number().min(0).optional(),
});

const definition = workflowSchema.parse(debateWorkflow);

export const startDebate =
  (deps: DebatesDeps): HttpHandler =>
  async (request) => {
    const { name, maxUsd, ...input } = readBody(bodySchema, request.body);
    const { caller, context } = request;
    const bound = boundFor(deps, input);
    if (maxUsd !== undefined && bound.usd > maxUsd) throw tooDear(bound.usd, maxUsd);
    const live = { id: WORKFLOW, declared: true, version: definition.version ?? 1, definition };
    const placed = deps.placed(context);
    let capped: ExecutionName | undefined;
    const begun = await startLive({ ...deps, ...placed }, live, {
      ...{ name, input },
      before: async (name) => {
        capped = name;
        await deps.setCap(executionId(name), bound.models, caller.principal);
      },
    }).catch(async (error) => {
      if (capped) await capAsBegun(deps, await placed.reader.describe(capped), caller.principal);
      throw error;
    });
    const { isNew, id, name: taken, state, startedAt } = begun;
    if (isNew) deps.log.info('A debate was started.', { execution: id, by: caller.principal });
    return {
      status: isNew ? 201 : 200,
      headers: { location: `/v1/debates/${taken.name}` },
      body: {
        ...{ id: taken.name, execution: id, state, startedAt },
        boundUsd: bound.usd,
        modelsBoundUsd: usdOf(bound.models),
      },
    };
  };

/** Somebody else took the name for another debate in the same moment: its cap was written over, and is its own again. */
async function capAsBegun(deps: DebatesDeps, begun: Execution | undefined, by: string): Promise<void> {
  const { data: input } = bodySchema.safeParse(begun?.input);
  if (begun && input) await deps.setCap(begun.id, boundFor(deps, input).models, by);
}

type Input = Omit<z.output<typeof bodySchema>, 'name' | 'maxUsd'>;

/** The most that it can cost: its machine, by the verifier, and its models, which the execution's budget is set to. */
function boundFor(
  { models, pricesUsd, executionCap, env }: DebatesDeps,
  { debaters = [...DEBATERS], maxRounds = 3, judge = false }: Input,
) {
  const most = boundOf({ debaters: debaters.length, rounds: maxRounds, judge }, models, pricesUsd);
  if (typeof most !== 'number')
    throw new ProblemError(
      problem(
        'unknown-price',
        `Nobody knows what ${most.unknown} costs, so a debate cannot be bounded. Name its price in SIGNALBOX_MODEL_PRICES_USD, or take it off the list of models.`,
      ),
    );
  const nanoUsd = Math.min(most, executionCap ?? most);
  const steps = definition.steps.map((step) => (step.kind === 'debate' ? { ...step, debaters, maxRounds } : step));
  return { models: nanoUsd, usd: usdOf(nanoUsd) + boundsOf({ ...definition, steps }, env).dollars };
}

function tooDear(boundUsd: number, maxUsd: number): ProblemError {
  const remedy = 'Allow more, or take fewer debaters or rounds, or a cheaper model.';
  return new ProblemError(
    problem('bound-too-high', `The debate may cost $${boundUsd.toFixed(6)}; maxUsd is ${maxUsd}. ${remedy}`, [
      { field: 'maxUsd', rule: `must be at least ${boundUsd.toFixed(6)} for this debate`, value: maxUsd, remedy },
    ]),
  );
}
