/** POST …/stop and …/redrive. */
import * as z from 'zod';
import type { HttpHandler } from '../../kit/http.ts';
import { readBody } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { closeApprovals } from '../../kit/workflow/approvals.ts';
import { describe, type ExecutionsDeps, executionIn } from './deps.ts';

const stopSchema = z.strictObject({ reason: z.string().trim().min(1).max(2_000).optional() });
const redriveSchema = z.strictObject({});

/** Ends it where it is; approvals that it waits for cannot be decided any more. */
export const stopExecution =
  (deps: ExecutionsDeps): HttpHandler =>
  async (request) => {
    const { reason = 'no reason given' } = readBody(stopSchema, request.body);
    const name = executionIn(request);
    const placed = deps.placed(request.context);
    const { id, arn, state, endedAt } = await describe(placed, name);
    if (state !== 'running')
      throw new ProblemError(
        problem('not-running', `${id} is ${state} since ${endedAt ?? 'a while'}: nothing is left to stop.`),
      );
    const { principal } = request.caller;
    const stoppedAt = await placed.control.stop(name, 'Stopped', `Stopped by ${principal}: ${reason}`);
    await closeApprovals(deps.approvals, arn);
    deps.log.info('An execution was stopped.', { execution: id, by: principal });
    return { status: 200, body: { id, state: 'stopped', stoppedAt } };
  };

/** Goes on from what failed; what had succeeded keeps what it gave. */
export const redriveExecution =
  (deps: ExecutionsDeps): HttpHandler =>
  async (request) => {
    readBody(redriveSchema, request.body);
    const name = executionIn(request);
    const placed = deps.placed(request.context);
    const { id, state, redrivable, notRedrivableBecause = 'it has not failed' } = await describe(placed, name);
    if (state === 'running' || state === 'succeeded') {
      const why = state === 'running' ? 'it is running' : 'it has succeeded';
      throw new ProblemError(
        problem('not-redrivable', `${id} cannot be redriven: ${why}. Only what failed, timed out or was stopped can.`),
      );
    }
    const redriven = redrivable ? await placed.control.redrive(name) : { refused: notRedrivableBecause };
    if ('refused' in redriven)
      throw new ProblemError(
        problem(
          'not-redrivable',
          `${id} cannot be redriven: ${redriven.refused}. Start it anew under another name instead.`,
        ),
      );
    deps.log.info('An execution was redriven.', { execution: id, by: request.caller.principal });
    return { status: 202, body: { id, state: 'running', redrivenAt: redriven.at } };
  };
