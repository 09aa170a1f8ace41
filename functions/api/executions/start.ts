/** POST /v1/workflows/{id}/executions: starts the live version. How names are taken is in functions/kit/workflow/starting.ts. */
import * as z from 'zod';
import type { HttpHandler } from '../../kit/http.ts';
import { readBody } from '../../kit/http-body.ts';
import { executionName, startLive } from '../../kit/workflow/starting.ts';
import { type ExecutionsDeps, liveWorkflow } from './deps.ts';

const startSchema = z.strictObject({ name: executionName.optional(), input: z.json().default({}) });

export const startExecution =
  (deps: ExecutionsDeps): HttpHandler =>
  async (request) => {
    const live = await liveWorkflow(deps, request.params.id ?? '');
    const options = readBody(startSchema, request.body);
    const { isNew, id, name, state, startedAt } = await startLive(
      { ...deps, ...deps.placed(request.context) },
      live,
      options,
    );
    if (!isNew) return { status: 200, body: { id, ...name, state, startedAt } };
    deps.log.info('An execution was started.', { execution: id, by: request.caller.principal });
    return {
      status: 201,
      headers: { location: `/v1/executions/${id}` },
      body: { id, ...name, version: live.version, state, startedAt },
    };
  };
