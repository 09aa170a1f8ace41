/** Debates over HTTP: begin one, read how it stands, read what was said. They are executions of the workflow `debate`, stopped and redriven as such. */
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import type { DebatesDeps } from './deps.ts';
import { getDebate, getTranscript } from './read.ts';
import { startDebate } from './start.ts';

export const createDebates = (deps: DebatesDeps): HttpFunction =>
  createHttpFunction<'api/debates'>(
    {
      'POST /v1/debates': startDebate(deps),
      'GET /v1/debates/{id}': getDebate(deps),
      'GET /v1/debates/{id}/transcript': getTranscript(deps),
    },
    deps.log,
  );
