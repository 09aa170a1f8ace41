/** Executions over HTTP: start, list, read, stop, redrive, decide. */
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import { approve, listApprovals, reject } from './decide.ts';
import type { ExecutionsDeps } from './deps.ts';
import { redriveExecution, stopExecution } from './operate.ts';
import { getExecution, listExecutions } from './read.ts';
import { startExecution } from './start.ts';

export const createExecutions = (deps: ExecutionsDeps): HttpFunction =>
  createHttpFunction<'api/executions'>(
    {
      'POST /v1/workflows/{id}/executions': startExecution(deps),
      'GET /v1/workflows/{id}/executions': listExecutions(deps),
      'GET /v1/executions/{id}': getExecution(deps),
      'POST /v1/executions/{id}/stop': stopExecution(deps),
      'POST /v1/executions/{id}/redrive': redriveExecution(deps),
      'POST /v1/executions/{id}/approve': approve(deps),
      'POST /v1/executions/{id}/reject': reject(deps),
      'GET /v1/approvals': listApprovals(deps),
    },
    deps.log,
  );
