/** Answers that are given again: those that were paid for a message, and those of a cache. Tables are a DynamoDB's. */
import { beforeEach, expect, test } from 'vitest';
import { createKeptAnswers } from '../../../functions/kit/model/kept-answers.ts';
import { createCache } from '../../../functions/kit/model/layers/cache.ts';
import { createPaid } from '../../../functions/kit/model/layers/paid.ts';
import type { Call, Chunk, Transport } from '../../../functions/kit/model/port.ts';
import { fakeLog } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { callOf, end, fault, outcome, testClock, text, words } from './layers-world.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const PROMPT = { id: 'lab/think', version: 1 };

/** A provider whose n-th answer is its number; or other chunks. */
function world(answers: readonly (readonly Chunk[])[] = []) {
  const clock = testClock();
  const log = fakeLog();
  const asked: Call[] = [];
  const provider: Transport = async function* (call) {
    call.tell({ event: 'attempted', model: 'ollama:second', attempt: 1 });
    asked.push(call);
    yield* answers[asked.length - 1] ?? [text(`answer ${asked.length}`), end];
  };
  const kept = createKeptAnswers(tables.client, tables.registry, clock, log);
  return {
    ...{ clock, log, asked },
    /** One handling of a message. */
    handling: (messageId = 'message-1', agent = 'lab.thinker') => {
      let questions = 0;
      return () => createPaid({ answers: kept, agent, messageId }, ++questions)(provider);
    },
    cached: ({ agent = 'lab.thinker', models = ['ollama:one'] as const, seconds = 60 } = {}) =>
      createCache({ answers: kept, agent, models, seconds })(provider),
  };
}
const ask = (more: Partial<Call> = {}) => callOf({ prompt: PROMPT, ...more });
const said = async (transport: Transport, call: Call) =>
  (await outcome(transport, call)).map((one) => ('kind' in one && one.kind === 'text' ? one.text : '')).join('');

test('a message that is handled again gets its answers again, in their order, and nobody is asked', async () => {
  const { handling, asked } = world();
  const first = handling();
  expect([await said(first(), ask().call), await said(first(), ask().call)]).toEqual(['answer 1', 'answer 2']);
  const second = handling();
  const { call, events } = ask({ messages: [{ role: 'user', text: 'The time is another one now.' }] });
  expect([await said(second(), call), await said(second(), ask().call)]).toEqual(['answer 1', 'answer 2']);
  expect(words(events)).toEqual(['given-again']);
  expect(events).toMatchObject([{ model: 'ollama:second' }]);
  expect(asked).toHaveLength(2);
});

test('rounds of one question are kept apart, with their tool calls', async () => {
  const calling: Chunk[] = [
    { kind: 'tool-call', callId: '1', tool: 'look', input: '{}' },
    { ...end, reason: 'tool-calls' } as Chunk,
  ];
  const { handling, asked } = world([calling]);
  const first = handling()();
  const chunks = [await outcome(first, ask().call), await outcome(first, ask().call)];
  const again = handling()();
  expect([await outcome(again, ask().call), await outcome(again, ask().call)]).toEqual(chunks);
  expect(chunks[0]).toEqual(calling);
  expect(asked).toHaveLength(2);
});

test('another message, another agent, another prompt, another day: asked anew', async () => {
  const { handling, asked, clock } = world();
  await said(handling()(), ask().call);
  await said(handling('message-2')(), ask().call);
  await said(handling('message-1', 'lab.other')(), ask().call);
  await said(handling()(), ask({ prompt: { ...PROMPT, version: 2 } }).call);
  expect(asked).toHaveLength(4);
  await clock.advance(86_400_000);
  await said(handling()(), ask({ prompt: { ...PROMPT, version: 2 } }).call);
  expect(asked).toHaveLength(5);
});

test.each(['cut', 'aborted'] as const)('an answer that ended as %s is asked for again', async (reason) => {
  const { handling, asked } = world([[text('ha'), { ...end, reason } as Chunk]]);
  await said(handling()(), ask().call);
  expect(await said(handling()(), ask().call)).toBe('answer 2');
  expect(asked).toHaveLength(2);
});

test('the answer is kept before its end is told', async () => {
  const { handling, asked } = world();
  for await (const chunk of handling()()(ask().call)) if (chunk.kind === 'end') break;
  expect(await said(handling()(), ask().call)).toBe('answer 1');
  expect(asked).toHaveLength(1);
});

test('an answer that is too large to be kept is given, and the log says so without a word of it', async () => {
  const { handling, asked, log } = world([[text('secret '.repeat(50_000)), end]]);
  expect(await outcome(handling()(), ask().call)).toHaveLength(2);
  await said(handling()(), ask().call);
  expect(asked).toHaveLength(2);
  expect(log.lines).toEqual([expect.stringContaining('too large')]);
  expect(log.lines.join()).not.toContain('secret');
});

test('the same request gets the same answer from the cache, and says that it does', async () => {
  const { cached, asked } = world();
  const first = ask();
  expect(await outcome(cached(), first.call)).toEqual([text('answer 1'), end]);
  const { call, events } = ask();
  expect(await outcome(cached(), call)).toEqual([text('answer 1'), end]);
  expect(events).toEqual([{ event: 'cache-hit', model: 'ollama:second' }]);
  expect(words(first.events)).toEqual(['attempted 1']);
  expect(asked).toHaveLength(1);
});

test.each([
  ['messages', { messages: [{ role: 'user', text: 'Is it not?' }] }],
  ['schema', { output: { name: 'lab-think', schema: { type: 'object' } } }],
  ['tools', { tools: [{ name: 'look', description: 'Looks.', inputSchema: {} }] }],
  ['temperature', { temperature: 0.5 }],
  ['length', { maxOutputTokens: 101 }],
  ['version', { prompt: { ...PROMPT, version: 2 } }],
] as const)('another %s is another request', async (_, more) => {
  const { cached, asked } = world();
  await said(cached(), ask().call);
  expect(await said(cached(), ask(more as Partial<Call>).call)).toBe('answer 2');
  expect(asked).toHaveLength(2);
});

test('other models, another agent, and a later time are other requests', async () => {
  const { cached, asked, clock } = world();
  await said(cached(), ask().call);
  await said(cached({ models: ['ollama:one', 'ollama:two'] as never }), ask().call);
  await said(cached({ agent: 'lab.other' }), ask().call);
  await clock.advance(61_000);
  await said(cached(), ask().call);
  expect(asked).toHaveLength(4);
});

test.each([
  ['cut off', [text('ha'), { ...end, reason: 'length' } as Chunk]],
  ['filtered', [text('ha'), { ...end, reason: 'content-filter' } as Chunk]],
  ['a tool call', [{ kind: 'tool-call', callId: '1', tool: 'look', input: '{}' } as Chunk, end]],
] as const)('an answer that is %s is not kept', async (_, chunks) => {
  const { cached, asked } = world([chunks]);
  await outcome(cached(), ask().call);
  await outcome(cached(), ask().call);
  expect(asked).toHaveLength(2);
});

test('an error is not kept', async () => {
  const kept = createKeptAnswers(tables.client, tables.registry, testClock(), fakeLog());
  let times = 0;
  const provider: Transport = async function* () {
    times += 1;
    if (times === 1) throw fault('ProviderFailed');
    yield* [text('fine'), end];
  };
  const transport = createCache({ answers: kept, agent: 'a.b', models: [], seconds: 60 })(provider);
  expect(await outcome(transport, ask().call)).toMatchObject([{ name: 'ProviderFailed' }]);
  expect(await outcome(transport, ask().call)).toEqual([text('fine'), end]);
});
