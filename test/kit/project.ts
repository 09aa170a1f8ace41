/** A small Node project as its reader has it: its files in a folder, its own tests run there. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface TestRun {
  readonly passed: number;
  /** Names of tests. */
  readonly failed: readonly string[];
}

/** Writes the files to a folder of their own, runs `node --test` in it, and removes it. */
export async function runTestsOf(files: readonly { readonly path: string; readonly text: string }[]): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-project-'));
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    // Node runs the files of a test run within a test run not at all, and tells none: NODE_TEST_CONTEXT says that it is one.
    const { NODE_TEST_CONTEXT: _outer, NODE_OPTIONS: _options, ...env } = process.env;
    const run = promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap'], { cwd: folder, env });
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    return {
      passed: Number(/^# pass (\d+)$/m.exec(stdout)?.[1] ?? 0),
      failed: [...stdout.matchAll(/^\s*not ok \d+ - (.+)$/gm)].map(([, name = '']) => name),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
