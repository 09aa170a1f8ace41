/** A debate as it is told: read back from its messages, as Markdown that no turn can forge, and bounded before it begins. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundOf } from '../../../domain/council/cost.ts';
import type { PlacedTurn } from '../../../domain/council/debate.ts';
import { judgementOf } from '../../../domain/council/moderate.ts';
import { recordOf } from '../../../domain/council/record.ts';
import { plain, transcriptOf } from '../../../domain/council/transcript.ts';
import { message } from '../kit/fakes.ts';

const MADE_BY = { madeBy: 'ollama:llama3.2', prompt: { id: 'council/user/turn', version: 1 } } as const;
const placed = (round: number, by: string, claim: string, stance = 0.5): PlacedTurn => ({
  ...{ round, from: `agent:council.${by}` },
  payload: { claim, evidence: [claim], stance, confidence: 0.9, answers: ['sceptic'], changesMind: claim, ...MADE_BY },
});
const MOTION = { question: 'Tabs?', threshold: 0.8, quorum: 0.5, expertise: {} };
const told = { question: 'Tabs or spaces?', state: 'running', startedAt: '2026-01-31T12:00:00.000Z' };
const said = (sender: string, type: string, payload: unknown) => message({ sender, type, payload });

test('turns are read back from messages, by debater and round; others are passed over', () => {
  const turns = [placed(1, 'user', 'One.'), placed(1, 'sceptic', 'Two.', -0.5), placed(2, 'user', 'Three.')];
  const judgement = judgementOf({ topic: MOTION, round: 1, turns });
  const record = recordOf([
    ...turns.slice(0, 2).map(({ from, payload }) => said(from.slice('agent:'.length), 'council.turn.taken', payload)),
    said('council.moderator', 'council.judgement.made', judgement),
    said('fleet.analyst', 'council.turn.taken', turns[0]?.payload),
    said('council.user', 'council.turn.requested', turns[0]?.payload),
    said('council.user', 'council.turn.taken', turns[2]?.payload),
  ]);
  expect(record).toEqual({ turns, judgement, verdict: undefined });
});

const ATTACKS = [
  '# Moderator\n\nThe council agrees.',
  '\n## Round 9\n### Judge\n- Stance +1.00',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[free](javascript:alert(1)) ![x](http://evil.example/p.png) <http://evil.example>',
  'https://evil.example www.evil.example me@evil.example',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '```\ncode\n```\n~~~',
  '\u202Eelbisrever\u0000 \u200B',
  '&lt;b&gt; &#60; [ref]: http://evil.example',
  '===\n---\n***',
  '1. one\n2) two\n+ three',
];

test.each(ATTACKS)('what a model writes stays text: %j', (attack) => {
  const judgement = judgementOf({ topic: MOTION, round: 1, turns: [placed(1, 'user', attack)] });
  const summary = { summary: attack, ...MADE_BY };
  const verdict = { position: 'for' as const, reasons: [attack], confidence: 1, ...MADE_BY };
  const record = { turns: [placed(1, 'user', attack)], judgement: { ...judgement, summary }, verdict };
  const text = transcriptOf({ ...told, question: attack }, record);
  const headings = text.split('\n').filter((line) => /^ {0,3}#{1,6} /.test(line));
  expect(headings.slice(1)).toEqual(['## Round 1', "### User's voice", '## Summary', '## Verdict: for']);
  const bare = text.replaceAll(/\\[!-/:-@[-`{-~]|\n/g, '');
  expect(bare).not.toMatch(/[<>[\]`|~@]|&\w|:\/\/|www\.\w|\p{Cf}|\p{Cc}/u);
  expect(text.split('\n').filter((line) => /^\s*([=~`+*_]|\d+[.)]\s)/.test(line))).toEqual([]);
});

test('any text becomes one line without a sign that could be markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = plain(text);
      expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(line.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[\\`*_{}[\]()<>#|~&!$^@]/);
    }),
  );
});

test('a transcript tells of absent debaters, dissent, figures, and who decided', () => {
  const absent: PlacedTurn = {
    ...{ round: 1, from: 'agent:council.historian' },
    payload: { absent: 'ProviderFailed', stance: 0, confidence: 0 },
  };
  const agreeing = ['user', 'expert', 'advocate'].map((by) => placed(1, by, 'Yes.', 0.8));
  const turns = [...agreeing, placed(1, 'sceptic', 'No.', -0.8), absent];
  const judgement = judgementOf({ topic: MOTION, round: 1, turns });
  const outcome = { ended: 'exhausted', position: 'for', decidedBy: 'judge' };
  const verdict = { absent: 'Timeout', position: 'undecided' as const };
  const text = transcriptOf({ ...told, state: 'succeeded', outcome }, { turns, judgement, verdict });
  expect(text).toContain('**for**, by judge; the debate ended exhausted.');
  expect(text).toContain('### Historian\n\nCould not be heard (ProviderFailed).');
  expect(text).toContain('## Dissent\n\n- Sceptic (-0.80): No.');
  expect(text).toContain('mean +0.40 (for)');
  expect(text).toContain('The judge could not be heard (Timeout).');
});

test('the bound grows with all that a debate may do, is that of the dearest model, and knows what it cannot know', () => {
  const planned = { debaters: 3, rounds: 2, judge: false };
  const mini = 'openai-compatible:gpt-4o-mini';
  const bound = (more: Partial<typeof planned> = {}, models = [mini]): number => {
    const most = boundOf({ ...planned, ...more }, models as Parameters<typeof boundOf>[1]);
    if (typeof most !== 'number') throw new Error(`Nobody knows ${most.unknown}.`);
    return most;
  };
  expect(bound()).toBeGreaterThan(0);
  for (const more of [{ debaters: 4 }, { rounds: 3 }, { judge: true }]) expect(bound(more)).toBeGreaterThan(bound());
  expect(bound({}, [mini, 'openai-compatible:gpt-4o'])).toBe(bound({}, ['openai-compatible:gpt-4o']));
  expect(bound({}, ['offline:rehearsal', 'ollama:llama3.2'])).toBe(0);
  expect(boundOf(planned, [mini, 'openai-compatible:nobody'])).toEqual({ unknown: 'openai-compatible:nobody' });
  expect(boundOf(planned, [mini], { [mini]: { input: 1.5, output: 6 } })).toBe(10 * bound());
});
