/** build-software on the local Step Functions, with the studio's own roles: its ways to an end, its rounds, who is asked what. */
import { expect, test } from 'vitest';
import type { StepRequest } from '../../../contracts/workflow-step.ts';
import { buildSoftware } from '../../../systems/studio/workflow.ts';
import { studio } from '../../../systems/studio.ts';
import { type Decided, runWorkflow, StepFailed } from '../planner/workflow.ts';
import { openStudio, type Role, type Script } from './studio-fixtures.ts';

const WHO: Readonly<Record<string, Role>> = {
  'capability:requirements': 'analyst',
  'capability:development': 'developer',
  'capability:quality-assurance': 'qa',
  'capability:deployment-planning': 'devops',
  'capability:technical-writing': 'writer',
};

interface Result {
  readonly status: string;
  readonly reason: string;
  readonly title: string;
  readonly revision: string;
  readonly reviewRounds: number;
  readonly reviews: readonly { readonly round: number; readonly verdict: string }[];
  readonly files: readonly { readonly path: string; readonly revision: string }[];
  readonly deployment: object | null;
  readonly madeBy: readonly string[];
}

/** The studio with a script for its models, and decisions for its approvals, in their order. */
async function build(
  input: object,
  { script = {}, decisions = [] }: { script?: Script; decisions?: (Decided | undefined)[] } = {},
) {
  const roles = openStudio(script);
  const left = [...decisions];
  const approvals: Extract<StepRequest, { do: 'approve' }>[] = [];
  const ended = await runWorkflow<Result>(
    input,
    {
      async ask({ to, type, payload }) {
        const role = WHO[to ?? ''];
        const answer = role && (await roles.ask(role, type, payload));
        if (answer === undefined) throw new StepFailed('ParticipantFailed', roles.failures.join('; '));
        return answer;
      },
      approve(request) {
        approvals.push(request);
        return left.shift();
      },
    },
    0,
    { definition: buildSoftware, system: studio },
  );
  /** Steps in their order; those of a block that run together by name. */
  const steps = ended.asked.map((line) => line.split(':')[0]?.trim());
  return { ...ended, steps, approvals, calls: roles.calls, kept: roles.files };
}

const REQUEST = { request: 'a URL shortener service' };
const never = () => ({
  verdict: 'changes',
  summary: 'No.',
  reasons: [{ path: 'src/app.js', problem: 'It is wrong.', rule: 'S1', remedy: 'Mend it.', severity: 'major' }],
});

test('from the request to the release: sent back once, mended, approved', async () => {
  const { status, result, steps } = await build(REQUEST);
  expect(status).toBe('SUCCEEDED');
  expect(steps.slice(0, 2)).toEqual(['analyse', 'makeDesign']);
  expect(steps.slice(2, 4).toSorted()).toEqual(['code', 'tests']);
  expect(steps.slice(4, 7)).toEqual(['review 1', 'revise 1', 'review 2']);
  expect(steps.slice(7).toSorted()).toEqual(['document', 'planDeployment']);
  expect(result).toMatchObject({
    status: 'released',
    reason: '',
    title: 'URL shortener service',
    revision: 'code-2',
    reviewRounds: 2,
    reviews: [
      { round: 1, verdict: 'changes' },
      { round: 2, verdict: 'approved' },
    ],
    madeBy: ['ollama:scripted'],
  });
  expect(result.deployment).toHaveProperty('rollback');
  expect(result.files.map(({ path, revision }) => `${revision} ${path}`)).toEqual([
    'deployment-1 .dockerignore',
    'deployment-1 .github/workflows/ci.yml',
    'deployment-1 Dockerfile',
    'documentation-1 README.md',
    'documentation-1 docs/http-api.md',
    'code-1 package.json',
    'code-2 src/addresses.js',
    'code-1 src/app.js',
    'code-1 src/codes.js',
    'code-1 src/links.js',
    'code-1 src/main.js',
    'tests-1 test/app.test.js',
    'tests-1 test/codes.test.js',
    'tests-1 test/links.test.js',
  ]);
});

test('a request that is refused ends there, with the reason', async () => {
  const { status, result, steps } = await build({ request: 'conquer the moon', approvals: true });
  expect({ status, steps }).toEqual({ status: 'SUCCEEDED', steps: ['analyse'] });
  expect(result).toMatchObject({ status: 'refused', reviewRounds: 0, files: [], deployment: null, title: '' });
  expect(result.reason).toContain('rehearses one project');
});

test('QA that never approves: three reviews, two revisions, and an end with the reasons', async () => {
  const { status, result, steps } = await build(REQUEST, { script: { 'studio-review': never } });
  expect(status).toBe('SUCCEEDED');
  expect(steps.slice(4)).toEqual(['review 1', 'revise 1', 'review 2', 'revise 2', 'review 3']);
  expect(result).toMatchObject({
    status: 'rejected',
    reason: 'QA sent it back 3 times; the last reasons: src/app.js: It is wrong.',
    revision: 'code-3',
    reviewRounds: 3,
    deployment: null,
  });
});

test('a first review that approves needs no revision', async () => {
  const approve = () => ({ verdict: 'approved', summary: 'Good.', reasons: [] });
  const { result, steps } = await build(REQUEST, { script: { 'studio-review': approve } });
  expect(steps.slice(4, 5)).toEqual(['review 1']);
  expect(steps).not.toContain('revise 1');
  expect(result).toMatchObject({ status: 'released', revision: 'code-1', reviewRounds: 1 });
});

test('with approvals a person decides about the requirements, and about the release', async () => {
  const { result, approvals } = await build(
    { ...REQUEST, approvals: true },
    { decisions: [{ approved: true }, { approved: true, reason: 'Well done.' }] },
  );
  expect(approvals.map(({ step, question }) => `${step}: ${question}`)).toEqual([
    'approveRequirements: Build this: URL shortener service? 3 stories.',
    'approveRelease: Release URL shortener service, code-2? QA approved it in round 2, by reading.',
  ]);
  expect(approvals[1]?.show).toMatchObject({ reviews: [{ round: 1 }, { round: 2 }] });
  expect(result).toMatchObject({ status: 'released' });
});

test('requirements that a person rejects are not built', async () => {
  const { result, steps } = await build(
    { ...REQUEST, approvals: true },
    { decisions: [{ approved: false, reason: 'Too small.' }] },
  );
  expect(steps).toEqual(['analyse', 'approveRequirements']);
  expect(result).toMatchObject({ status: 'rejected', reason: 'Rejected by a person: Too small.', files: [] });
});

test('a release on which nobody decides in time is none', async () => {
  const { result, steps } = await build(
    { ...REQUEST, approvals: true },
    { decisions: [{ approved: true }, undefined] },
  );
  expect(steps.at(-1)).toBe('approveRelease');
  expect(result).toMatchObject({ status: 'rejected', reason: 'Nobody decided in time.', revision: 'code-2' });
});

test('files that cannot be kept fail the execution at the step, with the reason, and leave nothing', async () => {
  const { status, steps, asked, kept } = await build(REQUEST, {
    script: { 'studio-code': () => ({ files: [{ path: '../../escape.js', text: 'x' }], notes: [] }) },
  });
  expect(status).toBe('FAILED');
  expect(steps.at(-1)).toBe('FAILED ParticipantFailed');
  expect(asked.at(-1)).toContain('FilesRefused');
  expect([...kept.keys()].filter((key) => key.includes('code-1') || key.includes('escape'))).toEqual([]);
});
