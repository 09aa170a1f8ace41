/** Carries a reply to the client, or what the script says goes wrong on the way. */
import { estimateTokens } from '../../../domain/model/tokens.ts';
import type { Fault, ToldUsage } from './faults.ts';
import type { Finish, Reply, Sink } from './reply.ts';
import type { ModelRequest } from './request.ts';

/** Characters in one piece of a streamed answer. */
const PIECE = 24;
const ENDLESS = 'and so on, and so on, ';

export interface Delivery {
  readonly request: ModelRequest;
  readonly reply: Reply;
  readonly fault: Exclude<Fault, 'ok'> | undefined;
  readonly sink: Sink;
  /** Aborted when the client went away. */
  readonly gone: AbortSignal;
}

export const inputTokensOf = ({ messages }: ModelRequest): number =>
  messages.reduce(
    (sum, { text, toolCalls }) => sum + estimateTokens(text + toolCalls.map(({ input }) => input).join('')),
    0,
  );

const wait = (ms: number, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    gone.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const untilGone = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => (gone.aborted ? resolve() : gone.addEventListener('abort', () => resolve())));

export async function deliver(delivery: Delivery): Promise<void> {
  const { fault, sink, gone } = delivery;
  switch (fault?.kind) {
    case '429': {
      const headers = fault.retryAfterS === undefined ? {} : { 'retry-after': `${fault.retryAfterS}` };
      return sink.refuse({ status: 429, code: 'rate_limit_exceeded', message: 'Rate limit reached.', headers });
    }
    case '500':
      return sink.refuse({ status: fault.status ?? 500, code: 'server_error', message: 'The server had an error.' });
    case '401':
      return sink.refuse({ status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' });
    case 'context-too-long':
      return sink.refuse(tooLong(delivery.request));
    case 'content-filter':
      if (fault.at !== 'request') return sink.end('content_filter', usageOf(delivery, ''));
      return sink.refuse({ status: 400, code: 'content_filter', message: "The prompt triggered the server's filter." });
    case 'hang':
      return await untilGone(gone);
    case 'refuse-connection':
      return sink.cut();
    case 'endless':
      while (!gone.aborted) {
        sink.text(ENDLESS);
        await wait(0, gone);
      }
      return;
    case 'hold':
      await fault.until;
      break;
  }
  if (!gone.aborted) await send(delivery);
}

export const tooLong = (request: ModelRequest, contextTokens = 4_096) => ({
  status: 400,
  code: 'context_length_exceeded',
  message: `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${inputTokensOf(request)} tokens.`,
});

const usageOf = ({ request, fault }: Delivery, text: string): ToldUsage | undefined => {
  if (fault?.kind === 'absurd-usage') return fault.usage;
  if (fault?.kind === 'no-usage') return undefined;
  return { inputTokens: inputTokensOf(request), outputTokens: estimateTokens(text) };
};

function textOf({ reply, fault }: Delivery): string {
  if (fault?.kind === 'empty') return '';
  if (fault?.kind === 'text') return fault.text;
  if (fault?.kind === 'wrong-json') return '{"unexpected":true}';
  return reply.text ?? '';
}

async function send(delivery: Delivery): Promise<void> {
  const { request, reply, fault, sink, gone } = delivery;
  const text = textOf(delivery);
  const breaksAfter = fault?.kind === 'cut' || fault?.kind === 'garbage' ? (fault.afterChunks ?? 0) : undefined;
  let said = '';
  let finish: Finish = 'stop';
  let pieces = 0;
  for (let at = 0; at < text.length && pieces !== breaksAfter; at += PIECE) {
    const piece = text.slice(at, at + PIECE);
    if (request.maxTokens !== undefined && estimateTokens(said + piece) > request.maxTokens) {
      finish = 'length';
      break;
    }
    if (fault?.kind === 'slow') await wait(fault.msPerToken * estimateTokens(piece), gone);
    if (gone.aborted) return;
    sink.text(piece);
    said += piece;
    pieces += 1;
  }
  if (fault?.kind === 'cut') return sink.cut();
  if (fault?.kind === 'garbage') return sink.garbage();
  const calls = finish === 'stop' && text === (reply.text ?? '') ? (reply.toolCalls ?? []) : [];
  calls.forEach((call, index) => {
    sink.toolCall(call, index);
    said += call.input;
  });
  sink.end(calls.length > 0 ? 'tool_calls' : finish, usageOf(delivery, said));
}
