/** What a function's answer says of its batch. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting */
import * as z from 'zod';
import type { QueueMessage } from '../../../engine/ports.ts';

const answer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/** The usual answers, without parsing; an empty string counts as no answer. */
const ALL_DONE: ReadonlySet<string> = new Set(['', '""', 'null', '{}', '{"batchItemFailures":[]}']);

/**
 * The messages that are done. With partial batch responses, an empty or absent list means all of them, and an answer that is
 * malformed or names a message that is not in the batch means none.
 */
export function succeeded(messages: readonly QueueMessage[], payload: string): readonly QueueMessage[] {
  if (ALL_DONE.has(payload)) return messages;
  const parsed = answer.safeParse(parsedAnswer(payload));
  if (!parsed.success) return [];
  const failed = new Set(parsed.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ messageId }) => !failed.has(messageId));
  return done.length === messages.length - failed.size ? done : [];
}

/** A function that streams may answer with what is no JSON: it is malformed then. */
function parsedAnswer(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
