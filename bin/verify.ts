/**
 * `npm run verify [-- --except tests,synth]`: every gate of the repository, all run whatever fails.
 *
 * Prints one line for each gate: how it went, how long it took, how much it saw; then the whole output of those that
 * failed. A gate that saw less than it must has failed, whatever its exit code: it looked at nothing.
 * The cheap gates run two at a time; tests and synth have the machine to themselves.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listModules } from '../test/kit/repository-files.ts';

interface Gate {
  readonly name: string;
  /** The npm script, and what is passed on to it. */
  readonly script: string;
  readonly args?: readonly string[];
  /** What it looked at, read from its output, and the least that makes sense. */
  readonly unit: string;
  readonly least: number;
  readonly saw: (output: string) => number;
}

interface Outcome {
  readonly gate: Gate;
  readonly ok: boolean;
  readonly line: string;
  readonly output: string;
}

const root = resolve(import.meta.dirname, '..');
const modules = listModules(root).length;

/** Fewer passing tests than this and a folder of them was not run. */
const LEAST_TESTS = 100;

const numberIn =
  (pattern: RegExp) =>
  (output: string): number =>
    Number(pattern.exec(output)?.[1] ?? 0);

function countTemplates(): number {
  const folder = join(root, 'cdk.out');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.template.json')).length : 0;
}

const CHEAP: readonly Gate[] = [
  { name: 'format', script: 'check:format', unit: 'files', least: modules, saw: numberIn(/Checked (\d+) files?/) },
  {
    name: 'types',
    script: 'check:types',
    args: ['--diagnostics'],
    unit: 'files with libraries',
    least: modules,
    saw: numberIn(/^Files:\s+(\d+)/m),
  },
  { name: 'lint', script: 'check:lint', unit: 'files', least: modules, saw: numberIn(/Checked (\d+) files?/) },
  {
    name: 'boundaries',
    script: 'check:boundaries',
    unit: 'modules',
    least: modules,
    saw: numberIn(/(\d+) modules seen/),
  },
  { name: 'dead code', script: 'check:dead', unit: 'files', least: modules, saw: numberIn(/dead code: (\d+) files/) },
];

const ALONE: readonly Gate[] = [
  {
    name: 'tests',
    script: 'test',
    unit: 'tests passed',
    least: LEAST_TESTS,
    saw: numberIn(/^(\d+) passed, \d+ failed/m),
  },
  { name: 'synth', script: 'synth', unit: 'templates', least: 1, saw: countTemplates },
];

const { values } = parseArgs({ options: { except: { type: 'string', default: '' } } });
const except = values.except.split(',').filter((name) => name !== '');
const names = [...CHEAP, ...ALONE].map(({ name }) => name);
const unknown = except.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`--except ${unknown.join(',')}: no such gate. There are: ${names.join(', ')}`);
  process.exit(2);
}

const wanted = (gates: readonly Gate[]): Gate[] => gates.filter(({ name }) => !except.includes(name));
const outcomes = [...(await runAll(wanted(CHEAP), 2)), ...(await runAll(wanted(ALONE), 1))];
const failed = outcomes.filter(({ ok }) => !ok);
for (const { gate, output } of failed) console.log(`\n--- ${gate.name}: npm run ${gate.script}\n${output.trimEnd()}`);
const blame = failed.length > 0 ? `; failed: ${failed.map(({ gate }) => gate.name).join(', ')}` : '';
console.log(`\n${outcomes.length - failed.length} of ${outcomes.length} gates passed${blame}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs gates, `width` at a time, printing each one's line as it ends. */
async function runAll(gates: readonly Gate[], width: number): Promise<Outcome[]> {
  const queue = [...gates];
  const done: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) {
      const outcome = await runGate(gate);
      console.log(outcome.line);
      done.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return done;
}

async function runGate(gate: Gate): Promise<Outcome> {
  const started = performance.now();
  const { code, output } = await runScript(gate);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const saw = code === 0 ? gate.saw(output) : 0;
  const ok = code === 0 && saw >= gate.least;
  const verdict =
    code !== 0 ? `exit code ${code}` : `${saw} ${gate.unit}${ok ? '' : `, at least ${gate.least} expected`}`;
  return {
    gate,
    ok,
    output,
    line: `${ok ? 'ok  ' : 'FAIL'}  ${gate.name.padEnd(10)} ${seconds.padStart(6)} s  ${verdict}`,
  };
}

/** Runs one npm script; its output is both streams in the order in which they were written. */
function runScript({ script, args = [] }: Gate): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], { cwd: root });
    let output = '';
    const keep = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}
