/**
 * What is said in a debate of the council: turns, what the moderator finds, what the judge decides. Sizes are such that 54 turns (nine
 * debaters, six rounds) stay below the 256 KB that the state of an execution holds, in any script.
 */
import * as z from 'zod';
import { modelRef, promptVersion } from '../../contracts/model.ts';
import { DEBATE_PHASES } from '../../contracts/workflow.ts';
import { DEBATERS } from './roles.ts';

export const MAX_ROUNDS = 6;
export const MAX_QUESTION = 600;

export const debater = z.enum(DEBATERS);
export type Debater = z.output<typeof debater>;

/** What a debater says of itself; the form in which a model answers. */
export const opinionSchema = z.strictObject({
  claim: z.string().min(1).max(400).describe('The one claim of this turn, in a sentence or two.'),
  evidence: z
    .array(z.string().min(1).max(160))
    .max(3)
    .describe('What supports it: facts, figures, cases. Empty rather than invented.'),
  stance: z.number().min(-1).max(1).describe('From -1, wholly against, to 1, wholly for.'),
  confidence: z.number().min(0).max(1).describe('How sure you are of your stance.'),
  answers: z.array(debater).max(3).describe('Whose arguments this turn answers.'),
  changesMind: z.string().min(1).max(200).describe('What would change your mind.'),
});
export type OpinionGiven = z.output<typeof opinionSchema>;

/** Who said it, in which version of its prompt: `offline:…` is a stand-in, and no model. */
const madeBy = { madeBy: modelRef, prompt: promptVersion };

/** A turn: an opinion, or that its debater could not be heard; then it has no weight. */
export const turnSchema = z.union([
  opinionSchema.extend(madeBy),
  z.strictObject({ absent: z.string(), stance: z.literal(0), confidence: z.literal(0) }),
]);
export type Turn = z.output<typeof turnSchema>;

/** A turn as the step keeps it. */
export const placedTurnSchema = z.strictObject({
  round: z.int().min(1),
  /** `agent:council.sceptic` */
  from: z.string(),
  payload: turnSchema,
});
export type PlacedTurn = z.output<typeof placedTurnSchema>;

const motionSchema = z.strictObject({
  question: z.string().min(1).max(MAX_QUESTION),
  threshold: z.number().min(0).max(1),
  /** Share of the weight that must be there. */
  quorum: z.number().min(0).max(1),
  expertise: z.partialRecord(debater, z.number().min(0).max(10)),
});

/** What debaters and moderator are asked. */
export const askedSchema = z.strictObject({
  topic: motionSchema,
  round: z.int().min(1),
  rounds: z.int().min(1),
  phase: z.enum(DEBATE_PHASES),
  /** Of the rounds before; for the moderator, this one's too. */
  turns: z.array(placedTurnSchema),
});
export type Asked = z.output<typeof askedSchema>;

const POSITIONS = ['for', 'against', 'undecided'] as const;

/** The figures of one round (consensus.ts). */
const roundSchema = z.strictObject({
  round: z.int().min(1),
  agreement: z.number(),
  dispersion: z.number(),
  mean: z.number(),
  position: z.enum(POSITIONS),
  quorum: z.number(),
  agreed: z.boolean(),
  movement: z.number(),
  stalled: z.boolean(),
  dissent: z.array(debater),
});

export const summarySchema = z.strictObject({
  summary: z
    .string()
    .min(1)
    .max(1_200)
    .describe('What was argued on both sides and where it ended, for who was not there.'),
});

export const judgementSchema = z.strictObject({
  agreed: z.boolean(),
  stalled: z.boolean(),
  position: z.enum(POSITIONS),
  /** All rounds so far. */
  rounds: z.array(roundSchema),
  /** Who is far from the mean in this round, and what they claim. */
  dissent: z.array(z.strictObject({ by: debater, stance: z.number(), claim: z.string() })),
  /** At the end of the debate: by a model; missing when that failed. */
  summary: summarySchema.extend(madeBy).optional(),
});
export type Judgement = z.output<typeof judgementSchema>;

export const decisionSchema = z.strictObject({
  position: z.enum(POSITIONS).describe('undecided only where the arguments leave no other way.'),
  reasons: z.array(z.string().min(1).max(300)).min(1).max(5),
  confidence: z.number().min(0).max(1),
});

/** What the judge decides; undecided where it could not be heard. */
export const verdictSchema = z.union([
  decisionSchema.extend(madeBy),
  z.strictObject({ absent: z.string(), position: z.literal('undecided') }),
]);
export type Verdict = z.output<typeof verdictSchema>;

/** `agent:council.sceptic` → `sceptic`; undefined for who is no debater. */
export function debaterOf(from: string): Debater | undefined {
  return DEBATERS.find((name) => from === `agent:council.${name}`);
}

/** An opinion with its place, as prompts have it. */
export const heardSchema = opinionSchema.extend({ by: debater, round: z.int().min(1) });
export type Heard = z.output<typeof heardSchema>;

/** What was said, by whom; who was absent is left out. */
export const heardIn = (turns: readonly PlacedTurn[]): Heard[] =>
  turns.flatMap(({ round, from, payload }) => {
    const by = debaterOf(from);
    if (by === undefined || 'absent' in payload) return [];
    const { madeBy: _, prompt: __, ...opinion } = payload;
    return [{ ...opinion, by, round }];
  });
