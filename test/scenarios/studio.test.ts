/** The studio on the line, with nothing installed: a request becomes a project that is reviewed, released, downloaded, and whose own tests pass. */
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { runTestsOf } from '../kit/project.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('product');

interface Execution {
  readonly state: string;
  readonly output?: {
    readonly status: string;
    readonly reason: string;
    readonly revision: string;
    readonly reviewRounds: number;
    readonly files: readonly { readonly path: string }[];
    readonly madeBy: readonly string[];
  };
}

interface Artefacts {
  readonly revisions: readonly { readonly revision: string; readonly by: string }[];
  readonly files: readonly { readonly path: string; readonly revision: string }[];
}

async function start(name: string, input: object): Promise<string> {
  const { status, body } = await stage().call<{ id: string }>('POST /v1/workflows/build-software/executions', {
    body: { name, input },
  });
  expect(status).toBe(201);
  return body.id;
}

const ended = (execution: string) =>
  stage().until(async () => {
    const { body } = await stage().call<Execution>(`GET /v1/executions/${execution}`);
    return body.state === 'running' ? undefined : body;
  });

/** The archive as its reader gets it: bytes over HTTP, unpacked. */
async function download(execution: string) {
  const { apiUrl, apiKey } = stage();
  const headers = { 'x-api-key': apiKey };
  const response = await fetch(`${apiUrl}/v1/executions/${execution}/artefacts/archive`, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.entries(files).map(([path, bytes]) => ({ path, text: strFromU8(bytes) }));
}

const waiting = (execution: string, step: string) =>
  stage().until(async () => {
    const { body } = await stage().call<{ approvals: { execution: string; step: string; question: string }[] }>(
      'GET /v1/approvals',
    );
    return body.approvals.find((one) => one.execution === execution && one.step === step);
  });

async function decide(execution: string, decision: 'approve' | 'reject', reason: string): Promise<void> {
  const { status } = await stage().call(`POST /v1/executions/${execution}/${decision}`, { body: { reason } });
  expect(status).toBe(200);
}

test('a URL shortener, from the request to the archive', async () => {
  const id = await start('first', { request: 'a URL shortener service' });
  const { state, output } = await ended(id);
  expect(state).toBe('succeeded');
  expect(output).toMatchObject({ status: 'released', reason: '', revision: 'code-2', reviewRounds: 2 });
  expect(output?.madeBy).toEqual([expect.stringMatching(/^offline:/)]);

  const { body } = await stage().call<Artefacts>(`GET /v1/executions/${id}/artefacts`);
  const revisions = body.revisions.map(({ revision, by }) => `${revision} by ${by}`);
  expect(revisions.toSorted()).toEqual([
    'code-1 by studio.developer',
    'code-2 by studio.developer',
    'deployment-1 by studio.devops',
    'documentation-1 by studio.writer',
    'tests-1 by studio.qa',
  ]);
  expect(body.files.find(({ path }) => path === 'src/addresses.js')?.revision).toBe('code-2');

  const files = await download(id);
  expect(files.map(({ path }) => path).toSorted()).toEqual(output?.files.map(({ path }) => path).toSorted());
  expect(await runTestsOf(files)).toEqual({ passed: 16, failed: [] });

  await stage().quiet();
  const lines = await stage().told(`workflow:${id}`);
  const asked = (type: string, agent: string) =>
    `studio.${type}.requested by workflows.build-software: studio.${agent} handled`;
  const made = (type: string, agent: string) => `studio.${type}.made by studio.${agent}: nobody`;
  expect(lines.filter((line) => !line.startsWith('platform.workflow.moved')).sort()).toEqual(
    [
      ...[asked('analysis', 'analyst'), made('analysis', 'analyst')],
      ...[asked('design', 'developer'), made('design', 'developer')],
      ...[asked('code', 'developer'), made('code', 'developer')],
      ...[asked('tests', 'qa'), made('tests', 'qa')],
      ...[asked('review', 'qa'), made('review', 'qa')],
      ...[asked('code', 'developer'), made('code', 'developer')],
      ...[asked('review', 'qa'), made('review', 'qa')],
      ...[asked('deployment', 'devops'), made('deployment', 'devops')],
      ...[asked('documentation', 'writer'), made('documentation', 'writer')],
    ].sort(),
  );
});

test('with approvals a person decides twice; a rejected release has no plan and no documents', async () => {
  const id = await start('second', { request: 'shorten links for our team', approvals: true });
  expect((await waiting(id, 'approveRequirements')).question).toContain('3 stories');
  await decide(id, 'approve', 'As agreed.');
  expect((await waiting(id, 'approveRelease')).question).toContain('code-2');
  await decide(id, 'reject', 'Links must outlive the process.');
  const { state, output } = await ended(id);
  expect({ state, status: output?.status }).toEqual({ state: 'succeeded', status: 'rejected' });
  expect(output?.reason).toBe('Rejected by a person: Links must outlive the process.');
  const files = await download(id);
  expect(files.some(({ path }) => path === 'Dockerfile' || path === 'README.md')).toBe(false);
  expect(await runTestsOf(files)).toEqual({ passed: 16, failed: [] });
});

test('what the stand-in cannot play is refused with what it can, and makes no file', async () => {
  const id = await start('third', { request: 'a chess engine' });
  const { output } = await ended(id);
  expect(output).toMatchObject({ status: 'refused', files: [] });
  expect(output?.reason).toContain('rehearses one project, a URL shortener');
  expect((await stage().call(`GET /v1/executions/${id}/artefacts`)).status).toBe(404);
});

test('a request that is empty, or longer than can be taken, is refused before anything starts', async () => {
  for (const request of ['', 'x'.repeat(4_001), 7]) {
    const { status } = await stage().call('POST /v1/workflows/build-software/executions', {
      body: { input: { request } },
    });
    expect(status).toBe(400);
  }
});
