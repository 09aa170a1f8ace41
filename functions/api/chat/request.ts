/** What a client asks of a conversation, checked: useChat's body, of which the last message is taken. */
import type * as z from 'zod';
import { chatRequestSchema, MAX_SAID_BYTES, saidSchema } from '../../../contracts/chat.ts';
import type { Breach } from '../../../contracts/http.ts';
import { readBody } from '../../kit/http-body.ts';
import { breachesOf, ProblemError, problem, sentenceOf } from '../../kit/problem.ts';
import type { UrlRequest } from '../../kit/url-function.ts';

export interface Asked extends Omit<z.output<typeof chatRequestSchema>, 'messages' | 'messageId'> {
  readonly said: { readonly id?: string; readonly text: string };
}

export const bodyOf = ({ body = '', isBase64Encoded = false }: UrlRequest): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;

/** Throws the problem with every rule that is broken. */
export function readAsked(request: UrlRequest): Asked {
  const { messages, messageId, ...asked } = readBody(chatRequestSchema, bodyOf(request));
  const place = ['messages', messages.length - 1];
  const last = messages.at(-1);
  const parsed = saidSchema.safeParse(last);
  if (!parsed.success) refuse(breachesOf(parsed.error, last, place));
  const text = parsed.data.parts.map((part) => part.text).join('\n\n');
  const field = place.join('.');
  if (text.trim() === '') refuse([{ field, rule: 'must say something', remedy: 'Give a part with text.' }]);
  if (Buffer.byteLength(text) > MAX_SAID_BYTES)
    throw new ProblemError(
      problem(
        'message-too-large',
        `A message has up to ${MAX_SAID_BYTES} bytes; this one has ${Buffer.byteLength(text)}.`,
        [{ field, rule: `must be up to ${MAX_SAID_BYTES} bytes of UTF-8`, remedy: 'Say it in fewer words.' }],
      ),
    );
  if (asked.trigger === 'submit-message' && messageId !== undefined)
    refuse([
      {
        field: 'messageId',
        rule: 'must be left out: what was said before is kept, and is not changed',
        value: messageId,
        remedy: 'Say it anew, or begin another conversation.',
      },
    ]);
  return { ...asked, said: { ...(parsed.data.id !== undefined && { id: parsed.data.id }), text } };
}

function refuse(errors: readonly Breach[]): never {
  throw new ProblemError(problem('invalid-request', `The body breaks a rule: ${sentenceOf(errors)}.`, errors));
}
