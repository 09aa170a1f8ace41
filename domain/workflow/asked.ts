/**
 * What a task of a compiled workflow asked, read from the parameters that Step Functions keeps in its history. Picks what a reader
 * may see: the token that stands there too is left where it is.
 */
import { stepMessageId } from './identity.ts';

export interface Asked {
  /** `ask`, `gather`, `collect`, `listen`, `approve`; `send` for a message that waits for nothing; `start` for a workflow. */
  readonly does?: string;
  readonly step?: string;
  readonly place?: string;
  /** Ids of the messages that were sent; of an approval, its own. */
  readonly messages?: readonly string[];
  readonly input?: unknown;
}

/** A value as JSON text, or the text itself where it is none. */
export function jsonIn(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** @param details of TaskScheduled */
export function askedOf(details: Readonly<Record<string, unknown>>, execution: string): Asked {
  const parameters = recordOf(jsonIn(details.parameters));
  if (details.resourceType === 'events') return sent(parameters);
  if (details.resourceType === 'states') return { does: 'start', input: jsonIn(parameters.Input) };
  const payload = recordOf(parameters.Payload);
  return typeof payload.do === 'string' ? requested(payload.do, payload, execution) : {};
}

function sent({ Entries }: Readonly<Record<string, unknown>>): Asked {
  const message = recordOf(jsonIn(recordOf(Array.isArray(Entries) ? Entries[0] : undefined).Detail));
  return {
    does: 'send',
    ...(typeof message.id === 'string' && { messages: [message.id] }),
    ...('payload' in message && { input: message.payload }),
  };
}

function requested(does: string, payload: Readonly<Record<string, unknown>>, execution: string): Asked {
  const step = String(payload.step ?? '');
  const place = String(payload.place ?? '');
  const how = does === 'gather' && Array.isArray(payload.to) ? payload.to.length : does === 'collect' ? 0 : 1;
  const messages = Array.from({ length: how }, (_, index) => stepMessageId(execution, step, place, index));
  return { does, step, place, messages, ...inputOf(does, payload) };
}

function inputOf(does: string, { payload, question, show, type, where }: Readonly<Record<string, unknown>>) {
  if (does === 'approve') return { input: { question, ...(show !== undefined && { show }) } };
  if (does === 'listen') return { input: { type, where } };
  return payload === undefined ? {} : { input: payload };
}
