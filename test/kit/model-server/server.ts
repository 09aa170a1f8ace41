/**
 * A model server without a model, for tests and demos: speaks Ollama's protocol and OpenAI's, answers as the prompts' stand-ins do,
 * fails as it is told, and records every request.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Prompt } from '../../../functions/kit/model/prompt.ts';
import { createAnswers, shippedPrompts } from './answers.ts';
import { deliver, inputTokensOf, tooLong } from './deliver.ts';
import { createScript, type Faults } from './faults.ts';
import { obey } from './obedient.ts';
import { type StubModel, tagged } from './ollama.ts';
import { createRecords, type RecordedRequest, type Records } from './records.ts';
import type { Refusal, Reply } from './reply.ts';
import type { ModelRequest } from './request.ts';
import { type Chat, refuse, route } from './routes.ts';

export interface ModelServerOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Instead of the stand-ins; undefined leaves a request to them. */
  readonly answer?: (request: ModelRequest) => Reply | string | undefined;
  readonly faults?: Faults;
  readonly models?: readonly StubModel[];
  /** Known beside those that ship. */
  readonly prompts?: readonly Prompt[];
  /** Does whatever any message says (obedient.ts). */
  readonly obedient?: boolean;
}

export interface ModelServer {
  /** `http://127.0.0.1:11434`: Ollama's API below `/api`, OpenAI's below `/v1`. */
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  /** Answers that were handed over in full: what somebody has to pay. */
  paid(): readonly RecordedRequest[];
  /** How many connections were opened. */
  connections(): number;
  /** From the next request on. */
  fail(faults: Faults): void;
  answer(answer: ModelServerOptions['answer']): void;
  readonly until: Records['until'];
  /** Tears what is open and stops listening: from then on connections are refused. */
  close(): Promise<void>;
}

const DEFAULT_MODELS: readonly StubModel[] = [
  { name: 'stub:latest', contextTokens: 131_072 },
  { name: 'stub-small:latest', contextTokens: 8_192 },
];

/** Rejects when the port is taken. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const standIns = createAnswers([...(options.prompts ?? []), ...(await shippedPrompts())]);
  const records = createRecords();
  const connections = new Map<unknown, number>();
  const models = [...(options.models ?? DEFAULT_MODELS)];
  let script = createScript(options.faults);
  let { answer } = options;

  const replyTo = (request: ModelRequest): Reply => {
    const told = answer?.(request) ?? (options.obedient ? obey(request) : undefined);
    return typeof told === 'string' ? { text: told } : (told ?? standIns(request));
  };

  const chat: Chat = async (request, openSink, { incoming, response }) => {
    const nth = records.requests.length + 1;
    const fault = script(request, nth);
    const connection = connections.get(incoming.socket) ?? 0;
    const settle = records.add({ ...request, nth, connection, fault: fault?.kind });
    const gone = new AbortController();
    let broken = false;
    response.once('close', () => {
      const ended = response.statusCode === 200 ? 'completed' : 'refused';
      gone.abort();
      settle(broken ? 'broken' : response.writableFinished ? ended : 'aborted');
    });
    const sink = openSink(request, response);
    const breaking = (how: () => void) => () => {
      broken = true;
      how();
    };
    const refusal = refusalOf(request, models);
    if (refusal) return sink.refuse(refusal);
    const { cut, garbage } = sink;
    await deliver({
      request,
      reply: replyTo(request),
      fault,
      sink: { ...sink, cut: breaking(cut), garbage: breaking(garbage) },
      gone: gone.signal,
    });
  };

  const server = createServer((incoming, response) => {
    const exchange = { incoming, response };
    route(exchange, models, chat).catch((error: unknown) => refuse(exchange, 400, 'stub', String(error)));
  });
  server.on('connection', (socket) => connections.set(socket, connections.size + 1));
  await listening(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: records.requests,
    paid: () => records.requests.filter(({ outcome }) => outcome === 'completed'),
    connections: () => connections.size,
    fail(faults) {
      script = createScript(faults);
    },
    answer(given) {
      answer = given;
    },
    until: records.until,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

/** Of a model that is not there, and of more than it takes: Ollama cuts a context in silence, OpenAI refuses it. */
function refusalOf(request: ModelRequest, models: readonly StubModel[]): Refusal | undefined {
  const known = models.find(({ name }) => name === tagged(request.model));
  if (!known) {
    const message = `model "${request.model}" not found, try pulling it first`;
    return { status: 404, code: 'model_not_found', message };
  }
  const { contextTokens } = known;
  return request.protocol === 'openai' && inputTokensOf(request) > contextTokens
    ? tooLong(request, contextTokens)
    : undefined;
}
