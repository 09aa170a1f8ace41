/**
 * Ollama's own API, for what OpenAI's protocol has no words for: which models it has, what one is, and getting another one.
 *
 * https://docs.ollama.com/api/tags, https://docs.ollama.com/api-reference/show-model-details, https://docs.ollama.com/api/pull,
 * https://docs.ollama.com/api/ps
 */
import * as z from 'zod';
import type { Fetch } from '../pool.ts';
import { ModelError } from '../port.ts';

export interface InstalledModel {
  /** `llama3.2:latest` */
  readonly name: string;
  readonly bytes: number;
  readonly modifiedAt: string;
}

export interface PullProgress {
  /** In Ollama's words: `pulling manifest`; `success` is the last. */
  readonly status: string;
  /** Of the layer that is being pulled. */
  readonly completedBytes?: number;
  readonly totalBytes?: number;
}

export interface Ollama {
  list(): Promise<InstalledModel[]>;
  /** Throws UnknownModel where there is no such model to pull, ProviderFailed where pulling failed. Ends when it is there, or aborted. */
  pull(name: string, signal: AbortSignal): AsyncIterable<PullProgress>;
  /** All that is known of its context. Throws UnknownModel. */
  context(name: string): Promise<OllamaContext>;
}

export interface OllamaContext {
  /** What it is loaded with at this moment. */
  readonly loadedTokens?: number | undefined;
  /** `num_ctx` of its parameters. */
  readonly setTokens?: number | undefined;
  /** What it was made for. */
  readonly mostTokens?: number | undefined;
}

const tagsSchema = z.object({
  models: z.array(z.object({ name: z.string(), size: z.number().default(0), modified_at: z.string().default('') })),
});
const shownSchema = z.object({
  parameters: z.string().default(''),
  model_info: z.record(z.string(), z.unknown()).default({}),
});
const loadedSchema = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.number().optional() })),
});
/** A model that is being loaded has 0 of it, which is no context but one that is not known yet. */
const positive = (tokens: number | undefined): number | undefined =>
  tokens !== undefined && tokens > 0 ? tokens : undefined;
const progressSchema = z.object({
  status: z.string().default(''),
  completed: z.number().optional(),
  total: z.number().optional(),
  error: z.string().optional(),
});

/** @param url `http://127.0.0.1:11434` */
export function createOllama(url: string, fetch: Fetch): Ollama {
  const base = url.replace(/\/+$/, '').replace(/\/v1$/, '');
  const get = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${base}${path}`, init).catch((error: unknown) => {
      if (init.signal?.aborted) throw new ModelError('Aborted', 'Ollama was asked to stop.');
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
      throw new ModelError('ConnectionFailed', `Ollama does not answer at ${base} (${why}): check that it runs there.`);
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw response.status === 404
      ? new ModelError('UnknownModel', `Ollama at ${base} has no such model; pull it first.`, { status: 404 })
      : new ModelError('ProviderFailed', `Ollama at ${base} answered ${path} with status ${response.status}.`);
  };
  const post = (path: string, body: object, signal?: AbortSignal): Promise<Response> =>
    get(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  const shown = async (name: string): Promise<OllamaContext> => {
    const response = await post('/api/show', { model: name });
    const { parameters, model_info: info } = shownSchema.parse(await response.json());
    const setTokens = positive(Number(/^num_ctx\s+(\d+)$/m.exec(parameters)?.[1] ?? 0));
    const made = info[`${String(info['general.architecture'])}.context_length`];
    const mostTokens = positive(typeof made === 'number' ? made : undefined);
    return { ...(setTokens && { setTokens }), ...(mostTokens && { mostTokens }) };
  };
  /** Older servers do not tell. */
  const loadedWith = async (name: string): Promise<number | undefined> => {
    const response = await get('/api/ps').catch(() => undefined);
    const loaded = loadedSchema.safeParse(await response?.json().catch(() => undefined));
    return positive(loaded.data?.models.find((one) => tagged(one.name) === tagged(name))?.context_length);
  };
  return {
    async list() {
      const { models } = tagsSchema.parse(await (await get('/api/tags')).json());
      return models.map(({ name, size, modified_at }) => ({ name, bytes: size, modifiedAt: modified_at }));
    },
    async *pull(name, signal) {
      const { body } = await post('/api/pull', { model: name, stream: true }, signal);
      let last = '';
      for await (const line of linesOf(body)) {
        const { status, completed, total, error } = progressOf(line, name);
        if (error !== undefined) throw pullFailed(name, error);
        last = status;
        yield {
          status,
          ...(completed !== undefined && { completedBytes: completed }),
          ...(total !== undefined && { totalBytes: total }),
        };
      }
      if (last !== PULLED) throw pullFailed(name, 'it stopped telling how far it is before it was done');
    },
    async context(name) {
      const [loaded, told] = await Promise.all([loadedWith(name), shown(name)]);
      return { loadedTokens: loaded, ...told };
    },
  };
}

/** Ollama's last word of a pull that went well. */
const PULLED = 'success';

function progressOf(line: string, name: string): z.output<typeof progressSchema> {
  try {
    return progressSchema.parse(JSON.parse(line));
  } catch {
    throw pullFailed(name, 'it answered what is no progress of a pull');
  }
}

const tagged = (name: string): string => (name.includes(':') ? name : `${name}:latest`);

const pullFailed = (name: string, error: string): ModelError =>
  /not found|does not exist/i.test(error)
    ? new ModelError(
        'UnknownModel',
        `Ollama knows no model ${name} to pull: see https://ollama.com/library for their names.`,
      )
    : new ModelError('ProviderFailed', `Ollama could not pull ${name}: ${error.slice(0, 200)}`);

async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}
