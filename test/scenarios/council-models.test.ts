/** The council with a model that is asked over HTTP, and costs money: what a debate spends, and what becomes of it when the model goes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nanoUsdOf } from '../../domain/model/prices.ts';
import { type ModelServer, startModelServer } from '../kit/model-server/server.ts';
import { configure, modelEnvironment } from './lab/configure.ts';
import { budgetOf } from './lab/kept.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('product');
const MODEL = 'gpt-4o-mini';
const DEBATERS = ['advocate', 'sceptic', 'engineer'] as const;
const FUNCTIONS = [...DEBATERS, 'moderator', 'judge'].map((name) => `council-${name}`);
/** Its stand-ins neither agree in two rounds nor stand still. */
const TOPIC = 'Should we replace the on-call rota with an agent?';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ models: [{ name: `${MODEL}:latest`, contextTokens: 131_072 }] });
  // One retry, and a breaker that stays out of it.
  const settings = { LLM_MAX_RETRIES: '1', LLM_CIRCUIT_BREAKER_THRESHOLD: '1000' };
  const told = modelEnvironment(server.url, [`openai-compatible:${MODEL}`], settings);
  await configure(stage(), told, [...FUNCTIONS, 'api-debates']);
});
afterAll(async () => await server.close());

interface Debate {
  readonly state: string;
  readonly ended?: string;
  readonly decidedBy?: string;
  readonly turns: number;
  readonly rounds: readonly { readonly quorum: number; readonly agreed: boolean }[];
  readonly summary?: { readonly madeBy: string };
}

async function debate(name: string, more: object = {}) {
  const body = { name, topic: TOPIC, debaters: DEBATERS, maxRounds: 2, ...more };
  const begun = await stage().call<{ modelsBoundUsd: number }>('POST /v1/debates', { body });
  expect(begun.status).toBe(201);
  const ended = await stage().until(async () => {
    const { body } = await stage().call<Debate>(`GET /v1/debates/${name}`);
    return body.state === 'running' ? undefined : body;
  });
  return { ...ended, modelsBoundUsd: begun.body.modelsBoundUsd };
}

test('each turn is asked and paid for once; what is spent is below the bound, which is the cap of the execution', async () => {
  server.fail([]);
  const { modelsBoundUsd, ...ended } = await debate('paid');
  expect(ended).toMatchObject({ state: 'succeeded', ended: 'exhausted', turns: 6 });
  expect(ended.summary?.madeBy).toBe(`openai-compatible:${MODEL}`);
  expect(server.paid()).toHaveLength(2 * DEBATERS.length + 1);
  const budget = await budgetOf(stage(), 'execution', 'debate:paid');
  expect(budget?.cap).toBe(nanoUsdOf(modelsBoundUsd));
  expect(budget?.spent).toBeGreaterThan(0);
  expect(budget?.spent).toBeLessThan((budget?.cap ?? 0) / 2);
  expect(budget?.left).toBe((budget?.cap ?? 0) - (budget?.spent ?? 0));
});

test('whatever a model claims to have used, a debate never spends more than its bound', async () => {
  server.fail(() => ({ kind: 'absurd-usage', usage: { inputTokens: 900_000, outputTokens: 900_000 } }));
  const { modelsBoundUsd, state } = await debate('greedy');
  expect(state).toBe('succeeded');
  const budget = await budgetOf(stage(), 'execution', 'debate:greedy');
  expect(budget?.spent).toBeGreaterThan(0);
  expect(budget?.spent).toBeLessThanOrEqual(nanoUsdOf(modelsBoundUsd));
});

test('a model that vanishes after the first round: nobody can be heard, and the debate ends there', async () => {
  const before = server.requests.length;
  server.fail((_, nth) => (nth > before + DEBATERS.length ? { kind: '500' } : undefined));
  const ended = await debate('vanished', { maxRounds: 6, judge: true });
  expect(ended).toMatchObject({ state: 'succeeded', ended: 'stalled', decidedBy: 'nobody', turns: 6 });
  expect(ended.rounds.map(({ quorum }) => quorum > 0)).toEqual([true, false]);
  expect(ended.summary).toBeUndefined();
});

test('a person may decide where neither debaters nor judge can be heard', async () => {
  server.fail(() => ({ kind: '500' }));
  const body = { name: 'left', topic: TOPIC, debaters: DEBATERS, judge: true, person: true };
  expect((await stage().call('POST /v1/debates', { body })).status).toBe(201);
  await stage().until(async () => {
    const { body } = await stage().call<{ approvals: { execution: string }[] }>('GET /v1/approvals');
    return body.approvals.some(({ execution }) => execution === 'debate:left') ? true : undefined;
  });
  expect((await stage().call('POST /v1/executions/debate:left/approve', { body: {} })).status).toBe(200);
  const ended = await stage().until(async () => {
    const { body } = await stage().call<Debate & { position: string }>('GET /v1/debates/left');
    return body.state === 'running' ? undefined : body;
  });
  expect(ended).toMatchObject({ state: 'succeeded', decidedBy: 'person', position: 'for' });
});
