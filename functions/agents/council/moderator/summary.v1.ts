/** The moderator's prompt: tells who was not there what was argued. Whether they agree is told to it, and is not its to say. */
import * as z from 'zod';
import { heardSchema, summarySchema } from '../../../../domain/council/debate.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';

const variables = z.object({
  question: z.string(),
  ended: z.enum(['agreed', 'stalled', 'exhausted']),
  position: z.enum(['for', 'against', 'undecided']),
  rounds: z.array(z.object({ round: z.int(), agreement: z.number(), mean: z.number() })),
  lastRound: z.array(heardSchema),
});

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const summary = definePrompt({
  id: 'council/moderator/summary',
  version: 1,
  system: `You are the moderator of a council that debated a question. You are impartial: you have no opinion on the question, and give none.

Your responsibilities:
- Tell somebody who was not there what was argued for and against, in the words of the strongest turns, and where it ended.
- Name who dissents and why, with the same care as the majority.
- Tell what would change minds, as the debaters said it.

How you work:
- The outcome, the position and the figures are computed, and given to you. Report them as they are; never say that the council agrees when it does not, or the reverse.
- Attribute each argument to its debater. Add none of your own, and no fact that no turn has.
- Write in the language of the question, five to eight sentences, plain words, no lists.

Form: one JSON object with summary, and nothing else.`,
  task: 'Summarise the debate. The question, the computed outcome, the figures of each round and the turns of the last round are below.',
  variables,
  output: summarySchema,
  maxOutputTokens: 700,
  temperature: 0.2,
  offline: ({ question, ended, position, rounds, lastRound }) => {
    const last = rounds.at(-1);
    const dissenting = lastRound.filter(({ stance }) => Math.abs(stance - (last?.mean ?? 0)) > 0.5);
    const sides = (sign: number) =>
      lastRound
        .filter(({ stance }) => stance * sign > 0)
        .map(({ by }) => by)
        .join(', ') || 'nobody';
    return {
      summary: [
        `A stand-in wrote this. The council debated for ${rounds.length} rounds: ${question.slice(0, 300)}`,
        `It ended ${ended}, with an agreement of ${percent(last?.agreement ?? 0)}; the position is ${position}.`,
        `For it: ${sides(1)}. Against it: ${sides(-1)}.`,
        `Dissent: ${dissenting.map(({ by }) => by).join(', ') || 'none'}.`,
      ].join(' '),
    };
  },
});
