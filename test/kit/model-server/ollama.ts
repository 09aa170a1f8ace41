/**
 * Ollama's own protocol on the wire: chat as NDJSON or whole, the list of models, what one is, and the progress of a pull.
 *
 * https://docs.ollama.com/api/chat, /api/tags, /api/show, /api/pull; errors `{"error": text}`: https://docs.ollama.com/api/errors
 */
import type { ServerResponse } from 'node:http';
import type { ToldUsage } from './faults.ts';
import { type Finish, type OpenSink, type Refusal, sendHalf, sendJson } from './reply.ts';
import type { AskedToolCall } from './request.ts';

export interface StubModel {
  /** With its tag: `stub:latest`. */
  readonly name: string;
  /** Tokens that its context takes; a longer request is refused on OpenAI's protocol. */
  readonly contextTokens: number;
}

/** A name without a tag means `latest`. */
export const tagged = (name: string): string => (name.includes(':') ? name : `${name}:latest`);

export function refuseOllama(response: ServerResponse, { status, message, headers }: Refusal): void {
  sendJson(response, status, { error: message }, headers);
}

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'stub',
  families: ['stub'],
  parameter_size: '1B',
  quantization_level: 'Q4_0',
};
const DIGEST = 'a'.repeat(64);
const SIZE = 1_000_000;

export const tags = (models: readonly StubModel[]) => ({
  models: models.map(({ name }) => ({
    ...{ name, model: name, modified_at: new Date().toISOString(), size: SIZE, digest: DIGEST, details },
  })),
});

export const shown = ({ contextTokens }: StubModel) => ({
  ...{ modelfile: '', parameters: '', template: '{{ .Prompt }}', details },
  model_info: { 'general.architecture': 'stub', 'stub.context_length': contextTokens },
  capabilities: ['completion', 'tools'],
});

/** The lines of a pull, in order. */
export const pulled = (): readonly object[] => [
  { status: 'pulling manifest' },
  ...[0, 0.25, 0.5, 0.75, 1].map((part) => ({
    ...{ status: `pulling ${DIGEST.slice(0, 12)}`, digest: `sha256:${DIGEST}`, total: SIZE },
    ...(part > 0 && { completed: SIZE * part }),
  })),
  { status: 'verifying sha256 digest' },
  { status: 'writing manifest' },
  { status: 'success' },
];

export function sendLines(response: ServerResponse, lines: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
  response.end();
}

const toolCallOf = ({ tool, input }: AskedToolCall) => ({
  function: { name: tool, arguments: JSON.parse(input) as unknown },
});

export const ollamaSink: OpenSink = ({ model, stream }, response) => {
  const head = () => ({ model, created_at: new Date().toISOString() });
  const figures = (usage: ToldUsage | undefined) => ({
    ...{ total_duration: 2_000_000, load_duration: 0, prompt_eval_duration: 1_000_000, eval_duration: 1_000_000 },
    ...(usage && { prompt_eval_count: usage.inputTokens, eval_count: usage.outputTokens }),
  });
  const last = (message: object, finish: Finish, usage: ToldUsage | undefined) => ({
    ...{ ...head(), message, done: true, done_reason: finish === 'length' ? 'length' : 'stop' },
    ...figures(usage),
  });
  const refuse = (refusal: Refusal): void => refuseOllama(response, refusal);
  if (!stream) {
    let content = '';
    const calls: object[] = [];
    const message = () => ({ role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) });
    return {
      text(piece) {
        content += piece;
      },
      toolCall: (call) => calls.push(toolCallOf(call)),
      end: (finish, usage) => sendJson(response, 200, last(message(), finish, usage)),
      refuse,
      garbage: () => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>502</html>'),
      cut: () => sendHalf(response, last(message(), 'stop', undefined)),
    };
  }
  const line = (body: object): void => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${JSON.stringify(body)}\n`);
  };
  return {
    text: (piece) => line({ ...head(), message: { role: 'assistant', content: piece }, done: false }),
    toolCall: (call) =>
      line({ ...head(), message: { role: 'assistant', content: '', tool_calls: [toolCallOf(call)] }, done: false }),
    end(finish, usage) {
      line(last({ role: 'assistant', content: '' }, finish, usage));
      response.end();
    },
    refuse,
    garbage: () => response.end('{"model":"stub","mess\n<html>502 Bad Gateway</html>\n'),
    cut: () => response.socket?.destroySoon(),
  };
};
