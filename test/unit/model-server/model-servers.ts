/** A stub model server for a test, ended with it; and a prompt that it knows. */
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { definePrompt } from '../../../functions/kit/model/prompt.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../../kit/model-server/server.ts';

export const judged = definePrompt({
  id: 'test/judged',
  version: 1,
  system: 'You judge.',
  task: 'Judge the topic.',
  variables: z.strictObject({ topic: z.string() }),
  output: z.strictObject({ verdict: z.string(), sure: z.number() }),
  maxOutputTokens: 500,
  offline: ({ topic }) => ({ verdict: `${topic} it is`, sure: 0.5 }),
});

/** Longer than one piece of the stub's stream. */
export const LONG = 'One two three four five six seven eight nine ten eleven twelve.';

export async function modelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer({ prompts: [judged], ...options });
  onTestFinished(() => server.close());
  return server;
}

export const post = (url: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...init });
