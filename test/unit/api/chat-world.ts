/**
 * Conversations as a client has them: the function on a DynamoDB, reached by the AI SDK's own transport, with a model whose every
 * chunk the test decides, and a clock that stands until the test moves it.
 */
import { PassThrough, Readable } from 'node:stream';
import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import type { Context } from 'aws-lambda';
import { beforeEach } from 'vitest';
import type { AnswerMetadata, Conversation } from '../../../contracts/chat.ts';
import type { ModelRef } from '../../../contracts/model.ts';
import type { AgentDefinition, System } from '../../../contracts/system.ts';
import { createChat } from '../../../functions/api/chat/chat.ts';
import { createConversations } from '../../../functions/api/chat/conversations.ts';
import type { ModelsDeps } from '../../../functions/api/chat/models.ts';
import { talkersOf } from '../../../functions/api/chat/talkers.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import { createModel } from '../../../functions/kit/model/create-model.ts';
import type { Call, Chunk } from '../../../functions/kit/model/port.ts';
import { sinkInto } from '../../../functions/kit/sink.ts';
import type { UrlFunction } from '../../../functions/kit/url-function.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { fakeLog } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';

export type ChatUi = UIMessage<AnswerMetadata>;
/** What the model does with a call. */
export type Script = (call: Call) => AsyncIterable<Chunk>;

const URL_OF_CHAT = 'https://chat.example/v1/chat';
const KEYS: Readonly<Record<string, { principal: string; role: string }>> = {
  sb_ada: { principal: 'ada', role: 'agent' },
  sb_ben: { principal: 'ben', role: 'agent' },
  sb_viewer: { principal: 'vera', role: 'viewer' },
  sb_operator: { principal: 'otto', role: 'operator' },
  sb_admin: { principal: 'admin', role: 'admin' },
};
/** Of the function's time. */
const REMAINING_MS = 120_000;

const talks = (title: string, role: string): AgentDefinition => ({
  ...{ title, role: 'talker', capabilities: [], subscribes: [], publishes: [], effects: 'pure' },
  entry: 'agents/none',
  chat: { role, version: 3 },
});
const { chat: _, ...silent } = talks('Silent', '');
export const debate: System = {
  ...{ name: 'debate', title: 'Debate', messages: {}, channels: {}, inputs: [] },
  agents: {
    sceptic: talks('Sceptic', 'You doubt.'),
    optimist: { ...talks('Optimist', 'You hope.'), model: { models: ['offline:hope'] } },
    silent,
  },
};

export const ASKED = {
  id: 'one',
  agent: 'debate.sceptic',
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
};

export const text = (words: string): Chunk => ({ kind: 'text', text: words });
export const end = (more: Partial<Extract<Chunk, { kind: 'end' }>> = {}): Chunk => ({
  ...{ kind: 'end', reason: 'stop', usage: { inputTokens: 10, outputTokens: 5 } },
  ...more,
});
export const says = (...words: string[]): Script =>
  async function* (call) {
    call.tell({ event: 'attempted', model: call.model, attempt: 1 });
    for (const one of words) yield text(one);
    call.spend(1500);
    yield end();
  };

/** Tables for each test of a file, and conversations on them. */
export function useChats() {
  let tables: Tables;
  beforeEach(async () => {
    tables = await openTables();
    return () => tables.close();
  });
  return { open: (models?: Partial<ModelsDeps>) => openChat(tables, models), tables: () => tables };
}

export function openChat(tables: Tables, models: Partial<ModelsDeps> = {}) {
  const hand = handClock(Date.UTC(2026, 0, 31, 12));
  const clock: Clock = {
    now: () => new Date(hand.now()),
    monotonicMs: () => hand.monotonicMs(),
    sleep: (ms) => new Promise((resolve) => void hand.at(hand.now() + ms, resolve)),
    random: () => 0.5,
    randomBytes: (length) => new Uint8Array(length),
  };
  const log = fakeLog();
  const talkers = talkersOf([debate]);
  const calls: Call[] = [];
  const purposes: { conversation: string; withinMs: number }[] = [];
  let script: Script = says('Hello', ' there.');
  const configured: readonly ModelRef[] = ['offline:first', 'offline:second'];
  const serve = createChat({
    ...{ clock, log, talkers, historyDays: 7 },
    authenticate: async (headers) => KEYS[headers['x-api-key'] ?? ''],
    conversations: createConversations(tables.client, tables.history, clock),
    modelOf: (talker, purpose) => {
      purposes.push(purpose);
      return createModel({
        transport: () => (call) => {
          calls.push(call);
          return script(call);
        },
        payer: { agent: talker.id, system: talker.system, conversation: purpose.conversation },
        models: talker.use?.models ?? configured,
        ...{ tools: [], clock, untilMs: clock.monotonicMs() + purpose.withinMs, keep: async () => undefined },
      });
    },
    models: {
      log,
      configured,
      named: ['offline:hope'],
      ollama: undefined,
      pricesUsd: {},
      contextOf: async () => undefined,
      ...models,
    },
  });

  const { fetchChat, settled } = lambdaOf(serve);
  return {
    ...{ calls, log, hand, purposes, settled, fetch: fetchChat },
    answers: (next: Script) => {
      script = next;
    },
    call: callerOf(fetchChat),
    client: (id: string, options: { key?: string; body?: object } = {}) => clientOf(fetchChat, id, options),
    kept: async (id: string, key = 'sb_ada'): Promise<Conversation> => {
      const response = await fetchChat(`${URL_OF_CHAT}/${id}`, { headers: { 'x-api-key': key } });
      return (await response.json()) as Conversation;
    },
  };
}

