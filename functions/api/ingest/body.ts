/** The body of POST /v1/messages as a list of what may become messages. Owns the forms that it may have, not what is in them. */

import { cloudEventSchema, fromCloudEvent } from '../../../contracts/cloud-event.ts';
import type { Problem } from '../../../contracts/http.ts';
import { MAX_MESSAGES } from '../../../contracts/http.ts';
import { messageId } from '../../../contracts/message.ts';
import { foreignMessageId } from '../../../domain/ids.ts';
import { breachesOf, ProblemError, problem, sentenceOf } from '../../kit/problem.ts';

/** Fields of an envelope, not checked yet; or why there are none. */
export type Input = { readonly fields: unknown } | { readonly problem: Problem };

export interface Body {
  readonly inputs: readonly Input[];
  /** Whether it was one message by itself: its problem is then the answer's. */
  readonly single: boolean;
}

const CLOUD_EVENT = 'application/cloudevents+json';
const CLOUD_EVENTS = 'application/cloudevents-batch+json';

/** Takes one message, an array, `{"messages": […]}`, a CloudEvent or a batch of them. Throws the problem of the body as a whole. */
export function readBody(body: string, contentType = ''): Body {
  const form = contentType.split(';')[0]?.trim().toLowerCase();
  const value = parseJson(body);
  const list = Array.isArray(value) ? value : form === CLOUD_EVENTS ? undefined : listIn(value);
  if (form === CLOUD_EVENTS && !list)
    throw new ProblemError(
      problem('invalid-request', `A body of type ${CLOUD_EVENTS} is an array of events; send one.`),
    );
  const inputs = list ?? [value];
  if (inputs.length === 0)
    throw new ProblemError(problem('invalid-request', `The body has no messages; send 1 to ${MAX_MESSAGES}.`));
  if (inputs.length > MAX_MESSAGES)
    throw new ProblemError(
      problem('too-many-messages', `The body has ${inputs.length} messages; send at most ${MAX_MESSAGES} at once.`, [
        {
          field: 'messages',
          rule: `at most ${MAX_MESSAGES}`,
          value: inputs.length,
          remedy: 'Send them in several requests.',
        },
      ]),
    );
  const events = form === CLOUD_EVENT || form === CLOUD_EVENTS;
  return { inputs: inputs.map((one) => (events ? readEvent(one) : { fields: one })), single: !list };
}

/** More than anyone means, and far less than what would wear out the stack of whoever walks through it. */
const MAX_DEPTH = 100;

/** Counts brackets outside of strings: cheaper than a walk, and before anything is built of it. */
function refuseDepth(body: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < body.length; i++) {
    const char = body[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > MAX_DEPTH) {
      const remedy = 'Send flatter data, or text.';
      throw new ProblemError(
        problem('invalid-request', `The body is nested more than ${MAX_DEPTH} levels deep. ${remedy}`, [
          { field: '', rule: `at most ${MAX_DEPTH} levels`, remedy },
        ]),
      );
    }
  }
}

/** Throws a problem when it is not JSON, or nested too deep. */
export function parseJson(body: string): unknown {
  refuseDepth(body);
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ProblemError(
      problem('not-json', `The body is not JSON (${(error as Error).message}); send a message as a JSON object.`),
    );
  }
}

function listIn(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('messages' in value)) return undefined;
  const others = Object.keys(value).filter((key) => key !== 'messages');
  if (Array.isArray(value.messages) && others.length === 0) return value.messages;
  const detail = 'A body with "messages" has an array under it and nothing else beside it.';
  throw new ProblemError(problem('invalid-request', detail));
}

/**
 * The platform says when a message was sent and which attempt it is, so what an event says of that stays behind. An event of
 * another system has any text as its id, unique within its source: that pair gives the message its id.
 */
function readEvent(value: unknown): Input {
  const event = cloudEventSchema.safeParse(value);
  if (!event.success) {
    const errors = breachesOf(event.error, value);
    return { problem: problem('invalid-message', `The CloudEvent is not valid: ${sentenceOf(errors)}.`, errors) };
  }
  const { sentAt: _, attempt: __, ...fields } = fromCloudEvent(event.data);
  if (messageId.safeParse(fields.id).success) return { fields };
  return { fields: { ...fields, id: foreignMessageId(event.data.source, event.data.id) } };
}
