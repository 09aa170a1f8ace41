/** The lint rules fire: each is shown one bad snippet, in a copy of the configuration, and one that is allowed. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');

/** [a name for the file, its folder, a snippet, the rule that complains, or null where it is allowed] */
const SNIPPETS: readonly [string, string, string, string | null][] = [
  ['now', 'domain', 'export const now = Date.now();', 'plugin'],
  ['now-passed', 'domain', 'export const clock = { now: Date.now };', 'plugin'],
  ['new-date', 'domain', 'export const now = new Date();', 'plugin'],
  ['bare-date', 'domain', 'export const now = new Date;', 'plugin'],
  ['convert', 'domain', 'export const iso = new Date(5).toISOString();', null],
  ['random', 'functions/agents/fleet/analyst', 'export const lot = Math.random();', 'plugin'],
  ['id', 'local/services/sqs', "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();", 'plugin'],
  ['clock', 'functions/kit', 'export const now = () => Date.now();', null],
  ['clock', 'local/engine', 'export const now = () => Date.now();', null],
  ['sleep', 'domain', 'setTimeout(() => {}, 1);', 'lint/style/noRestrictedGlobals'],
  ['sleep', 'local/engine', 'setTimeout(() => {}, 1);', null],
  ['environment', 'domain', 'export const stage = process.env.STAGE;', 'lint/style/noProcessEnv'],
  ['settings', 'lib', 'export const stage = process.env.STAGE;', null],
  ['env', 'functions/kit', 'export const stage = process.env.STAGE;', null],
  ['default', 'domain', 'export default 1;', 'lint/style/noDefaultExport'],
  ['any', 'domain', 'export const open = (value: any) => value;', 'lint/suspicious/noExplicitAny'],
  ['bang', 'domain', "export const a = new Map<string, string>().get('a')!.length;", 'lint/style/noNonNullAssertion'],
  [
    'floating',
    'domain',
    'async function go() {}\nexport function start() {\n  go();\n}',
    'lint/nursery/noFloatingPromises',
  ],
  ['awaited', 'domain', 'async function go() {}\nexport async function start() {\n  await go();\n}', null],
  ['barrel', 'domain', "export * from './any.ts';", 'lint/performance/noReExportAll'],
  ['not_kebab', 'domain', 'export const a = 1;', 'lint/style/useFilenamingConvention'],
  ['focused', 'test/unit', "import { it } from 'vitest';\nit.only('a', () => {});", 'lint/suspicious/noFocusedTests'],
];

interface LintReport {
  diagnostics: { category: string; severity: string; location: { path: string | { file: string } } }[];
}

describe('the lint rules', () => {
  const root = mkdtempSync(join(tmpdir(), 'lint-'));
  const found = new Map<string, string[]>();
  afterAll(() => rmSync(root, { recursive: true }));

  beforeAll(() => {
    for (const path of ['biome.jsonc', '.gitignore', 'test/style/lint'])
      cpSync(join(repository, path), join(root, path), { recursive: true });
    for (const [name, folder, snippet] of SNIPPETS) {
      const path = join(root, folder, `${name}.ts`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${snippet}\n`);
    }
    for (const { category, severity, location } of lint(root).diagnostics) {
      if (severity !== 'error') continue;
      const path = typeof location.path === 'string' ? location.path : location.path.file;
      found.set(path, [...(found.get(path) ?? []), category]);
    }
  });

  it.each(SNIPPETS)('%s in %s', (name, folder, _snippet, rule) => {
    const complaints = found.get(`${folder}/${name}.ts`) ?? [];
    if (rule === null) expect(complaints).toEqual([]);
    else expect(complaints).toContain(rule);
  });
});

function lint(root: string): LintReport {
  const program = join(repository, 'node_modules/.bin/biome');
  try {
    return JSON.parse(
      execFileSync(program, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    );
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
}
