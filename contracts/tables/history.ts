/**
 * Rows of the history table. A message has one row, written once by the recorder; each agent that took it adds one row with
 * what became of it. Times in keys are ISO 8601, so text order is time order.
 *
 * 1. All rows about a message stand under its id: what is known of it is one read.
 * 2. Further attempts of the platform's own retry have rows of their own beside the first, and stand in no index.
 * 3. Indexes need hold keys alone: whoever reads one fetches the rows behind it.
 */
import * as z from 'zod';

export const HISTORY_INDEXES = {
  /** A conversation in time order. */
  byConversation: { partition: 'conversation', sort: 'at' },
  /** What went over a channel in an hour. */
  byChannel: { partition: 'channelHour', sort: 'at' },
  /** What an agent sent in an hour. */
  byAgent: { partition: 'agentHour', sort: 'at' },
  /** Dead letters that nobody has redriven. */
  byDeadLetter: { partition: 'deadLetter', sort: 'at' },
} as const;

export const messageKey = (id: string) => `message#${id}`;
export const MESSAGE_ROW = 'message';
/** The row of an attempt after the first: `attempt#002`. */
export const attemptRow = (attempt: number) => `${ATTEMPT_ROWS}${String(attempt).padStart(3, '0')}`;
export const ATTEMPT_ROWS = 'attempt#';
export const OUTCOME_ROWS = 'outcome#';
export const DEAD_LETTER_ROWS = 'dead#';
export const DELIVERY_ROWS = 'delivery#';
/** The row of the n-th way that was tried for an attempt: `delivery#001#1`. */
export const deliveryRow = (attempt: number, n: number) => `${DELIVERY_ROWS}${String(attempt).padStart(3, '0')}#${n}`;
export const outcomeRow = (agent: string) => `${OUTCOME_ROWS}${agent}`;
export const deadLetterRow = (agent: string, channel: string) => `${DEAD_LETTER_ROWS}${agent}#${channel}`;
/** `2026-11-21T12` of an ISO time. */
export const hourOf = (at: string) => at.slice(0, 13);
/** Partition of the indexes by channel and by agent. */
export const perHour = (name: string, at: string) => `${name}#${hourOf(at)}`;
/** The sort key of every index: unique, in time order. */
export const timeKey = (at: string, id: string) => `${at}#${id}`;

export const messageRowSchema = z.object({
  pk: z.string(),
  sk: z.literal(MESSAGE_ROW),
  conversation: z.string(),
  channelHour: z.string(),
  agentHour: z.string(),
  at: z.string(),
  /** The envelope as JSON text. */
  message: z.string(),
  /** Agents that subscribed to its channel when it was recorded: who comes later does not owe it an outcome. */
  subscribers: z.array(z.string()).optional(),
  recordedAt: z.string(),
  /** Epoch seconds. */
  ttl: z.number(),
});
export type MessageRow = z.output<typeof messageRowSchema>;

export const attemptRowSchema = messageRowSchema
  .pick({ pk: true, at: true, message: true, recordedAt: true, ttl: true })
  .extend({ sk: z.string().startsWith(ATTEMPT_ROWS) });
export type AttemptRow = z.output<typeof attemptRowSchema>;

export const outcomeSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  agent: z.string(),
  channel: z.string(),
  lane: z.string(),
  outcome: z.enum(['handled', 'failed', 'expired']),
  finishedAt: z.string(),
  durationMs: z.number(),
  /** From the send to the start of handling. */
  waitedMs: z.number(),
  attempts: z.number(),
  error: z.object({ code: z.string(), reason: z.string() }).optional(),
  /** Ids of what was published because of it. */
  published: z.array(z.string()),
  ttl: z.number(),
});
export type OutcomeRow = z.output<typeof outcomeSchema>;

/** A way to reach an agent that was tried: those that failed, and the one that worked after them. */
export const deliverySchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith(DELIVERY_ROWS),
  attempt: z.int().min(1),
  agent: z.string(),
  way: z.enum(['direct', 'queue']),
  at: z.string(),
  outcome: z.enum(['failed', 'delivered']),
  error: z.object({ code: z.string(), reason: z.string() }).optional(),
  ttl: z.number(),
});
export type DeliveryRow = z.output<typeof deliverySchema>;

export const OPEN_LETTERS = 'open';

export const deadLetterSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  /** Present until it is redriven: the partition of the index. */
  deadLetter: z.literal(OPEN_LETTERS).optional(),
  at: z.string(),
  agent: z.string(),
  channel: z.string(),
  lane: z.string(),
  error: z.object({ code: z.string(), reason: z.string() }),
  attempts: z.number(),
  /** The body of the queue message as it was. */
  body: z.string(),
  /** The queue that it died in, by name: a redrive puts it back there. */
  queue: z.string(),
  /** The id that SQS gave it in the dead-letter queue: a second delivery of it changes nothing. */
  letterId: z.string(),
  /** While a redrive is under way: nobody else begins one before that time. */
  redrivingUntil: z.string().optional(),
  redrivenAt: z.string().optional(),
  ttl: z.number(),
});
export type DeadLetterRow = z.output<typeof deadLetterSchema>;
