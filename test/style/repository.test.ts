/**
 * The style of the repository itself: the checks of checks/ over every file. What they looked at is held against
 * what git sees, and printed, so that no check can pass by looking at nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listFiles, listModules } from '../kit/repository-files.ts';
import { testProjects } from '../kit/test-projects.ts';
import { checkLinks, checkServices, linksOf } from './checks/documents.ts';
import { checkLengths, functionsOf } from './checks/length.ts';
import { checkLockfile, type Lockfile } from './checks/lockfile.ts';
import { checkOpenings } from './checks/opening.ts';
import type { Source } from './checks/source.ts';
import { checkWords } from './checks/words.ts';
import { LENGTH_EXCEPTIONS } from './exceptions.ts';

const root = resolve(import.meta.dirname, '../..');
const BINARY = /\.(?:png|jpg|gif|ico|woff2|zip|gz)$/;

/** Less than this and the checks looked at a part of the repository only. */
const LEAST = { modules: 40, files: 55 };

const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), 'utf8') });
const files = listFiles(root)
  .filter((path) => !BINARY.test(path) && !path.endsWith('.log'))
  .map(read);
const modules = files.filter(({ path }) => /\.tsx?$/.test(path));
const documents = files.filter(({ path }) => path.endsWith('.md'));
const servicesFolder = join(root, 'local/services');
const services = readdirSync(servicesFolder).filter((name) => statSync(join(servicesFolder, name)).isDirectory());

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 });
}

describe('the repository', () => {
  afterAll(() => {
    const functions = modules.reduce((count, source) => count + functionsOf(source).length, 0);
    const links = documents.reduce((count, document) => count + linksOf(document).length, 0);
    console.log(
      `style looked at ${files.length} files: ${modules.length} modules with ${functions} functions, ` +
        `${documents.length} documents with ${links} links, ${services.length} services`,
    );
  });

  it('is seen whole: every file that git sees is looked at', (context) => {
    if (!existsSync(join(root, '.git'))) context.skip('not a git repository: nothing to hold the list against');
    const inGit = run('git', 'ls-files', '--cached', '--others', '--exclude-standard').split('\n');
    const seen = new Set(files.map(({ path }) => path));
    const unseen = inGit.filter(
      (path) => path !== '' && !BINARY.test(path) && existsSync(join(root, path)) && !seen.has(path),
    );
    expect(unseen).toEqual([]);
  });

  it('is not looked at in part', () => {
    expect(modules.length).toBeGreaterThanOrEqual(LEAST.modules);
    expect(files.length).toBeGreaterThanOrEqual(LEAST.files);
  });

  it('has no file or function that is too long', () => {
    expect(checkLengths(modules, LENGTH_EXCEPTIONS)).toEqual([]);
  });

  it('opens each module with a comment', () => {
    expect(checkOpenings(modules)).toEqual([]);
  });

  it('holds no forbidden words', () => {
    expect(checkWords(files)).toEqual([]);
  });

  it('has no link that leads nowhere', () => {
    expect(checkLinks(documents, (path) => existsSync(join(root, path)))).toEqual([]);
  });

  it('tells for each local service what is supported', () => {
    expect(checkServices(services, documents)).toEqual([]);
  });

  it('runs every test file: each lies in the folder of a test project', () => {
    const folders = testProjects.map(({ name }) => `test/${name}/`);
    const tests = files.map(({ path }) => path).filter((path) => /\.(?:test|spec)\.[cm]?[jt]sx?$/.test(path));
    expect(
      tests.filter((path) => !/\.test\.tsx?$/.test(path) || !folders.some((folder) => path.startsWith(folder))),
    ).toEqual([]);
  });

  it('has a lockfile that npm ci takes on every platform', () => {
    const lockfile: Lockfile = JSON.parse(read('package-lock.json').text);
    expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
    expect(checkLockfile(lockfile)).toEqual([]);
  });

  it('type-checks every module', () => {
    const program = join(root, 'node_modules/.bin/tsc');
    const checked: { files: string[] } = JSON.parse(run(program, '--showConfig'));
    const seen = new Set(checked.files.map((path) => path.replace(/^\.\//, '')));
    expect(listModules(root).filter((path) => !seen.has(path))).toEqual([]);
  });
});
