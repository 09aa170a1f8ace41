/**
 * Rows of the history table that hold text of answers under way (functions/kit/model/live.ts writes, functions/api/stream reads). They
 * stand in no index, and go after an hour: the message that follows has the whole.
 */
import * as z from 'zod';
import { agentId, messageId, timestamp } from '../message.ts';

/** How long they are kept, seconds. */
export const LIVE_S = 3600;

/** One partition for each conversation: whoever follows it reads all that is new at once. */
export const livePieceKey = (conversation: string) => `live#${conversation}`;
/** In time order. */
export const livePieceSort = (at: string, message: string, agent: string, from: number) =>
  `${at}#${message}#${agent}#${String(from).padStart(7, '0')}`;

export const livePieceSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  message: messageId,
  agent: agentId,
  /** When its writer began: another time means another text, from the start. */
  begun: timestamp,
  /** Which character of the text it begins with, from 0. */
  from: z.int().min(0),
  text: z.string(),
  at: timestamp,
  /** Epoch seconds. */
  ttl: z.number(),
});
export type LivePieceRow = z.output<typeof livePieceSchema>;
