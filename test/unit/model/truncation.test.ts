/** Truncation: what always stays, that the result fits or says that it cannot, and the layer's exact events. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextTokensOf, longestAnswerOf } from '../../../domain/model/models.ts';
import { inputTokensOf, truncate } from '../../../domain/model/truncate.ts';
import { createTruncation } from '../../../functions/kit/model/layers/truncation.ts';
import type { ChatMessage, ToolDeclaration } from '../../../functions/kit/model/port.ts';
import { callOf, end, fault, fine, outcome, type Step, scripted, text, words } from './layers-world.ts';

const marker = (left: number): ChatMessage => ({ role: 'user', text: `(${left} left out)` });
const user = (n: number, words = 10): ChatMessage => ({ role: 'user', text: `${n} ${'ask '.repeat(words)}` });
const answer = (n: number, words = 10): ChatMessage => ({ role: 'assistant', text: `${n} ${'say '.repeat(words)}` });
const system: ChatMessage = { role: 'system', text: 'You are short.' };

const turn: fc.Arbitrary<ChatMessage[]> = fc.oneof(
  fc.record({ role: fc.constant('user' as const), text: fc.string({ maxLength: 200 }) }).map((one) => [one]),
  fc.record({ role: fc.constant('assistant' as const), text: fc.string({ maxLength: 200 }) }).map((one) => [one]),
  fc
    .tuple(fc.string({ maxLength: 50 }), fc.array(fc.string({ maxLength: 100 }), { minLength: 1, maxLength: 3 }))
    .map(([said, results]): ChatMessage[] => [
      {
        role: 'assistant',
        text: said,
        toolCalls: results.map((_, i) => ({ callId: `c${i}`, tool: 'look', input: '{}' })),
      },
      ...results.map((result, i): ChatMessage => ({ role: 'tool', callId: `c${i}`, tool: 'look', result })),
    ]),
);

test('whatever the conversation: it fits, or it is said that it cannot; instructions, task and last turn stay; calls stay with results', () => {
  let shortened = 0;
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 4, maxLength: 20, size: 'max' }),
      fc.integer({ min: 50, max: 700 }),
      (turns, most) => {
        const messages = [system, user(0), ...turns.flat()];
        const last = turns.at(-1) ?? [];
        const cut = truncate(messages, most, marker);
        if (!cut) {
          const needed = inputTokensOf({ messages: [system, user(0), marker(messages.length), ...last] });
          expect(Math.min(needed, inputTokensOf({ messages }))).toBeGreaterThan(most);
          return;
        }
        expect(inputTokensOf({ messages: cut.messages })).toBeLessThanOrEqual(most);
        expect(cut.messages.slice(0, 2)).toEqual([system, user(0)]);
        expect(cut.messages.slice(-last.length)).toEqual(last);
        if (cut.left.messages === 0) {
          expect(cut.messages).toBe(messages);
          return;
        }
        shortened += 1;
        const rest = cut.messages.slice(3);
        expect(cut.messages[2]).toEqual(marker(cut.left.messages));
        expect(messages.slice(-rest.length)).toEqual(rest);
        expect(messages.length - 2 - rest.length).toBe(cut.left.messages);
        expect(rest[0]?.role).not.toBe('tool');
      },
    ),
    { numRuns: 300 },
  );
  expect(shortened).toBeGreaterThan(20);
});

test('as many of the latest turns stay as fit', () => {
  const messages = [system, user(1), answer(2), user(3), answer(4), user(5)];
  const most = inputTokensOf({ messages: [system, user(1), marker(2), answer(4), user(5)] });
  expect(truncate(messages, most, marker)?.messages).toEqual([system, user(1), marker(2), answer(4), user(5)]);
  expect(truncate(messages, most - 1, marker)?.messages).toEqual([system, user(1), marker(3), user(5)]);
});

test.each([
  ['offline:rehearsal', 100_000],
  ['bedrock:amazon.nova-pro-v1:0', 300_000],
  ['bedrock:us.amazon.nova-lite-v1:0', 300_000],
  ['bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0', 200_000],
  ['ollama:llama3.2', 8192],
  ['openai-compatible:anything/else', 8192],
])('%s reads %i tokens', (model, tokens) => {
  expect(contextTokensOf(model)).toBe(tokens);
});

test.each([
  ['bedrock:amazon.nova-pro-v1:0', 10_000],
  ['bedrock:eu.amazon.nova-lite-v1:0', 10_000],
  ['bedrock:us-gov.anthropic.claude-3-haiku-20240307-v1:0', 4_096],
  ['bedrock:us.anthropic.claude-sonnet-4-20250514-v1:0', undefined],
  ['bedrock:us.meta.llama3-3-70b-instruct-v1:0', 2_048],
  ['ollama:llama3.2', undefined],
])('%s writes %s tokens', (model, tokens) => {
  expect(longestAnswerOf(model)).toBe(tokens);
});

const long = [system, user(1), ...Array.from({ length: 20 }, (_, i) => answer(i + 2, 30)), user(99)];

function world(steps: readonly Step[], context: number | undefined) {
  const { provider, calls } = scripted(steps);
  return { ask: createTruncation({ contextOf: async () => context })(provider), calls };
}

test('what fits is passed on as it is', async () => {
  const { ask, calls } = world([fine], undefined);
  const { call, events } = callOf({ messages: long });
  expect(await outcome(ask, call)).toEqual(fine);
  expect(calls[0]?.messages).toBe(long);
  expect(events).toEqual([]);
});

test('what does not fit with its answer loses its middle, and that is told', async () => {
  const { ask, calls } = world([fine], 500);
  const { call, events } = callOf({ messages: long });
  expect(await outcome(ask, call)).toEqual(fine);
  const sent = calls[0]?.messages ?? [];
  expect(inputTokensOf({ messages: sent })).toBeLessThanOrEqual(400);
  expect(sent.at(-1)).toEqual(user(99));
  expect(sent[2]).toMatchObject({ role: 'user', text: expect.stringMatching(/^\(14 earlier messages were left out/) });
  expect(events).toEqual([
    { event: 'truncated', model: call.model, because: 'counted', messages: 14, tokens: 14 * 46 },
  ]);
});

test('tools and the schema of the answer take their share', async () => {
  const { ask, calls } = world([fine], 500);
  const tool: ToolDeclaration = { name: 'look', description: 'Looks. '.repeat(50), inputSchema: {} };
  const { call } = callOf({ messages: long, tools: [tool] });
  await outcome(ask, call);
  const [sent] = calls;
  expect(sent && inputTokensOf(sent)).toBeLessThanOrEqual(400);
});

test('when the provider counts otherwise it is asked once more, with half', async () => {
  const { ask, calls } = world([fault('ContextTooLong'), fine], undefined);
  const { call, events } = callOf({ messages: long });
  expect(await outcome(ask, call)).toEqual(fine);
  const [first, second] = calls.map((one) => inputTokensOf(one));
  expect(second).toBeLessThanOrEqual((first ?? 0) / 2);
  expect(words(events)).toEqual([expect.stringMatching(/^truncated provider \d+ \d+$/)]);
});

test('only once, and not when there is nothing to leave out', async () => {
  const { ask, calls } = world([fault('ContextTooLong')], undefined);
  expect(await outcome(ask, callOf({ messages: long }).call)).toEqual([
    expect.objectContaining({ name: 'ContextTooLong' }),
  ]);
  expect(calls.length).toBe(2);
  const { call, events } = callOf();
  expect(await outcome(ask, call)).toEqual([expect.objectContaining({ name: 'ContextTooLong' })]);
  expect([calls.length, events]).toEqual([3, []]);
});

test('not after something came', async () => {
  const { ask, calls } = world([[text('so'), fault('ContextTooLong')]], undefined);
  await outcome(ask, callOf({ messages: long, shown: true }).call);
  expect(calls.length).toBe(1);
});

test('what cannot be made to fit is an error that says so, and nobody is asked', async () => {
  const { ask, calls } = world([fine], 200);
  const { call } = callOf({ messages: [system, user(1), user(2, 500)] });
  expect(await outcome(ask, call)).toEqual([
    expect.objectContaining({ name: 'ContextTooLong', message: expect.stringMatching(/reads 200 tokens/) }),
  ]);
  expect(calls).toEqual([]);
});

test('an answer that would fill the context is limited to what is left, and that is told', async () => {
  const { ask, calls } = world([[end]], 400);
  const { call, events } = callOf({ maxOutputTokens: 5000 });
  await outcome(ask, call);
  const left = 400 - inputTokensOf(call);
  expect(calls[0]?.maxOutputTokens).toBe(left);
  expect(words(events)).toEqual([`limited ${left}`]);
});

test('an answer is asked no longer than the model writes, and that is told', async () => {
  const { ask, calls } = world([[end]], undefined);
  const { call, events } = callOf({ model: 'bedrock:amazon.nova-pro-v1:0', maxOutputTokens: 16_000 });
  await outcome(ask, call);
  expect(calls[0]?.maxOutputTokens).toBe(10_000);
  expect(words(events)).toEqual(['limited 10000']);
});
