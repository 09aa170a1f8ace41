/** The council on the line, without a model: debates that agree, stand still, run out of rounds, and who decides then. */
import { expect, test } from 'vitest';
import { DEBATERS } from '../../domain/council/roles.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('product');

/** How ready the stand-ins are to listen is drawn from the question (domain/council/stand-in.ts). */
const OPEN = 'Should the fleet go electric by 2030?';
const SLOW = 'Should we replace the on-call rota with an agent?';
const CLOSED = 'Should we rewrite the billing service?';

interface Round {
  readonly round: number;
  readonly agreement: number;
  readonly agreed: boolean;
  readonly stalled: boolean;
  readonly turns: number;
}
interface Debate {
  readonly state: string;
  readonly ended?: string;
  readonly position?: string;
  readonly decidedBy?: string;
  readonly rounds: readonly Round[];
  readonly turns: number;
  readonly dissent: readonly { readonly by: string }[];
  readonly summary?: { readonly summary: string; readonly madeBy: string };
  readonly verdict?: { readonly position: string; readonly madeBy: string };
  readonly decisions?: readonly { readonly decision: string; readonly reason?: string }[];
}

async function begin(name: string, body: object) {
  const { status, body: begun } = await stage().call<{ execution: string; boundUsd: number }>('POST /v1/debates', {
    body: { name, ...body },
  });
  expect(status).toBe(201);
  return begun;
}

const read = async (name: string) => (await stage().call<Debate>(`GET /v1/debates/${name}`)).body;

const ended = (name: string) =>
  stage().until(async () => {
    const debate = await read(name);
    return debate.state === 'running' ? undefined : debate;
  });

const transcript = async (name: string): Promise<string> => {
  const { apiUrl, apiKey } = stage();
  const response = await fetch(`${apiUrl}/v1/debates/${name}/transcript`, { headers: { 'x-api-key': apiKey } });
  expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  return await response.text();
};

test('nine debaters agree in the second round', async () => {
  const { boundUsd } = await begin('fleet', { topic: OPEN });
  expect(boundUsd).toBeGreaterThan(0); // the machine; stand-ins cost nothing
  expect(boundUsd).toBeLessThan(0.01);
  const debate = await ended('fleet');
  expect(debate).toMatchObject({
    state: 'succeeded',
    ended: 'agreed',
    decidedBy: 'consensus',
    position: 'against',
    turns: 18,
  });
  expect(debate.rounds.map(({ round, agreed, turns }) => [round, agreed, turns])).toEqual([
    [1, false, 9],
    [2, true, 9],
  ]);
  expect(debate.summary).toMatchObject({ madeBy: expect.stringMatching(/^offline:/) as unknown });
  await stage().quiet();
  const lines = (await stage().told('workflow:debate:fleet')).filter((line) => line.startsWith('council.'));
  expect(lines.sort()).toEqual(
    [
      ...DEBATERS.flatMap((name) => [
        ...Array<string>(2).fill(`council.turn.requested by workflows.debate: council.${name} handled`),
        ...Array<string>(2).fill(`council.turn.taken by council.${name}: nobody`),
      ]),
      ...Array<string>(2).fill('council.judgement.requested by workflows.debate: council.moderator handled'),
      ...Array<string>(2).fill('council.judgement.made by council.moderator: nobody'),
    ].sort(),
  );
  const text = await transcript('fleet');
  expect(text).toMatch(/^# Should the fleet go electric by 2030\?\n/);
  expect(text.match(/^## Round \d$/gm)).toEqual(['## Round 1', '## Round 2']);
  expect(text.match(/^### /gm)).toHaveLength(18);
  expect(text).toContain('- Made by: offline:');
});

test('nobody moves: it ends after two rounds, and nobody has decided', async () => {
  await begin('billing', { topic: CLOSED, maxRounds: 6 });
  const debate = await ended('billing');
  expect(debate).toMatchObject({ ended: 'stalled', decidedBy: 'nobody', position: 'undecided', turns: 18 });
  expect(debate.rounds.map(({ stalled }) => stalled)).toEqual([false, true]);
  expect(debate.dissent.length).toBeGreaterThan(0);
});

test('no rounds are left: the judge has the last word', async () => {
  await begin('rota', { topic: SLOW, maxRounds: 2, judge: true, person: true });
  const debate = await ended('rota');
  expect(debate).toMatchObject({ ended: 'exhausted', decidedBy: 'judge', position: 'for', turns: 18 });
  expect(debate.verdict).toMatchObject({ position: 'for', madeBy: expect.stringMatching(/^offline:/) as unknown });
  expect(await transcript('rota')).toContain('## Verdict: for');
});

test('a person breaks the tie, and chooses among few debaters', async () => {
  const debaters = ['advocate', 'sceptic', 'engineer'];
  await begin('few', { topic: CLOSED, debaters, person: true });
  const [approval] = await stage().until(async () => {
    const { body } = await stage().call<{ approvals: { execution: string; question: string }[] }>('GET /v1/approvals');
    const mine = body.approvals.filter(({ execution }) => execution === 'debate:few');
    return mine.length > 0 ? mine : undefined;
  });
  expect(approval?.question).toContain(CLOSED);
  expect(await read('few')).toMatchObject({ state: 'running', turns: 6 });
  const decided = await stage().call('POST /v1/executions/debate:few/reject', { body: { reason: 'Not this year.' } });
  expect(decided.status).toBe(200);
  const debate = await ended('few');
  expect(debate).toMatchObject({ state: 'succeeded', decidedBy: 'person', position: 'against' });
  expect(debate.decisions).toMatchObject([{ decision: 'rejected', reason: 'Not this year.' }]);
});

test('the same name with the same body is one debate; what may cost too much is refused', async () => {
  const again = await stage().call('POST /v1/debates', { body: { name: 'fleet', topic: OPEN } });
  expect(again.status).toBe(200);
  const other = await stage().call('POST /v1/debates', { body: { name: 'fleet', topic: CLOSED } });
  expect(other).toMatchObject({ status: 409, body: { type: 'urn:signalbox:problem:execution-exists' } });
  const dear = await stage().call('POST /v1/debates', { body: { topic: OPEN, maxUsd: 0.000001 } });
  expect(dear).toMatchObject({ status: 422, body: { type: 'urn:signalbox:problem:bound-too-high' } });
  const twice = await stage().call('POST /v1/debates', { body: { topic: OPEN, debaters: ['user', 'user'] } });
  expect(twice).toMatchObject({ status: 400, body: { type: 'urn:signalbox:problem:invalid-request' } });
  expect((await stage().call('GET /v1/debates/nowhere')).status).toBe(404);
});
