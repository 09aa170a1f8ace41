/** What the lab's agents ask. */
import * as z from 'zod';
import { definePrompt } from '../../../functions/kit/model/prompt.ts';

const topic = z.strictObject({ topic: z.string() });

export const verdict = definePrompt({
  id: 'lab/verdict',
  version: 1,
  system: 'You judge topics.',
  task: 'Judge the topic and say how sure you are.',
  variables: topic,
  output: z.strictObject({ verdict: z.string(), sure: z.number().min(0).max(1) }),
  maxOutputTokens: 400,
  offline: ({ topic }) => ({ verdict: `${topic} is fine.`, sure: 0.5 }),
});

export const essay = definePrompt({
  id: 'lab/essay',
  version: 1,
  system: 'You write about topics.',
  task: 'Write two sentences about the topic.',
  variables: topic,
  maxOutputTokens: 400,
  offline: ({ topic }) => `There is much to be said about ${topic}. It will have to be said by somebody else.`,
});
