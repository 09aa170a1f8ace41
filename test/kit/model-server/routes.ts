/** The paths of both protocols. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { ollamaSink, pulled, refuseOllama, type StubModel, sendLines, shown, tagged, tags } from './ollama.ts';
import { openAiSink, refuseOpenAi } from './openai.ts';
import { type OpenSink, sendJson } from './reply.ts';
import { type ModelRequest, ollamaRequest, openAiRequest } from './request.ts';

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

export type Chat = (request: ModelRequest, openSink: OpenSink, exchange: Exchange) => Promise<void>;

/** An error in the form of the protocol that the path belongs to. */
export function refuse({ incoming, response }: Exchange, status: number, code: string, message: string): void {
  if (response.headersSent) return void response.destroy();
  const inForm = incoming.url?.startsWith('/v1') ? refuseOpenAi : refuseOllama;
  inForm(response, { status, code, message });
}

/** @param models grows by what is pulled */
export async function route(exchange: Exchange, models: StubModel[], chat: Chat): Promise<void> {
  const { incoming, response } = exchange;
  switch (`${incoming.method} ${incoming.url?.split('?')[0]}`) {
    case 'GET /':
      return void response.end('Ollama is running (the stub model server)');
    case 'GET /api/version':
      return sendJson(response, 200, { version: '0.0.0-stub' });
    case 'GET /api/tags':
      return sendJson(response, 200, tags(models));
    case 'GET /v1/models':
      return sendJson(response, 200, {
        object: 'list',
        data: models.map(({ name }) => ({ id: name, object: 'model', created: 0, owned_by: 'stub' })),
      });
    case 'POST /api/show':
      return await show(exchange, models);
    case 'POST /api/pull':
      return await pull(exchange, models);
    case 'POST /api/chat': {
      const request = await bodyOf<ModelRequest>(exchange, ollamaRequest);
      return request && (await chat(request, ollamaSink, exchange));
    }
    case 'POST /v1/chat/completions': {
      const request = await bodyOf<ModelRequest>(exchange, openAiRequest);
      return request && (await chat(request, openAiSink, exchange));
    }
    default:
      return refuse(exchange, 404, 'not_found', `The stub does not know ${incoming.method} ${incoming.url}.`);
  }
}

const named = z.looseObject({ model: z.string(), stream: z.boolean().default(true) });

async function show(exchange: Exchange, models: readonly StubModel[]): Promise<void> {
  const asked = await bodyOf(exchange, named);
  if (!asked) return;
  const known = models.find(({ name }) => name === tagged(asked.model));
  if (known) sendJson(exchange.response, 200, shown(known));
  else refuse(exchange, 404, 'model_not_found', `model '${asked.model}' not found`);
}

async function pull(exchange: Exchange, models: StubModel[]): Promise<void> {
  const asked = await bodyOf(exchange, named);
  if (!asked) return;
  const name = tagged(asked.model);
  if (!models.some((one) => one.name === name)) models.push({ name, contextTokens: 131_072 });
  if (asked.stream) sendLines(exchange.response, pulled());
  else sendJson(exchange.response, 200, { status: 'success' });
}

/** Undefined when it was refused. */
async function bodyOf<T>(exchange: Exchange, schema: z.ZodType<T>): Promise<T | undefined> {
  const parsed = schema.safeParse(parseJson(await text(exchange.incoming)));
  if (!parsed.success) refuse(exchange, 400, 'invalid_request', z.prettifyError(parsed.error));
  return parsed.data;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
