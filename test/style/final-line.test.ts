/** A test run ends with one plain line, and says why each test was skipped. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'final-line-'));

beforeAll(() => {
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const reporter = join(repository, 'test/kit/final-line-reporter.ts');
  writeFileSync(
    join(root, 'vitest.config.ts'),
    `import { FinalLineReporter } from '${reporter}';
     export default { test: { reporters: [new FinalLineReporter()], passWithNoTests: true } };`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs files of tests. Gives the lines of the output, and whether the run passed. */
function run(texts: readonly string[], ...args: string[]): { lines: string[]; passed: boolean } {
  const files = texts.map((text, index) => {
    const file = `${index}.test.ts`;
    writeFileSync(join(root, file), `import { it } from 'vitest';\n${text}`);
    return file;
  });
  const program = join(repository, 'node_modules/.bin/vitest');
  const { stdout, status } = spawnSync(program, ['run', ...files, ...args], { cwd: root, encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), passed: status === 0 };
}

const PASSES = "it('passes', () => {});";
const FAILS = "it('fails', () => { throw new Error('bad'); });";
const WAITS = "it('waits', (context) => context.skip('no redis'));";
const UNEXPLAINED = "it.skip('waits', () => {});";
const UNLOADABLE = "import './missing.ts';";
const OUTSIDE =
  "it('waits', () => new Promise((done) => { setTimeout(() => { done(); throw new Error('late'); }); }));";

it('passing tests and one skipped with a reason, which is printed', () => {
  const { lines, passed } = run([PASSES + WAITS]);
  expect(lines).toContain('skipped: 0.test.ts > waits: no redis');
  expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
  expect(passed).toBe(true);
});

it.each([
  ['a failing test', [PASSES + FAILS], '1 passed, 1 failed'],
  ['a test skipped without a reason', [PASSES + UNEXPLAINED], '1 passed, 0 failed, 1 skipped'],
  [
    'a file that cannot be loaded, one without tests, an error outside any test',
    [UNLOADABLE, '', OUTSIDE],
    '1 passed, 3 failed',
  ],
])('%s: the run fails', (_name, texts, last) => {
  const { lines, passed } = run(texts);
  expect(lines.at(-1)).toBe(last);
  expect(passed).toBe(false);
});

it('asks for no reason of tests that -t leaves out', () => {
  expect(run([PASSES + WAITS], '-t', 'passes')).toMatchObject({ passed: true });
});
