/**
 * What state machines of workflows ask of the platform: one request of one step at a time. The execution hears by its token, later
 * or at once; a `collect` has none and is answered by the invocation.
 *
 * 1. A failure that the definition can name (STEP_ERRORS) is told by the token. Anything else is thrown: the state's own retry
 *    asks again, and all that is done twice is done under the same ids.
 * 2. A request that breaks its schema is a fault of the definition or the compiler, and says so.
 */
import * as z from 'zod';
import { type StepRequest, stepRequestSchema } from '../../../contracts/workflow-step.ts';
import { type ApprovalsDeps, openApproval } from '../../kit/workflow/approvals.ts';
import { causeOf, StepFailed } from '../../kit/workflow/step-failed.ts';
import { type AskDeps, ask } from './ask.ts';
import { collect, gather } from './gather.ts';
import { openListening } from './listen.ts';

export type StepsDeps = AskDeps & ApprovalsDeps;
export type StepsFunction = (event: unknown) => Promise<unknown>;

export function createSteps(deps: StepsDeps): StepsFunction {
  return async (event) => {
    const { step, token, keys } = whoAsks(event);
    try {
      const request = stepRequestSchema.safeParse(event);
      if (!request.success)
        throw new StepFailed('InvalidStep', `The request breaks its schema: ${z.prettifyError(request.error)}`);
      return (await carryOut(deps, request.data)) ?? null;
    } catch (error) {
      if (!(error instanceof StepFailed)) {
        deps.log.error('A step was not carried out; its state may try again.', { ...keys, reason: String(error) });
        throw error;
      }
      deps.log.warn('A step failed.', { ...keys, code: error.error, reason: error.message });
      if (token === undefined) throw error;
      await deps.tokens.fail(token, error.error, causeOf(step, error.message));
      return null;
    }
  };
}

function carryOut(deps: StepsDeps, request: StepRequest): Promise<unknown> {
  switch (request.do) {
    case 'ask':
      return ask(deps, request);
    case 'gather':
      return gather(deps, request);
    case 'collect':
      return collect(deps, request);
    case 'listen':
      return openListening(deps, request);
    case 'approve':
      return openApproval(deps, request);
  }
}

const someoneSchema = z.object({
  token: z.string().min(1).optional().catch(undefined),
  step: z.string().catch('unknown'),
  execution: z.string().catch('unknown'),
  attempt: z.number().catch(0),
});

/** As far as it can be told from whatever came. */
function whoAsks(event: unknown) {
  const { token, step, ...keys } = someoneSchema
    .catch({ step: 'unknown', execution: 'unknown', attempt: 0 })
    .parse(event);
  return { token, step, keys: { ...keys, step } };
}
