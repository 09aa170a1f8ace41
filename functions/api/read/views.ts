/** Rows of the history as clients see them: without keys, with the names of the API. */

import type { Message } from '../../../contracts/message.ts';
import type { CallReport } from '../../../contracts/model.ts';
import type { DeadLetterRow, DeliveryRow, MessageRow, OutcomeRow } from '../../../contracts/tables/history.ts';
import { usdOf } from '../../../domain/model/prices.ts';
import { messageIn } from '../../kit/history.ts';
import { envelopeOf } from '../../kit/incoming.ts';
import { letterId } from '../../kit/letter-id.ts';

export const outcomeView = ({ pk: _, sk: __, ttl: ___, ...outcome }: OutcomeRow) => outcome;

export const deliveryView = ({ pk: _, sk: __, ttl: ___, ...delivery }: DeliveryRow) => delivery;

export const callView = ({ costNanoUsd, ...call }: CallReport) => ({
  ...call,
  costUsd: usdOf(costNanoUsd),
});

export const attemptView = (row: Pick<MessageRow, 'message' | 'recordedAt'>) => {
  const { attempt, sentAt } = messageIn(row);
  return { attempt, sentAt, recordedAt: row.recordedAt };
};

/** Which message, which agent, which error, how many attempts; and the message itself, or the text that is none. */
export function deadLetterView(row: DeadLetterRow) {
  const message = messageOf(row);
  const [diedAt = row.at] = row.at.split('#');
  return {
    id: letterId(row),
    messageId: row.pk.slice(row.pk.indexOf('#') + 1),
    ...(message && { type: message.type, correlationId: message.correlationId }),
    agent: row.agent,
    channel: row.channel,
    lane: row.lane,
    error: row.error,
    attempts: row.attempts,
    diedAt,
    ...(row.redrivenAt && { redrivenAt: row.redrivenAt }),
    ...(message ? { message } : { body: row.body }),
  };
}

function messageOf(row: DeadLetterRow): Message | undefined {
  try {
    return envelopeOf(row);
  } catch {
    return undefined;
  }
}
