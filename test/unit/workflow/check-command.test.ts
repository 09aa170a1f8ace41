/** `npm run check -- workflow FILE`, as a person runs it: what is printed, and the exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = join(import.meta.dirname, '../../../bin/signalbox.ts');

function check(content: unknown, ...options: string[]) {
  const file = join(folder, 'trial.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'check', 'workflow', file, ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const task = {
  ...{ id: 'look', kind: 'task', to: 'analyst', type: 'fleet.analysis.requested', payload: '{% $input %}' },
  ...{ reply: 'fleet.analysis.completed', timeoutS: 60 },
};
const sound = {
  ...{ id: 'trial', title: 'Trial', participants: { analyst: 'capability:failure-prediction' } },
  steps: [task],
};

test('a sound workflow: nothing found, what it can take at most, exit code 0', () => {
  const { status, stdout } = check(sound);
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'trial (Trial): 0 errors, 0 warnings',
    expect.stringMatching(
      /^At most, with every try: 2 transitions, 3 Lambda invocations, 2 messages, \$0\.0000\d\d, 60 s\.$/,
    ),
  ]);
  expect(status).toBe(0);
});

test('a map over what nobody can count: the figures are told per item, and not as the most of the whole', () => {
  const every = { id: 'every', kind: 'map', over: '{% $input.vehicles %}', steps: [task] };
  const { status, stdout } = check({ ...sound, steps: [every] });
  expect(stdout).toMatch(/^Per item of every, with every try: \d+ transitions, 3 Lambda invocations, 2 messages, /m);
  expect(stdout).not.toContain('At most');
  expect(status).toBe(0);
});

test('a defect: the step, the code, the remedy, exit code 1; the same for machines', () => {
  const wrong = { ...sound, steps: [{ ...task, to: 'analist' }] };
  const { status, stdout } = check(wrong);
  expect(stdout).toContain('error    look  UnknownParticipant  look addresses analist, which is no participant.');
  expect(stdout).toContain('Did you mean analyst?');
  expect(status).toBe(1);
  const machine = check(wrong, '--json');
  expect(machine.status).toBe(1);
  const { findings } = JSON.parse(machine.stdout) as { findings: readonly { code: string }[] };
  expect(findings.map(({ code }) => code)).toEqual(['UnknownParticipant', 'UnusedParticipant']);
});

test('a file that is no workflow: each refusal by its path, exit code 2', () => {
  const { status, stdout } = check({
    ...sound,
    colour: 'red',
    steps: [
      { id: 'Look', kind: 'task' },
      { id: 'b', kind: 'nope' },
    ],
  });
  expect(stdout).toContain('steps[0].id: must be one word in camelCase');
  expect(stdout).toContain('steps[0].type: is missing');
  expect(stdout).toMatch(/steps\[1\]\.kind: expected 'message' \|/);
  expect(stdout).toContain('the definition: has colour, which is not known');
  expect(status).toBe(2);
});

test('a file that is not JSON, and no file at all: one sentence', () => {
  const { status, stderr } = check('{"id": ');
  expect(stderr).toMatch(/^signalbox: .*trial\.json is no JSON: .*\n$/);
  expect(status).toBe(1);
  const none = spawnSync(process.execPath, [PROGRAM, 'check', 'workflow'], { encoding: 'utf8' });
  expect(none.stderr).toContain('signalbox check workflow FILE.json');
  expect(none.status).toBe(2);
});
