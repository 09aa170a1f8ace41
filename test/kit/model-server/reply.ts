/** What the stub answers, and how a protocol takes it: piece by piece. */
import type { ServerResponse } from 'node:http';
import type { ToldUsage } from './faults.ts';
import type { AskedToolCall, ModelRequest } from './request.ts';

export interface Reply {
  readonly text?: string;
  readonly toolCalls?: readonly AskedToolCall[];
}

/** OpenAI's words. https://platform.openai.com/docs/api-reference/chat/object */
export type Finish = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One answer in a protocol's form. An answer that does not stream is written at its end. */
export interface Sink {
  text(piece: string): void;
  toolCall(call: AskedToolCall, index: number): void;
  /** Without usage, none is told. */
  end(finish: Finish, usage: ToldUsage | undefined): void;
  /** Instead of an answer. */
  refuse(refusal: Refusal): void;
  /** Bytes that are not of the protocol; the answer ends there. */
  garbage(): void;
  /** Tears the connection. */
  cut(): void;
}

export type OpenSink = (request: ModelRequest, response: ServerResponse) => Sink;

/** Answers with JSON and ends. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Begins an answer of JSON that breaks off in its middle. */
export function sendHalf(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroySoon());
}
