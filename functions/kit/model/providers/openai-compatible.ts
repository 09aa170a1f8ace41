/**
 * Servers that speak OpenAI's chat completions, by URL: vLLM, llama.cpp, LiteLLM, OpenRouter, OpenAI itself; and Ollama, which has
 * that protocol below /v1. The key, where one is told, lies in Secrets Manager as JSON with `key`; it is read when it is first needed,
 * and again every five minutes, so that it can be changed.
 *
 * https://platform.openai.com/docs/api-reference/chat, https://docs.ollama.com/openai
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as z from 'zod';
import { ModelError, type Transport } from '../port.ts';
import type { ModelSettings } from '../settings.ts';
import { createAiSdk } from './ai-sdk.ts';
import type { ProviderContext } from './provider-context.ts';
import { readSecret } from './secret.ts';

const keySchema = z.object({ key: z.string().min(1) });

/** Throws when the settings name no URL. */
export function openaiCompatible(settings: ModelSettings, context: ProviderContext): Transport {
  const key = settings.keySecret === undefined ? undefined : keyReader(settings.keySecret, context);
  return chatAt(urlOf(settings), settings, context, key);
}

/** Throws when the settings name no URL. */
export const ollama = (settings: ModelSettings, context: ProviderContext): Transport =>
  chatAt(`${urlOf(settings).replace(/\/v1$/, '')}/v1`, settings, context);

function chatAt(
  baseURL: string,
  { stream, timeoutMs }: ModelSettings,
  { clock, later, poolFor }: ProviderContext,
  readKey?: () => Promise<string>,
): Transport {
  const { fetch } = poolFor(baseURL);
  const languageModel = async (name: string) => {
    const apiKey = await readKey?.();
    return createOpenAICompatible({
      ...{ name: 'openai-compatible', baseURL, fetch },
      includeUsage: true,
      supportsStructuredOutputs: true,
      ...(REASONING.test(name) && { transformRequestBody: forReasoning }),
      ...(apiKey !== undefined && { apiKey }),
    }).languageModel(name);
  };
  return createAiSdk({ languageModel, stream, timeoutMs, clock, later });
}

/** By OpenAI's names, also where a server puts the maker before them: `openai/gpt-5`. */
const REASONING = /(^|\/)(gpt-5|o\d)/;

/**
 * Those models refuse `max_tokens`, by another name of which they count what they think as well, and any temperature but their own. Other
 * servers may know `max_tokens` alone. https://platform.openai.com/docs/api-reference/chat/create#chat_create-max_completion_tokens
 */
const forReasoning = ({ max_tokens, temperature: _, ...body }: Readonly<Record<string, unknown>>) => ({
  ...body,
  max_completion_tokens: max_tokens,
});

function urlOf({ url, models }: ModelSettings): string {
  if (url !== undefined) return url.replace(/\/+$/, '');
  throw new Error(`${models.join(', ')} need the address of their server: set modelUrl.`);
}

const keyReader = (secret: string, { clock }: ProviderContext): (() => Promise<string>) =>
  readSecret(secret, clock, (text) => {
    const read = keySchema.safeParse(parsed(text));
    if (read.success) return read.data.key;
    throw new ModelError('NotAuthorised', `Secret ${secret} does not hold JSON with "key", a text: put it there.`);
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
