/**
 * OpenAI's chat completions on the wire.
 *
 * Objects: https://platform.openai.com/docs/api-reference/chat/object; chunks and the last one with the usage, whose `choices` are
 * empty: https://platform.openai.com/docs/api-reference/chat/streaming; errors: https://platform.openai.com/docs/guides/error-codes
 */
import type { ServerResponse } from 'node:http';
import type { ToldUsage } from './faults.ts';
import { type Finish, type OpenSink, type Refusal, sendHalf, sendJson } from './reply.ts';
import type { AskedToolCall, ModelRequest } from './request.ts';

const seconds = (): number => Math.floor(Date.now() / 1000);
const usageOf = ({ inputTokens, outputTokens }: ToldUsage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});
const toolCallOf = ({ tool, input }: AskedToolCall, index: number) => ({
  id: `call_${index}`,
  type: 'function',
  function: { name: tool, arguments: input },
});

export function refuseOpenAi(response: ServerResponse, { status, code, message, headers }: Refusal): void {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  sendJson(response, status, { error: { message, type, param: null, code } }, headers);
}

export const openAiSink: OpenSink = (request, response) => (request.stream ? streamed : whole)(request, response);

const streamed: OpenSink = ({ model, includeUsage }, response) => {
  const head = { id: 'chatcmpl-stub', object: 'chat.completion.chunk', created: seconds(), model };
  const send = (data: string): void => {
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.write(`data: ${data}\n\n`);
  };
  const chunk = (delta: object, finish: Finish | null = null): void => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    send(JSON.stringify({ ...head, choices, ...(includeUsage && { usage: null }) }));
  };
  return {
    text: (piece) => chunk({ role: 'assistant', content: piece }),
    toolCall(call, index) {
      const { function: called, ...rest } = toolCallOf(call, index);
      chunk({ role: 'assistant', tool_calls: [{ index, ...rest, function: { name: called.name, arguments: '' } }] });
      chunk({ tool_calls: [{ index, function: { arguments: called.arguments } }] });
    },
    end(finish, usage) {
      chunk({}, finish);
      if (includeUsage && usage) send(JSON.stringify({ ...head, choices: [], usage: usageOf(usage) }));
      send('[DONE]');
      response.end();
    },
    refuse: (refusal) => refuseOpenAi(response, refusal),
    garbage() {
      send('{"choices":[{"delta":{"con');
      send('<html>502 Bad Gateway</html>');
      response.end();
    },
    cut: () => response.socket?.destroySoon(),
  };
};

const whole: OpenSink = ({ model }: ModelRequest, response) => {
  let content = '';
  const calls: ReturnType<typeof toolCallOf>[] = [];
  const body = (finish: Finish, usage: ToldUsage | undefined) => ({
    ...{ id: 'chatcmpl-stub', object: 'chat.completion', created: seconds(), model },
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content === '' && calls.length > 0 ? null : content,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        finish_reason: finish,
      },
    ],
    ...(usage && { usage: usageOf(usage) }),
  });
  return {
    text(piece) {
      content += piece;
    },
    toolCall(call, index) {
      calls.push(toolCallOf(call, index));
    },
    end: (finish, usage) => sendJson(response, 200, body(finish, usage)),
    refuse: (refusal) => refuseOpenAi(response, refusal),
    garbage: () => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>502 Bad Gateway</html>'),
    cut: () => sendHalf(response, body('stop', undefined)),
  };
};
