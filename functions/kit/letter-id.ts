/** What a dead letter is called in the API: a message may die at several agents, so the name carries the agent and the channel. */
import { type DeadLetterRow, deadLetterRow, messageKey } from '../../contracts/tables/history.ts';
import type { RowKey } from './history.ts';

/** A character that a URL takes as it is and that no id or name has. */
const BETWEEN = '~';

export const letterId = ({ pk, agent, channel }: Pick<DeadLetterRow, 'pk' | 'agent' | 'channel'>): string =>
  [pk.slice(pk.indexOf('#') + 1), agent, channel].join(BETWEEN);

/** The row's key; without agent and channel, the message's id alone. */
export function readLetterId(id: string): { readonly messageId: string; readonly key?: RowKey } {
  const [messageId = '', agent, channel] = id.split(BETWEEN);
  if (!agent || !channel) return { messageId };
  return { messageId, key: { pk: messageKey(messageId), sk: deadLetterRow(agent, channel) } };
}
