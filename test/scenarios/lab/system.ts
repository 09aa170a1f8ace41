/**
 * A system for trying models: its agents ask what a message tells them to ask, and say what came of it. The thinker has no budget of
 * its own, the spender a small one, the borrower next to none and lets a person be asked, and the rememberer keeps answers.
 */
import * as z from 'zod';
import { END_REASONS } from '../../../contracts/model.ts';
import { defineSystem } from '../../../systems/define.ts';
import { platformChannels, platformMessages } from '../../../systems/platform.ts';

const question = z.strictObject({
  topic: z.string(),
  /** A verdict has a schema, an essay is text; talk is a conversation of so many earlier turns. */
  form: z.enum(['verdict', 'essay', 'talk']).default('verdict'),
  /** Reads the text as it comes. */
  shown: z.boolean().default(false),
  /** Ends the answer after so many characters. */
  stopAfter: z.int().min(1).optional(),
  /** Asks so many times, one after the other. */
  times: z.int().min(1).default(1),
  /** Of a talk. */
  turns: z.int().min(0).default(0),
  /** Fails with what the model failed with, instead of saying so. */
  throws: z.boolean().default(false),
});

const answer = z.strictObject({
  answers: z.array(
    z.union([
      z.strictObject({
        value: z.unknown(),
        model: z.string(),
        reason: z.enum(END_REASONS),
        truncated: z.boolean(),
        costNanoUsd: z.int(),
      }),
      z.strictObject({ code: z.string() }),
    ]),
  ),
});
export type LabAnswer = z.output<typeof answer>['answers'][number];

const input = <const Type extends string>(title: string, carries: Type) =>
  ({ title, group: 'input', carries: [carries], lanes: 'single' }) as const;

const asks = { role: 'asker', capabilities: [], publishes: ['lab.answer'], effects: 'pure', needs: ['model'] } as const;

export const SPENDER_USD = 0.01;
/** Less than any question costs. */
export const BORROWER_USD = 0.0001;

export const lab = defineSystem({
  name: 'lab',
  title: 'Laboratory',
  messages: {
    ...platformMessages,
    'lab.question': question,
    'lab.spending': question,
    'lab.remembering': question,
    'lab.borrowing': question,
    'lab.answer': answer,
  },
  channels: {
    ...platformChannels,
    'lab.questions': input('Questions', 'lab.question'),
    'lab.spendings': input('Questions that cost', 'lab.spending'),
    'lab.rememberings': input('Questions that come again', 'lab.remembering'),
    'lab.borrowings': input('Questions that cost more than there is', 'lab.borrowing'),
    'lab.answers': { title: 'Answers', group: 'output', carries: ['lab.answer'], lanes: 'single', forTheRecord: true },
  },
  inputs: ['lab.questions', 'lab.spendings', 'lab.rememberings', 'lab.borrowings'],
  agents: {
    thinker: {
      ...asks,
      title: 'Thinker',
      subscribes: ['lab.questions'],
      entry: 'lab/thinker',
      chat: { role: 'You think.', version: 1 },
    },
    spender: {
      ...asks,
      title: 'Spender',
      subscribes: ['lab.spendings'],
      model: { budgetUsd: { conversation: SPENDER_USD }, whenSpent: ['cheaper', 'refuse'] },
      entry: 'lab/spender',
    },
    borrower: {
      ...asks,
      title: 'Borrower',
      subscribes: ['lab.borrowings'],
      model: { budgetUsd: { conversation: BORROWER_USD }, whenSpent: ['cheaper', 'ask', 'refuse'] },
      entry: 'lab/borrower',
    },
    rememberer: {
      ...asks,
      title: 'Rememberer',
      subscribes: ['lab.rememberings'],
      model: { cacheS: 3_600 },
      entry: 'lab/rememberer',
    },
  },
});
export type LabQuestion = z.input<typeof question>;
