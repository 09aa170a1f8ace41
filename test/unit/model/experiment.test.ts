/** Variants of an experiment: the same for a conversation, by share over many. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { drawVariant } from '../../../domain/model/experiment.ts';
import { definePrompt } from '../../../functions/kit/model/prompt.ts';
import { modelOf, scripted, text } from './scripted.ts';

const variants = [
  { name: 'short', share: 1 },
  { name: 'long', share: 3 },
  { name: 'never', share: 0 },
];

test('Over many conversations, variants are drawn by their shares', () => {
  const drawn = Array.from({ length: 10_000 }, (_, i) => drawVariant('tone', `c-${i}`, variants).name);
  const share = (name: string) => drawn.filter((one) => one === name).length / drawn.length;
  expect(share('short')).toBeCloseTo(0.25, 1);
  expect(share('long')).toBeCloseTo(0.75, 1);
  expect(share('never')).toBe(0);
});

test('A conversation gets the same variant again, and another experiment draws by itself', () => {
  const of = (experiment: string) =>
    Array.from({ length: 64 }, (_, i) => drawVariant(experiment, `c-${i}`, variants).name);
  expect(of('tone')).toEqual(of('tone'));
  expect(of('tone')).not.toEqual(of('length'));
});

test('An experiment without a share is an error', () => {
  expect(() => drawVariant('tone', 'c-1', [{ share: 0 }])).toThrow('Experiment tone');
});

test('An answer says which variant it is of, and the variant may name its models', async () => {
  const prompt = definePrompt({
    id: 'council/open',
    version: 3,
    system: 'You open.',
    task: 'Open.',
    variables: z.object({}),
    maxOutputTokens: 10,
    offline: () => 'Welcome.',
  });
  const script = scripted(text('Welcome.'));
  const asked: (readonly string[])[] = [];
  const { model, reports } = modelOf(script, {
    transport: (_, models) => {
      asked.push(models);
      return script.transport;
    },
  });
  const tone = { experiment: 'tone', variants: [{ name: 'warm', share: 1, prompt, models: ['ollama:other'] }] };
  const answer = await model.ask(tone, {});
  expect(answer.prompt).toEqual({ id: 'council/open', version: 3, variant: 'tone/warm' });
  expect(asked).toEqual([['ollama:other']]);
  expect(reports[0]?.prompt?.variant).toBe('tone/warm');
});
