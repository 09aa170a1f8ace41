/** A person is asked when a budget is spent: what was refused goes on when the cap is raised, and stays refused when it is not. */
import { expect, test } from 'vitest';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { approvalsOf, type Waiting } from '../workflows/approvals-kit.ts';
import { budgetOf } from './kept.ts';
import { useLab } from './kit.ts';
import { BORROWER_USD } from './system.ts';

const lab = useLab({ inParallel: true });
const { list, read, ended, keyOf, post, register, start } = approvalsOf(() => lab().stage);
const HOUR_MS = 3_600_000;

const DEAR = 'openai-compatible:dear';
const CHEAP = 'openai-compatible:cheap';
const PRICES = JSON.stringify({ [DEAR]: { input: 5, output: 10 }, [CHEAP]: { input: 4, output: 8 } });
const PRICED = { SIGNALBOX_MODEL_PRICES_USD: PRICES, LLM_CIRCUIT_BREAKER_THRESHOLD: '1000', LLM_MAX_RETRIES: '0' };
const CAP = BORROWER_USD * 1e9;
const DAY_MS = 86_400_000;

const asking = (id: string, retry?: WorkflowInput['retry']): WorkflowInput => ({
  id,
  title: 'Asks the borrower',
  timeoutS: 30 * 86_400,
  ...(retry && { retry }),
  steps: [
    {
      ...{ id: 'ask', kind: 'task', to: "{% 'agent:lab.borrower' %}", type: 'lab.borrowing', reply: 'lab.answer' },
      ...{ payload: { topic: 'Tea', throws: true }, timeoutS: 600 },
    },
  ],
  result: '{% $ask.answers[0].model %}',
});

const spenderOf = (execution: string) => `lab.borrower:workflow:${execution}`;

type Asked = Waiting & { readonly question: string };

/** The approvals of a budget, once there are any. */
const askedFor = (budget: string): Promise<Asked[]> =>
  lab().stage.until(async () => {
    const found = (await list('&workflow=raise-budget')) as readonly Asked[];
    const own = found.filter(({ question }) => question.includes(`budget of ${budget} is spent`));
    return own.length > 0 ? own : undefined;
  });

/** An execution that was refused, and the one approval that it is about. */
async function refused(workflow: string, run: string): Promise<{ id: string; asked: Asked }> {
  const { use } = lab();
  await use([DEAR, CHEAP], PRICED);
  await register([asking(workflow)]);
  const id = await start(workflow, run);
  expect(await ended(id)).toMatchObject({ state: 'failed', redrives: 0 });
  const [asked, ...others] = await askedFor(spenderOf(id));
  expect(others).toEqual([]);
  if (!asked) throw new Error('Somebody is asked.');
  return { id, asked };
}

test('a person is asked once a cheaper model is refused too; approved, the cap is raised and the execution goes on', async () => {
  const { stage, server } = lab();
  const { id, asked } = await refused('borrows', 'granted');
  expect(server.requests).toEqual([]);
  expect(asked).toMatchObject({ approvers: ['role:operator', 'role:admin'], step: 'decide' });
  expect(asked.question).toMatch(
    /^The agent budget of lab\.borrower:workflow:borrows:granted is spent: its cap is \$0\.0001, and a call of lab\.borrower to openai-compatible:cheap needs \$0\.00\d+ at least\. Raise the cap to \$0\.00\d+\?$/,
  );
  const viewer = await keyOf('vera', 'viewer');
  expect((await post(`POST /v1/executions/${asked.execution}/approve`, {}, viewer)).status).toBe(403);
  const operator = await keyOf('olga', 'operator');
  expect((await post(`POST /v1/executions/${asked.execution}/approve`, {}, operator)).status).toBe(200);
  await stage.until(async () => ((await read(id)).redrives === 1 ? true : undefined));
  await stage.pass(HOUR_MS);
  expect(await read(asked.execution)).toMatchObject({ state: 'succeeded', output: { approved: true } });
  expect(await read(id)).toMatchObject({ state: 'succeeded', redrives: 1, output: DEAR });
  const budget = await budgetOf(stage, 'agent', spenderOf(id));
  expect(budget).toMatchObject({ capSetBy: 'olga', holds: 0 });
  expect(budget?.cap).toBeGreaterThan(CAP);
  expect(budget?.spent).toBeGreaterThan(CAP);
});

