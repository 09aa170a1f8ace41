/** A whole message as a shape: what starts a workflow by its type, what a pattern looks at, what a step waits for. */
import { PRIORITIES } from '../../../contracts/message.ts';
import type { Catalogue } from '../../catalogue.ts';
import { shapeOfPayload } from './json-schema.ts';
import { ANY, literalShape, type ObjectShape, objectOf, oneOf, type Shape, STRING, WHOLE } from './shape.ts';

interface Said {
  readonly sender?: string;
  readonly to?: string;
  readonly payload?: Shape;
  readonly expects?: string;
}

export function messageShape(
  catalogue: Catalogue,
  type: string,
  { sender, to, payload, expects }: Said = {},
): ObjectShape {
  const known = catalogue.types.get(type);
  return objectOf({
    id: STRING,
    type: literalShape(type),
    channel: known ? literalShape(known.channel.name) : STRING,
    sender: sender === undefined ? STRING : literalShape(sender),
    ...(to === undefined ? { 'to?': STRING } : { to: literalShape(to) }),
    priority: oneOf(...PRIORITIES),
    correlationId: STRING,
    'causationId?': STRING,
    'replyTo?': STRING,
    expects: expects === undefined ? oneOf('none', 'ack', 'reply') : literalShape(expects),
    'deadlineMs?': WHOLE,
    sentAt: STRING,
    'expiresAt?': STRING,
    hops: WHOLE,
    attempt: WHOLE,
    'traceparent?': STRING,
    payload: payload ?? (known ? shapeOfPayload(known.payload) : ANY),
    'claim?': ANY,
  });
}
