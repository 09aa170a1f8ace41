/** What stands directly around a provider: an answer has an end, whatever pieces it comes in. */
import { expect, test } from 'vitest';
import { bounded } from '../../../functions/kit/model/layers/bounded.ts';
import type { Chunk } from '../../../functions/kit/model/port.ts';
import { callOf, outcomeOf, textOf } from './model-calls.ts';

const endless = (piece: Chunk) =>
  bounded(async function* () {
    for (;;) yield piece;
  });

test.each<[string, Chunk]>([
  ['texts', { kind: 'text', text: '' }],
  ['tool calls', { kind: 'tool-call', callId: '', tool: '', input: '' }],
])('empty %s without end are ended: each piece is a token at least', async (_, piece) => {
  const { chunks } = await outcomeOf(endless(piece), callOf({ maxOutputTokens: 10 }));
  expect(chunks.at(-1)).toMatchObject({ kind: 'end', reason: 'length' });
  expect(chunks.length).toBeLessThanOrEqual(22);
});

test('names of tools count as what they are called with does', async () => {
  const piece: Chunk = { kind: 'tool-call', callId: '', tool: 'x'.repeat(1_000), input: '' };
  const { chunks } = await outcomeOf(endless(piece), callOf({ maxOutputTokens: 10 }));
  expect(chunks).toEqual([expect.objectContaining({ kind: 'end', reason: 'length' })]);
});

test('one piece that is too long by itself is cut', async () => {
  const { chunks } = await outcomeOf(
    endless({ kind: 'text', text: 'x'.repeat(1_000_000) }),
    callOf({ maxOutputTokens: 10 }),
  );
  expect(textOf(chunks)).toBe('x'.repeat(60));
  expect(chunks.at(-1)).toMatchObject({ kind: 'end', reason: 'length' });
});
