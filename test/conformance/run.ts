/**
 * `npm run conformance`: holds the local cloud against cases that AWS answered, suite by suite, and prints a table. Ends with
 * exit code 1 when a suite falls below its floor. `--suite NAME` picks one (repeatable), `--verbose` shows each miss,
 * `--json` prints the figures as one JSON object. The cases lie beside the repository, in ../shared/conformance; without
 * them nothing can be said, and the program says so.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { type Floor, floors } from './floors.ts';

interface Result {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that ran. */
  readonly percent: number;
  readonly floor: number;
  readonly misses: readonly string[];
}

const runner = fileURLToPath(new URL('../../../shared/conformance/run.mjs', import.meta.url));

const { values: options } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    verbose: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

function chosen(): readonly Floor[] {
  const { suite } = options;
  if (!suite) return floors;
  const unknown = suite.filter((name) => !floors.some((floor) => floor.suite === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no suite ${unknown.join(', ')}. Suites: ${floors.map((floor) => floor.suite).join(', ')}.`,
    );
  return floors.filter((floor) => suite.includes(floor.suite));
}

/** Runs one suite against a cloud of its own. Rejects when the runner did not get to an end. */
async function run({ suite, tier, percent: floor }: Floor): Promise<Result> {
  const cloud = await startLocalCloud({ port: 0 });
  try {
    const output = await outputOf(['--endpoint', cloud.url, '--suite', suite, ...(tier ? ['--tier', tier] : [])]);
    const [, passed, failed, skipped] = /(\d+) passed, (\d+) failed, (\d+) skipped/.exec(output) ?? [];
    if (passed === undefined) throw new Error(`Suite ${suite} did not get to its end:\n${output.slice(-2000)}`);
    const ran = Number(passed) + Number(failed);
    return {
      suite: tier ? `${suite} ${tier}` : suite,
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
      percent: ran === 0 ? 0 : (100 * Number(passed)) / ran,
      floor,
      misses: output.split('\n').filter((line) => line.startsWith('FAIL')),
    };
  } finally {
    await cloud.close();
  }
}

function outputOf(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [runner, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

function print(results: readonly Result[]): void {
  console.log('suite        passed  failed  skipped  percent  floor');
  for (const { suite, passed, failed, skipped, percent, floor } of results) {
    const cells = [passed, failed, skipped].map((count) => String(count).padStart(7));
    const below = percent < floor ? '  BELOW' : '';
    console.log(
      `${suite.padEnd(11)}${cells.join(' ')}  ${percent.toFixed(1).padStart(7)}  ${String(floor).padStart(5)}${below}`,
    );
  }
}

if (existsSync(runner)) {
  const results: Result[] = [];
  for (const floor of chosen()) {
    const result = await run(floor);
    results.push(result);
    if (options.verbose) for (const miss of result.misses) console.log(miss);
  }
  if (options.json) console.log(JSON.stringify(results));
  else print(results);
  if (results.some(({ percent, floor }) => percent < floor)) process.exitCode = 1;
} else {
  console.log(`conformance: skipped, for there are no cases at ${runner}.`);
}
