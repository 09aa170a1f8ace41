/** Payloads of the council. What a turn, a judgement and a verdict are stands in domain/council/debate.ts. */
import * as z from 'zod';
import {
  askedSchema,
  judgementSchema,
  placedTurnSchema,
  turnSchema,
  verdictSchema,
} from '../../domain/council/debate.ts';

export const turnRequested = askedSchema;
export const turnTaken = turnSchema;
export const judgementRequested = askedSchema;
export const judgementMade = judgementSchema;
export const verdictRequested = z.strictObject({
  question: z.string(),
  turns: z.array(placedTurnSchema),
  judgement: judgementSchema,
});
export const verdictGiven = verdictSchema;