/** Lambda, which calls the function behind its URL. `settled` resolves when no request is being served. */
function lambdaOf(serve: UrlFunction) {
  const ended: Promise<void>[] = [];
  const fetchChat: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const bytes = new PassThrough();
    const begun = Promise.withResolvers<{ statusCode: number; headers: Record<string, string> }>();
    const sink = sinkInto(bytes, (stream, head) => {
      begun.resolve(head as never);
      return stream;
    });
    request.signal.addEventListener('abort', () => bytes.destroy());
    const served = serve(
      {
        rawPath: url.pathname,
        headers: Object.fromEntries(request.headers),
        queryStringParameters: Object.fromEntries(url.searchParams),
        requestContext: { http: { method: request.method } },
        body: await request.text(),
      },
      sink,
      { awsRequestId: 'request-1', getRemainingTimeInMillis: () => REMAINING_MS } as Context,
    );
    ended.push(served);
    served.catch(begun.reject);
    const { statusCode, headers } = await begun.promise;
    return new Response(Readable.toWeb(bytes) as ReadableStream, { status: statusCode, headers });
  };
  return { fetchChat, settled: async () => void (await Promise.all(ended)) };
}

const callerOf =
  (fetchChat: typeof fetch) =>
  async <Body = Record<string, unknown>>(
    route: string,
    { key = 'sb_ada', body }: { key?: string; body?: unknown } = {},
  ) => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetchChat(new URL(path, URL_OF_CHAT), {
      method,
      headers: { 'x-api-key': key },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const told = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text: told,
      body: (isJson ? JSON.parse(told) : {}) as Body,
    };
  };

/** What useChat does: it keeps the messages, sends all of them, and reads the answer into them. */
function clientOf(
  fetchChat: typeof fetch,
  id: string,
  { key = 'sb_ada', body = { agent: 'debate.sceptic' } }: { key?: string; body?: object },
) {
  const transport = new DefaultChatTransport<ChatUi>({
    api: URL_OF_CHAT,
    headers: { 'x-api-key': key },
    body,
    fetch: fetchChat,
  });
  const messages: ChatUi[] = [];
  const chunks: UIMessageChunk[] = [];
  let sent = 0;

  async function read(
    trigger: 'submit-message' | 'regenerate-message',
    { signal, onChunk }: { signal?: AbortSignal; onChunk?: (chunk: UIMessageChunk) => void } = {},
  ): Promise<ChatUi> {
    const stream = await transport.sendMessages({
      ...{ trigger, chatId: id, messageId: undefined, messages, abortSignal: signal },
    });
    const heard = stream.pipeThrough(
      new TransformStream<UIMessageChunk, UIMessageChunk>({
        transform(chunk, controller) {
          chunks.push(chunk);
          onChunk?.(chunk);
          controller.enqueue(chunk);
        },
      }),
    );
    let answer: ChatUi = { id: '', role: 'assistant', parts: [] };
    for await (const one of readUIMessageStream<ChatUi>({ stream: heard, terminateOnError: true })) answer = one;
    messages.push(answer);
    return answer;
  }

  return {
    ...{ messages, chunks },
    say: (words: string, options: Parameters<typeof read>[1] = {}, messageId?: string) => {
      sent += 1;
      messages.push({ id: messageId ?? `said-${sent}`, role: 'user', parts: [{ type: 'text', text: words }] });
      return read('submit-message', options);
    },
    again: () => {
      if (messages.at(-1)?.role === 'assistant') messages.pop();
      return read('regenerate-message');
    },
  };
}

export const textOf = ({ parts }: Pick<ChatUi, 'parts'>): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
