/** The style checks complain about bad snippets and leave good ones alone. */
import { describe, expect, it } from 'vitest';
import { checkLinks, checkServices } from './checks/documents.ts';
import { checkLengths } from './checks/length.ts';
import { checkLockfile } from './checks/lockfile.ts';
import { checkOpenings } from './checks/opening.ts';
import { checkWords } from './checks/words.ts';

const lines = (count: number, line = 'call();'): string => `${line}\n`.repeat(count);
const source = (text: string, path = 'domain/a.ts') => [{ path, text }];

describe('length', () => {
  const longFunction = `function long() {\n${lines(69)}}\n`;

  it.each([
    ['a file of 400 lines', lines(400), 0],
    ['a file of 401 lines', lines(401), 1],
    ['a function of 70 lines', `function f() {\n${lines(68)}}`, 0],
    ['a function of 71 lines', longFunction, 1],
    ['a long method', `class A {\n${longFunction.replace('function ', '')}}`, 1],
    ['a long arrow function', `const f = () => {\n${lines(69)}};`, 1],
    ['a long describe of short tests', `describe('a', () => {\n${lines(80, "it('b', () => call());")}});`, 0],
    ['a long test', `it('a', () => {\n${lines(69)}});`, 1],
  ])('%s', (_name, text, complaints) => {
    expect(checkLengths(source(text), {})).toHaveLength(complaints);
  });

  it('names the place, and an exception with a reason silences just that', () => {
    expect(checkLengths(source(longFunction), {})[0]).toMatch(/^domain\/a\.ts#long: 71 lines, at most 70/);
    expect(checkLengths(source(longFunction), { 'domain/a.ts#long': 'one table' })).toEqual([]);
    expect(checkLengths(source(longFunction), { 'domain/b.ts#long': 'one table' })).toHaveLength(2);
  });

  it('complains about an exception that is not needed any more', () => {
    expect(checkLengths(source('call();'), { 'domain/a.ts': 'one table' })[0]).toContain('not too long any more');
  });
});

describe('openings', () => {
  it.each([
    ['a doc comment', '/** What the module owns and what not. */\nexport const a = 1;', 0],
    ['line comments', '// What the module owns,\n// and what it does not.\nexport const a = 1;', 0],
    ['a comment after #!', '#!/usr/bin/env node\n/** What the program does. */\n', 0],
    ['code first', 'export const a = 1;\n/** What the module owns and what not. */', 1],
    ['imports first', "import 'a';\n/** What the module owns and what not. */", 1],
    ['a comment without words', '/** --- */\nexport const a = 1;', 1],
    ['only a remark for a tool', '// biome-ignore lint: because the rule is wrong here\nexport const a = 1;', 1],
    ['an empty file', '', 1],
  ])('%s', (_name, text, complaints) => {
    expect(checkOpenings(source(text))).toHaveLength(complaints);
  });
});

describe('words', () => {
  it.each([
    [`// ${'TO'}DO: later`, 1],
    [`// ${'FIX'}ME`, 1],
    [`// ${'XX'}X`, 1],
    [`cd ${'/wor'}k/main`, 1],
    [`"${'/home'}/someone/project"`, 1],
    [`cat /tmp/${'brief'}/a.md`, 1],
    [`fetch('https://registry.${'npmjs'}.org/zod')`, 1],
    [`      "${'resolved'}": "https://example.com/zod.tgz",`, 1],
    [`${'registry'}=https://example.com/`, 1],
    ['a todo list of the studio', 0],
    ['https://example.com/work/item', 0],
    ['POST https://{host}/work/{id}', 0],
    ['mkdtemp(/tmp/cloud-)', 0],
    ['the agent registry = a table', 0],
  ])('%s', (text, complaints) => {
    expect(checkWords(source(`first\n${text}`))).toHaveLength(complaints);
  });

  it('tells the line', () => {
    expect(checkWords(source(`first\n// ${'TO'}DO`))[0]).toMatch(/^domain\/a\.ts:2: /);
  });
});

describe('links', () => {
  const files = new Set(['README.md', 'docs/a.md', 'docs/picture.svg', 'docs']);
  const check = (text: string) =>
    checkLinks([...source('# First part: how?\n', 'README.md'), ...source(text, 'docs/a.md')], (path) =>
      files.has(path),
    );

  it.each([
    ['[home](../README.md)', 0],
    ['[heading](../README.md#first-part-how)', 0],
    ['![picture](picture.svg "title")', 0],
    ['[web](https://example.com/missing.md)', 0],
    ['```md\n[example](missing.md)\n```', 0],
    ['[home](README.md)', 1],
    ['[heading](../README.md#second)', 1],
    ['![picture](missing.svg)', 1],
    ['[here](#nowhere)', 1],
  ])('%s', (text, complaints) => {
    expect(check(text)).toHaveLength(complaints);
  });
});

describe('services', () => {
  const table = (...rows: string[]) => `| Action | Supported |\n|---|---|\n${rows.join('\n')}\n`;
  const check = (text: string) => checkServices(['sqs'], source(text, 'local/services/sqs/README.md'));

  it.each([
    ['a table with both', table('| SendMessage | Yes |', '| AddPermission | No: policies come later |'), 0],
    ['no "No" row', table('| SendMessage | Yes |'), 1],
    ['a cell that says neither', table('| SendMessage | sure |', '| AddPermission | No |'), 1],
    ['no table', 'Everything is supported.', 1],
    ['another table', '| Action | Notes |\n|---|---|\n| SendMessage | No |', 1],
  ])('%s', (_name, text, complaints) => {
    expect(check(text)).toHaveLength(complaints);
  });

  it('complains about a missing README', () => {
    expect(checkServices(['sqs'], [])).toEqual([expect.stringContaining('local/services/sqs/README.md: missing')]);
  });
});

describe('lockfile', () => {
  const tool = { optionalDependencies: { 'tool-darwin': '1.0.0', 'tool-linux': '1.0.0' } };

  it('is whole when each dependency is locked, in the package or above it', () => {
    const packages = {
      '': { dependencies: { tool: '1.0.0' }, devDependencies: { '@a/b': '1.0.0' } },
      'node_modules/@a/b': { dependencies: { tool: '2.0.0' } },
      'node_modules/@a/b/node_modules/tool': tool,
      'node_modules/@a/b/node_modules/tool-darwin': {},
      'node_modules/tool': {},
      'node_modules/tool-linux': {},
    };
    expect(checkLockfile({ packages })).toEqual([]);
  });

  it('is not whole without the package of one platform', () => {
    const packages = { '': {}, 'node_modules/tool': tool, 'node_modules/tool-linux': {} };
    expect(checkLockfile({ packages })).toEqual([expect.stringContaining('node_modules/tool needs tool-darwin')]);
  });

  it('is not whole without a dependency of package.json', () => {
    expect(checkLockfile({ packages: { '': { dependencies: { tool: '1.0.0' } } } })).toHaveLength(1);
  });
});
