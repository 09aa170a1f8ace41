/**
 * Which language models the stage is given at start. What the environment says of them counts; else Ollama, when OLLAMA_HOST names
 * one that answers; else the stand-in, which is told as what it is.
 * https://github.com/ollama/ollama/blob/main/docs/api.md#list-local-models
 */
import * as z from 'zod';
import { modelRef } from '../../../contracts/model.ts';

/** Somebody waits for the stage to come up. */
const PATIENCE_MS = 500;
const OLLAMA_PORT = '11434';
const STAND_IN = 'offline stand-in: fixed texts, no model';

export interface ModelChoice {
  /** For the startup screen. */
  readonly told: string;
  /** For the CDK app (lib/settings.ts), beside what is there already. */
  readonly environment: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export async function chooseModels(environment: Environment, ask: typeof fetch = fetch): Promise<ModelChoice> {
  const { SIGNALBOX_MODELS: models, SIGNALBOX_MODEL_URL: url, OLLAMA_HOST: host } = environment;
  if (!host) return { told: models ? named(models, url) : STAND_IN, environment: {} };
  if (models && (url || !models.includes('ollama:'))) return { told: named(models, url), environment: {} };
  const found = await findOllama(host, ask);
  if (models) {
    const answers = 'reason' in found ? `; Ollama ${found.reason}` : '';
    return { told: named(models, found.url) + answers, environment: { SIGNALBOX_MODEL_URL: found.url } };
  }
  if ('reason' in found)
    return { told: `${STAND_IN}. OLLAMA_HOST is ${host}, but Ollama ${found.reason}`, environment: {} };
  const chosen = `ollama:${found.model}`;
  return {
    told: named(chosen, found.url),
    environment: { SIGNALBOX_MODELS: chosen, SIGNALBOX_MODEL_URL: found.url },
  };
}

const named = (models: string, url: string | undefined): string => {
  if (models.split(',').every((ref) => ref.trim().startsWith('offline:'))) return STAND_IN;
  return url ? `${models} at ${url}` : models;
};

const tagsSchema = z.object({
  models: z.array(
    z.object({ name: z.string(), details: z.object({ family: z.string().optional() }).nullish() }).loose(),
  ),
});

type Found = { readonly url: string; readonly model: string } | { readonly url: string; readonly reason: string };

async function findOllama(host: string, ask: typeof fetch): Promise<Found> {
  const url = urlOf(host);
  try {
    const response = await ask(`${url}/api/tags`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) return { url, reason: `answered ${response.status} at ${url}/api/tags` };
    const { models } = tagsSchema.parse(await response.json());
    const chat = models.find(
      ({ name, details }) =>
        modelRef.safeParse(`ollama:${name}`).success && !/embed/i.test(name) && !/bert/i.test(details?.family ?? ''),
    );
    if (chat) return { url, model: chat.name };
    return { url, reason: `at ${url} has no model to chat with: \`ollama pull llama3.2\` gets one` };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return { url, reason: `at ${url} answered what is no list of models` };
    return { url, reason: `does not answer at ${url} within ${PATIENCE_MS} ms` };
  }
}

/** OLLAMA_HOST is an address to listen at too: `0.0.0.0`, `:11434`, `gpu-box:8080`, `https://ollama.example.com`. */
function urlOf(host: string): string {
  const hasScheme = /^https?:\/\//.test(host);
  const [, name = '', port = OLLAMA_PORT] = /^(.*?)(?::(\d+))?\/*$/.exec(host) ?? [];
  if (hasScheme) return host.replace(/\/+$/, '');
  return `http://${name === '' || name === '0.0.0.0' ? '127.0.0.1' : name}:${port}`;
}
