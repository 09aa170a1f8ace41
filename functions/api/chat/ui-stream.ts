/**
 * An answer as useChat reads it: the AI SDK's UI message stream, version 1, over server-sent events. Owns the order of its parts.
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol
 *
 *   start ─> text-start ─> text-delta … ─> text-end ─> finish, or error ─> [DONE]
 *
 * 1. The response begins with the first part, so that what fails before can still be answered with a status of its own.
 * 2. Comments keep the connection open; readers skip them. https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
 */
import type { AnswerMetadata } from '../../../contracts/chat.ts';
import type { EndReason } from '../../../contracts/model.ts';
import type { Body, Sink } from '../../kit/sink.ts';

const UI_STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-vercel-ai-ui-message-stream': 'v1',
} as const;

const TEXT = 'text';

/** In the protocol's words. `aborted` and `cut` have none of their own. */
const FINISH_REASONS: Readonly<Record<EndReason, string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content-filter',
  'tool-calls': 'tool-calls',
  aborted: 'other',
  cut: 'error',
  other: 'other',
};

export interface UiStream {
  readonly begun: boolean;
  /** Begins the response, if it has not begun. */
  begin(): Promise<void>;
  text(delta: string): Promise<void>;
  /** A sign of life. */
  comment(): Promise<void>;
  finish(metadata: AnswerMetadata): Promise<void>;
  /** @param text is shown to the user */
  error(text: string, metadata?: AnswerMetadata): Promise<void>;
}

/**
 * @param messageId of the answer
 * @param onBegin is given the response when it begins
 */
export function openUiStream(
  sink: Sink,
  messageId: string,
  metadata: AnswerMetadata,
  onBegin: (body: Body) => void,
): UiStream {
  let body: Body | undefined;
  let inText = false;
  const part = (one: object): string => `data: ${JSON.stringify(one)}\n\n`;

  const begun = (): { readonly body: Body; readonly head: string } => {
    if (body) return { body, head: '' };
    body = sink({ statusCode: 200, headers: UI_STREAM_HEADERS });
    onBegin(body);
    return { body, head: part({ type: 'start', messageId, messageMetadata: metadata }) };
  };
  const write = async (...parts: readonly object[]): Promise<void> => {
    const { body: out, head } = begun();
    await out.write(head + parts.map(part).join(''));
  };
  const textEnd = (): object[] => {
    const ended = inText ? [{ type: 'text-end', id: TEXT }] : [];
    inText = false;
    return ended;
  };
  const done = async (): Promise<void> => {
    const { body: out } = begun();
    await out.write('data: [DONE]\n\n');
    await out.end();
  };

  return {
    get begun() {
      return body !== undefined;
    },
    begin: () => write(),
    async text(delta) {
      const start = inText ? [] : [{ type: 'text-start', id: TEXT }];
      inText = true;
      await write(...start, { type: 'text-delta', id: TEXT, delta });
    },
    async comment() {
      await begun().body.write(': still here\n\n');
    },
    async finish(last) {
      const finishReason = last.reason && FINISH_REASONS[last.reason];
      await write(...textEnd(), { type: 'finish', ...(finishReason && { finishReason }), messageMetadata: last });
      await done();
    },
    async error(errorText, last) {
      const told = last ? [{ type: 'message-metadata', messageMetadata: last }] : [];
      await write(...textEnd(), ...told, { type: 'error', errorText });
      await done();
    },
  };
}