test('rejected, the cap stays and so does the refusal; nobody is asked again', async () => {
  const { stage, server } = lab();
  const { id, asked } = await refused('begs', 'rejected');
  const before = server.requests.length;
  const answer = await post(`POST /v1/executions/${asked.execution}/reject`, { reason: 'It is enough.' });
  expect(answer.status).toBe(200);
  expect(await ended(asked.execution)).toMatchObject({ state: 'succeeded', output: { approved: false } });
  expect(await read(id)).toMatchObject({ state: 'failed', redrives: 0 });
  await post(`POST /v1/executions/${id}/redrive`);
  expect(await ended(id)).toMatchObject({ state: 'failed', redrives: 1 });
  await stage.quiet();
  expect(await list('&workflow=raise-budget')).toEqual([]);
  expect(server.requests).toHaveLength(before);
  expect(await budgetOf(stage, 'agent', spenderOf(id))).toBeUndefined();
});

test('whom nobody answers in three days is refused', async () => {
  const { stage } = lab();
  const { id, asked } = await refused('waits', 'forgotten');
  await stage.pass(3 * DAY_MS);
  expect(await ended(asked.execution)).toMatchObject({ state: 'succeeded', output: { approved: false } });
  expect(await read(id)).toMatchObject({ state: 'failed', redrives: 0 });
});

test('of a budget that several share a person is asked once; who failed is redriven, who still tries goes on alone', async () => {
  const { use, stage } = lab();
  await use([DEAR, CHEAP], { ...PRICED, SIGNALBOX_MODEL_CAPS_USD: '{"system":0.00005}' });
  await register([asking('shares'), asking('insists', { maxAttempts: 2, firstDelayS: 60, base: 1, jitter: 'none' })]);
  const own = ['shares:one', 'shares:two', 'insists:three'].map((id) => encodeURIComponent(spenderOf(id)));
  for (const id of own) await stage.call(`PUT /v1/budgets/agent/${id}`, { body: { capUsd: 1 } });
  const [one, two] = [await start('shares', 'one'), await start('shares', 'two')];
  const three = await start('insists', 'three');
  for (const id of [one, two]) expect(await ended(id)).toMatchObject({ state: 'failed' });
  await stage.quiet();
  const day = new Date(stage.cloud.engine.clock.now()).toISOString().slice(0, 10);
  const [asked, ...others] = await askedFor(`lab@${day}`);
  expect(others).toEqual([]);
  expect(await read(three)).toMatchObject({ state: 'running' });
  expect((await post(`POST /v1/executions/${asked?.execution}/approve`)).status).toBe(200);
  for (const id of [one, two]) await stage.until(async () => ((await read(id)).redrives === 1 ? true : undefined));
  await stage.pass(HOUR_MS);
  for (const id of [one, two]) expect(await read(id)).toMatchObject({ state: 'succeeded', redrives: 1 });
  expect(await read(three)).toMatchObject({ state: 'succeeded', redrives: 0, steps: [{ tries: [{}, {}] }] });
  expect(await read(String(asked?.execution))).toMatchObject({ state: 'succeeded' });
  const raised = (await stage.history()).flatMap(({ message: { type, payload } }) => {
    const told = payload as { readonly scope: string; readonly resumed: readonly string[]; readonly running: number };
    return type === 'platform.budget.raised' && told.scope === 'system' ? [told] : [];
  });
  expect(raised.flatMap(({ resumed }) => resumed).toSorted()).toEqual([one, two]);
  expect(raised.map(({ running }) => running).toSorted()).toEqual([0, ...raised.slice(1).map(() => 1)]);
});
