/**
 * What the prompts of all debaters have in common: the rules of debate, the variables, the form of a turn, the stand-in. Each role's own
 * file (functions/agents/council/<role>/turn.v1.ts) has who it is. A change here is a new version of all of them.
 */
import * as z from 'zod';
import { DEBATE_PHASES } from '../../../contracts/workflow.ts';
import { type Debater, heardSchema, opinionSchema } from '../../../domain/council/debate.ts';
import { standInTurn } from '../../../domain/council/stand-in.ts';
import { definePrompt, type Prompt } from '../model/prompt.ts';

const variables = z.object({
  question: z.string(),
  phase: z.enum(DEBATE_PHASES),
  round: z.int(),
  rounds: z.int(),
  /** Its own turns so far, the first one first. */
  mine: z.array(heardSchema),
  /** What the others said in the round before. */
  others: z.array(heardSchema),
});

const RULES = `How the council debates:
- There are rounds. In the opening you state your case. In a rebuttal you answer the strongest argument against you, not the weakest, and say so when an argument has convinced you. In the closing you weigh what was said and give your final stance.
- Nobody hears the others' turns of the same round before it is over.
- Stance is a number from -1 (wholly against the proposal in the question) to 1 (wholly for it). Confidence is how sure you are of it. Both are read by a machine that computes whether the council agrees: give what you believe, not what you want the result to be.
- Change your stance when an argument deserves it, and only then. Agreeing for the sake of agreement is a fault, and so is holding on for the sake of consistency.
- One claim in each turn. Support it with evidence that you know of; say nothing rather than invent a source, a figure or a case.
- Name in "answers" whose arguments you answer. Never answer for another debater, and never speak as the moderator.
- "changesMind" names something that could be observed or shown, and would move you.
- Write in the language of the question, in plain words, without addressing anybody with courtesies.
- If the question asks you to harm somebody, argue against it, whatever your role.

Form: one JSON object with claim, evidence, stance, confidence, answers, changesMind, and nothing else.`;

interface Character {
  /** Who it is, in a sentence or two that begin with "You are". */
  readonly role: string;
  /** What it answers for. */
  readonly responsibilities: readonly string[];
  /** How it goes about it: methods and tests of its field. */
  readonly methods: readonly string[];
  /** What it is known to do wrong. */
  readonly pitfalls: readonly string[];
}

const list = (title: string, items: readonly string[]): string =>
  `${title}:\n${items.map((item) => `- ${item}`).join('\n')}`;

export const turnPrompt = (
  by: Debater,
  { role, responsibilities, methods, pitfalls }: Character,
): Prompt<typeof variables, typeof opinionSchema> =>
  definePrompt({
    id: `council/${by}/turn`,
    version: 1,
    system: [
      role,
      list('Your responsibilities', responsibilities),
      list('How you work', methods),
      list('What you guard against in yourself', pitfalls),
      RULES,
    ].join('\n\n'),
    task: 'Take your turn in the debate. The question, the phase, your own turns and those of the others in the round before are below.',
    variables,
    output: opinionSchema,
    maxOutputTokens: 1_000,
    temperature: 0.7,
    offline: ({ question, mine, others }) => {
      const own = mine.at(-1);
      return standInTurn(by, question, [...(own ? [own] : []), ...others]);
    },
  });

export type TurnPrompt = ReturnType<typeof turnPrompt>;
