/**
 * POST <ChatUrl>v1/models/pull: has Ollama install a model, and tells how far it is, over server-sent events: `progress` … `done` or
 * `failed`. Here, and not where models are listed, because it streams. And which model a client may name.
 *
 * What a client leaves behind is not lost: Ollama goes on where it was when the model is pulled again.
 * https://docs.ollama.com/api/pull
 */
import * as z from 'zod';
import { type ModelRef, modelRef } from '../../../contracts/model.ts';
import type { ModelUse } from '../../../contracts/system.ts';
import { readBody } from '../../kit/http-body.ts';
import { type KnownModels, listModels, untagged } from '../../kit/model/catalogue.ts';
import type { Ollama } from '../../kit/model/providers/ollama.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { Sink } from '../../kit/sink.ts';
import type { UrlRequest } from '../../kit/url-function.ts';
import { bodyOf } from './request.ts';

const OLLAMA = 'ollama:';

export interface ModelsDeps extends KnownModels {
  readonly log: Log;
  /** Where the stage uses it. */
  readonly ollama: Pick<Ollama, 'list' | 'pull'> | undefined;
}

/** Throws the problem when an agent may not use a model that a client names: one that is neither set up nor installed. */
export async function checkModel(deps: ModelsDeps, model: ModelRef, use: ModelUse | undefined): Promise<void> {
  if ([...deps.configured, ...(use?.models ?? [])].includes(model)) return;
  const { models } = await listModels({ ...deps, named: use?.models ?? [] });
  if (models.some((one) => one.installed && untagged(one.model) === untagged(model))) return;
  const known = models.filter(({ installed }) => installed !== false).map((one) => one.model);
  throw new ProblemError(
    problem('unknown-model', `${model} is not set up in this stage; there are: ${known.join(', ')}.`, [
      {
        field: 'model',
        rule: 'must be a model of this stage',
        value: model,
        remedy: `Use one of ${known.join(', ')}, or leave it out.`,
      },
    ]),
  );
}

const pullSchema = z.strictObject({ model: modelRef });

export async function pullModel({ ollama, log }: ModelsDeps, request: UrlRequest, sink: Sink): Promise<void> {
  const { model } = readBody(pullSchema, bodyOf(request));
  if (!model.startsWith(OLLAMA)) {
    const provider = model.slice(0, model.indexOf(':'));
    throw refused(
      model,
      `${provider} has its models ready; there is nothing to pull`,
      'Name a model of Ollama, such as ollama:llama3.2.',
    );
  }
  if (!ollama)
    throw refused(model, 'this stage uses no Ollama', 'Set OLLAMA_HOST and a model of Ollama, and start again.');
  const stop = new AbortController();
  const out = sink({
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
  void out.closed.then(() => stop.abort());
  const say = (event: string, data: object) => out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  await say('progress', { model, status: 'asked' });
  try {
    for await (const { status, completedBytes, totalBytes } of ollama.pull(model.slice(OLLAMA.length), stop.signal))
      await say('progress', { model, status, completedBytes, totalBytes });
    await say('done', { model });
  } catch (error) {
    if (!out.gone) log.warn('A model could not be pulled.', { model, reason: String(error) });
    const detail = error instanceof Error ? error.message : String(error);
    await say('failed', { model, detail });
  }
  await out.end();
}

const refused = (model: string, why: string, remedy: string): ProblemError =>
  new ProblemError(
    problem('unknown-model', `${model} cannot be pulled: ${why}.`, [
      { field: 'model', rule: 'must be a model that Ollama installs', value: model, remedy },
    ]),
  );
