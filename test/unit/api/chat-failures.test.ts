/** Conversations that do not end well: a model that fails, a client that leaves, a silence. */
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../../functions/kit/model/port.ts';
import { ASKED, end, says, text, textOf, useChats } from './chat-world.ts';

const { open } = useChats();

describe('a model that fails', () => {
  const fails = (error: ModelError, ...before: string[]) =>
    async function* () {
      for (const one of before) yield text(one);
      throw error;
    };

  test.each([
    ['QueueFull', { retryAfterMs: 2500 }, 429, '3'],
    ['RateLimited', {}, 429, '1'],
    ['BudgetExhausted', {}, 402, null],
    ['ContentFiltered', {}, 422, null],
    ['ContextTooLong', {}, 413, null],
    ['BreakerOpen', { retryAfterMs: 400 }, 503, '1'],
    ['Timeout', {}, 503, null],
    ['BadRequest', {}, 502, null],
    ['UnknownPrice', {}, 502, null],
  ] as const)('%s before the first word is a status', async (code, options, status, retryAfter) => {
    const chat = open();
    chat.answers(fails(new ModelError(code, 'secret words of the prompt', options)));
    const answer = await chat.call<{ detail: string }>('POST /v1/chat', { body: ASKED });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.detail).toContain(`(${code})`);
    expect(JSON.stringify([answer.body, chat.log.lines])).not.toContain('secret');
    expect((await chat.kept('one')).messages[1]?.metadata).toMatchObject({ state: 'failed', code });
  });

  test('after the first word it is told in the stream, and what came is kept', async () => {
    const chat = open();
    chat.answers(fails(new ModelError('BudgetExhausted', 'x'), 'Half an'));
    const client = chat.client('one');
    await expect(client.say('Hi')).rejects.toThrow(/What may be spent is spent/);
    expect(client.chunks.map(({ type }) => type)).toEqual([
      ...['start', 'text-start', 'text-delta', 'text-end', 'message-metadata', 'error'],
    ]);
    const [, answer] = (await chat.kept('one')).messages;
    expect([answer?.parts[0]?.text, answer?.metadata?.state, answer?.metadata?.code]).toEqual([
      ...['Half an', 'failed', 'BudgetExhausted'],
    ]);
  });

  test('a stream that breaks off says so, and its half is part of the conversation', async () => {
    const chat = open();
    chat.answers(async function* () {
      yield text('Half an');
      yield end({ reason: 'cut' });
    });
    const client = chat.client('one');
    await expect(client.say('Hi')).rejects.toThrow(/broke off/);
    expect((await chat.kept('one')).messages[1]?.metadata).toMatchObject({ state: 'cut', reason: 'cut' });
    chat.answers(says('Whole.'));
    await client.say('Go on');
    expect(chat.calls[1]?.messages[2]).toEqual({ role: 'assistant', text: 'Half an' });
  });

  test('what failed without a word is left out of what the model is given, and can be asked for again', async () => {
    const chat = open();
    chat.answers(fails(new ModelError('Timeout', 'x')));
    const client = chat.client('one');
    await expect(client.say('First')).rejects.toThrow();
    chat.answers(says('There.'));
    expect(textOf(await client.again())).toBe('There.');
    expect((await chat.kept('one')).messages).toHaveLength(2);
  });

  test('an error of our own is told without its reason, and logged', async () => {
    const chat = open();
    chat.answers(async function* () {
      yield text('Half');
      throw new Error('a bug');
    });
    await expect(chat.client('one').say('Hi')).rejects.toThrow('The platform failed to finish the answer. Ask again.');
    expect(chat.log.lines.join()).toContain('An answer failed.');
  });
});

describe('a client that leaves', () => {
  const untilAborted = (calls: AbortSignal[]) =>
    async function* ({ signal }: { signal: AbortSignal }) {
      calls.push(signal);
      yield text('Once upon');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw new ModelError('Aborted', 'x');
    };

  test('ends the call to the model; what came is kept as aborted', async () => {
    const chat = open();
    const signals: AbortSignal[] = [];
    chat.answers(untilAborted(signals));
    const leaving = new AbortController();
    const onChunk = ({ type }: { type: string }) => void (type === 'text-delta' && leaving.abort());
    await expect(chat.client('one').say('Tell me', { signal: leaving.signal, onChunk })).rejects.toThrow();
    await chat.settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const [, answer] = (await chat.kept('one')).messages;
    expect([answer?.parts[0]?.text, answer?.metadata?.state]).toEqual(['Once upon', 'aborted']);
  });

  test('before the first word is noticed as soon as the response has begun', async () => {
    const chat = open();
    const asked = Promise.withResolvers<AbortSignal>();
    chat.answers(async function* ({ signal }) {
      asked.resolve(signal);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw new ModelError('Aborted', 'x');
    });
    const leaving = new AbortController();
    const onChunk = ({ type }: { type: string }) => void (type === 'start' && leaving.abort());
    const saying = chat.client('one').say('Tell me', { signal: leaving.signal, onChunk });
    await asked.promise;
    chat.hand.advance(2000);
    await expect(saying).rejects.toThrow();
    await chat.settled();
    expect((await asked.promise).aborted).toBe(true);
    expect((await chat.kept('one')).messages[1]?.metadata).toMatchObject({ state: 'aborted' });
  });
});

test('while the model is silent, the response begins and shows that it is alive', async () => {
  const chat = open();
  const asked = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  chat.answers(async function* () {
    asked.resolve();
    await go.promise;
    yield text('At last.');
    yield end();
  });
  const answering = chat.fetch('https://chat.example/v1/chat', {
    ...{ method: 'POST', headers: { 'x-api-key': 'sb_ada' }, body: JSON.stringify(ASKED) },
  });
  await asked.promise;
  chat.hand.advance(2000);
  const reader = (await answering).body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => (await reader?.read())?.value;
  expect(await next()).toMatch(/^data: {"type":"start",.*\n\n$/);
  chat.hand.advance(15_000);
  expect(await next()).toBe(': still here\n\n');
  go.resolve();
  expect(await next()).toContain('At last.');
});
