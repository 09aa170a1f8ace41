/** What may be spent is spent on what was asked first, then on a cheaper model, and then no more is asked. */
import { expect, test } from 'vitest';
import { budgetOf } from './kept.ts';
import { useLab } from './kit.ts';
import { SPENDER_USD } from './system.ts';

const lab = useLab({ inParallel: true });

const DEAR = 'openai-compatible:dear';
const CHEAP = 'openai-compatible:cheap';
/** Dollars for a million tokens: a verdict costs a thirteenth of the budget, and with the cheaper model a tenth of that. */
const PRICES = JSON.stringify({ [DEAR]: { input: 5, output: 10 }, [CHEAP]: { input: 0.5, output: 1 } });
const PRICED = { SIGNALBOX_MODEL_PRICES_USD: PRICES, LLM_CIRCUIT_BREAKER_THRESHOLD: '1000', LLM_MAX_RETRIES: '0' };
const CAP = SPENDER_USD * 1e9;

const spenderOf = (conversation: string) => `lab.spender:${conversation}`;
const sumOf = (calls: readonly { readonly costNanoUsd: number }[]): number =>
  calls.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0);

const REFUSED = 'fell back from dear to cheap BudgetExhausted';

test('a budget is spent to its end: shorter answers, then the cheaper model, then none', async () => {
  const { use, ask, server, stage } = lab();
  await use([DEAR, CHEAP], PRICED);
  const before = server.requests.length;
  const { answers, calls, told } = await ask({ topic: 'Tea', times: 28 }, 'spender', { correlationId: 'spent' });
  const times = (n: number, ...lines: string[]) => Array.from({ length: n }, () => lines).flat();
  expect(told).toEqual([
    ...times(7, 'attempted dear #1'),
    ...times(5, 'limited dear', 'attempted dear #1'),
    ...times(11, REFUSED, 'attempted cheap #1'),
    ...times(4, REFUSED, 'limited cheap', 'attempted cheap #1'),
    REFUSED,
  ]);
  expect(answers.slice(0, 27).every((answer) => 'value' in answer)).toBe(true);
  expect(answers.slice(27)).toEqual([{ code: 'BudgetExhausted' }]);
  expect(calls.at(-1)).toMatchObject({ outcome: 'failed', code: 'BudgetExhausted', costNanoUsd: 0 });
  expect(server.requests).toHaveLength(before + 27);
  const spent = sumOf(calls);
  expect(spent).toBeGreaterThan(CAP * 0.95);
  expect(spent).toBeLessThanOrEqual(CAP);
  expect(await budgetOf(stage, 'agent', spenderOf('spent'))).toMatchObject({
    cap: CAP,
    spent,
    left: CAP - spent,
    holds: 0,
  });
  expect((await ask({ topic: 'Tea' }, 'spender', { correlationId: 'other' })).told).toEqual(['attempted dear #1']);
});

test('many who ask at once spend no more than there is', async () => {
  const { use, send, results, stage, server } = lab();
  await use([DEAR], PRICED);
  const before = server.paid().length;
  const ids = await Promise.all(
    Array.from({ length: 24 }, () => send({ topic: 'Tea' }, 'spender', { correlationId: 'crowd' })),
  );
  const calls = (await results(ids)).flatMap((one) => one.calls);
  const answered = calls.filter(({ outcome }) => outcome === 'answered');
  const spent = sumOf(calls);
  expect(calls).toHaveLength(24);
  expect(calls.filter(({ code }) => code === 'BudgetExhausted')).toHaveLength(24 - answered.length);
  expect(server.paid()).toHaveLength(before + answered.length);
  expect(spent).toBeLessThanOrEqual(CAP);
  expect(spent).toBeGreaterThan(CAP * 0.8); // less than one more answer is left
  expect(await budgetOf(stage, 'agent', spenderOf('crowd'))).toMatchObject({ spent, left: CAP - spent, holds: 0 });
});

test('what a provider refuses costs nothing; what it began is paid', async () => {
  const { use, ask, server, stage } = lab();
  await use([DEAR], PRICED);
  server.fail([{ kind: '500' }, { kind: 'cut', afterChunks: 1 }]);
  const { calls } = await ask({ topic: 'Tea', times: 2 }, 'spender', { correlationId: 'failing' });
  expect(calls.map(({ code }) => code)).toEqual(['ProviderFailed', 'ConnectionFailed']);
  const [refused, broken] = calls.map(({ costNanoUsd }) => costNanoUsd);
  expect(refused).toBe(0);
  expect(broken).toBeGreaterThan(0);
  expect(await budgetOf(stage, 'agent', spenderOf('failing'))).toMatchObject({ spent: broken, holds: 0 });
});

test('a model whose price nobody knows is not asked', async () => {
  const { use, ask, server } = lab();
  await use(['openai-compatible:unpriced']);
  const before = server.requests.length;
  const { answers, told } = await ask({ topic: 'Tea' });
  expect([told, answers]).toEqual([[], [{ code: 'UnknownPrice' }]]);
  expect(server.requests).toHaveLength(before);
});

test('a cap that is lowered while a call runs lets it end, and nothing after it; raised, it goes on', async () => {
  const { use, send, ask, result, stage, server } = lab();
  await use([DEAR], PRICED);
  const gate = Promise.withResolvers<void>();
  server.fail([{ kind: 'hold', until: gate.promise }]);
  const before = server.requests.length;
  const running = await send({ topic: 'Tea' }, 'spender', { correlationId: 'changed' });
  await server.until(({ length }) => length === before + 1);
  const id = encodeURIComponent(spenderOf('changed'));
  const setCap = (capUsd: number) => stage.call(`PUT /v1/budgets/agent/${id}`, { body: { capUsd } });
  expect(await setCap(0.0001)).toMatchObject({ status: 200, body: { capUsd: 0.0001, spentUsd: 0 } });
  gate.resolve();
  expect(await result(running)).toMatchObject({ told: ['attempted dear #1'], calls: [{ outcome: 'answered' }] });
  const next = await ask({ topic: 'Tea' }, 'spender', { correlationId: 'changed' });
  expect([next.told, next.answers]).toEqual([[], [{ code: 'BudgetExhausted' }]]);
  expect((await budgetOf(stage, 'agent', spenderOf('changed')))?.left).toBeLessThan(0);
  expect(await setCap(0.1)).toMatchObject({ status: 200, body: { capUsd: 0.1, heldUsd: 0 } });
  expect((await ask({ topic: 'Tea' }, 'spender', { correlationId: 'changed' })).told).toEqual(['attempted dear #1']);
});
