/**
 * Rows of the history table that belong to conversations with people: `chat#<conversation>` / `turn#000001`, a row for what a user
 * said and what was answered.
 *
 *   (none) ──begin──> answering until `leaseUntilMs` ──> answered | cut | aborted | failed
 *                         ↑  └── lease over: its function is gone, and the turn with it        │
 *                         └──────────────────────── answered anew ─────────────────────────────┘
 *
 * 1. The next turn begins when the last one is not being answered, by a conditional write: of two at once, one is refused.
 * 2. The owner stands in every row: the latest one tells whose conversation it is.
 */
import * as z from 'zod';
import { END_REASONS, modelRef, promptVersion, usageSchema } from '../model.ts';

export const chatKey = (conversation: string) => `chat#${conversation}`;
export const TURN_ROWS = 'turn#';
export const turnRow = (turn: number) => `${TURN_ROWS}${String(turn).padStart(6, '0')}`;

const TURN_STATES = ['answering', 'answered', 'cut', 'aborted', 'failed'] as const;

export const turnSchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith(TURN_ROWS),
  turn: z.int().min(1),
  /** The principal of the key that it was said with. */
  owner: z.string(),
  agent: z.string(),
  said: z.object({ id: z.string().optional(), text: z.string(), at: z.string() }),
  state: z.enum(TURN_STATES),
  /** Rises with each answering: the end of one writes only over its own beginning. */
  answering: z.int().min(1),
  leaseUntilMs: z.number(),
  answer: z
    .object({
      text: z.string(),
      at: z.string(),
      model: modelRef.optional(),
      prompt: promptVersion,
      usage: usageSchema.optional(),
      costNanoUsd: z.number().optional(),
      firstTokenMs: z.number().optional(),
      totalMs: z.number(),
      truncated: z.boolean(),
      reason: z.enum(END_REASONS).optional(),
      /** Of what failed. */
      code: z.string().optional(),
    })
    .optional(),
  /** Epoch seconds. */
  ttl: z.number(),
});
export type Turn = z.output<typeof turnSchema>;
