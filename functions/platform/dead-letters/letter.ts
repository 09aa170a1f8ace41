/** Reads a message of a dead-letter queue: which message died, at whom, in which lane, why, after how many attempts. */
import type { SQSRecord } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import { foreignMessageId } from '../../../domain/ids.ts';
import { laneOfQueue } from '../../../domain/naming.ts';
import type { Owner } from '../../kit/catalogue.ts';
import { REASON, REASON_ATTEMPTS, REASON_CODE, REASON_QUEUE } from '../../kit/dead-letter.ts';
import { envelopeOf } from '../../kit/incoming.ts';

/** After that many receives a queue gives a message up: the redrive policy of lib, for letters that nobody gave a reason. */
export const MAX_RECEIVES = 5;

export interface Letter {
  /** Derived from the letter's id in SQS when the body is no message. */
  readonly messageId: string;
  readonly message?: Message;
  readonly lane: string;
  /** The name of the queue that it died in. */
  readonly queue: string;
  /** What whoever put it aside said; missing when the queue gave it up after too many receives. */
  readonly reason?: { readonly code: string; readonly reason: string };
  readonly attempts?: number;
}

export function readLetter(record: SQSRecord, owner: Owner): Letter {
  const message = readMessage(record);
  const source = sourceQueue(record);
  const found = owner.queues.find(({ name }) => name === source) ?? byPriority(owner, message) ?? owner.queues[0];
  const code = attribute(record, REASON_CODE);
  const attempts = Number(attribute(record, REASON_ATTEMPTS));
  return {
    messageId: message?.id ?? foreignMessageId('sqs', record.messageId),
    ...(message && { message }),
    lane: found?.lane ?? (source ? laneOfQueue(source) : 'all'),
    queue: found?.name ?? source ?? '',
    ...(code && { reason: { code, reason: attribute(record, REASON) ?? 'No reason was given.' } }),
    ...(attempts > 0 && { attempts }),
  };
}

function readMessage(record: SQSRecord): Message | undefined {
  try {
    return envelopeOf(record);
  } catch {
    return undefined; // what it is instead stands in the reason
  }
}

const attribute = (record: SQSRecord, name: string): string | undefined => record.messageAttributes[name]?.stringValue;

/** Who put it aside says from which queue; so does SQS when it moved the message itself. */
const sourceQueue = (record: SQSRecord): string | undefined =>
  (attribute(record, REASON_QUEUE) ?? record.attributes.DeadLetterQueueSourceArn)?.split(':').at(-1);

const byPriority = ({ queues }: Owner, message: Message | undefined) =>
  queues.find(({ lane }) => lane === message?.priority);
