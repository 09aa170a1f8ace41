/** Which files may be kept: paths stay below the project whatever a model writes, and limits hold at their edges. */
import { posix, win32 } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFiles, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from '../../../domain/artefacts.ts';
import { shownFiles } from '../../../domain/studio/context.ts';

const breachesOf = (path: string) => checkFiles([{ path, bytes: 1 }]);

test.each([
  'README.md',
  'src/server.js',
  '.github/workflows/ci.yml',
  '.dockerignore',
  'a/b/c/d.test.ts',
  'fonts/a+b@2x.png',
  'a..b/c...d',
])('%j may be kept', (path) => {
  expect(breachesOf(path)).toEqual([]);
});

test.each([
  ['', 'an empty path'],
  ['/etc/passwd', 'an absolute path'],
  ['C:/Windows', 'an absolute path'],
  ['c:evil', 'an absolute path'],
  ['..', 'a step'],
  ['../other', 'a step'],
  ['a/../../b', 'a step'],
  ['./a', 'a step'],
  ['a/./b', 'a step'],
  ['a//b', 'other characters'],
  ['a/', 'other characters'],
  ['a\\..\\b', 'other characters'],
  ['a b', 'other characters'],
  ['a\u0000b', 'other characters'],
  ['a\nb', 'other characters'],
  ['%2e%2e/a', 'other characters'],
  ['ünder', 'other characters'],
  ['~/.ssh', 'other characters'],
  ['$HOME', 'other characters'],
  ['con', 'not every file system'],
  ['src/NUL.txt', 'not every file system'],
  ['a./b', 'not every file system'],
  ['.git/hooks/pre-commit', 'in .git'],
  ['.GIT/config', 'in .git'],
  ['docs/.git/config', 'in .git'],
  ['__proto__', 'no archive'],
  ['x'.repeat(201), 'more than 200 characters'],
])('%j may not: it has %s', (path, why) => {
  expect(breachesOf(path).join()).toContain(why);
});

test('what may be kept stays below the project, by the rules of every system', () => {
  const segment = fc.oneof(
    fc.constantFrom('..', '.', '', 'src', 'con', '.git', '~', 'C:', 'a'),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom(...'abzAZ09_.@+-'), minLength: 1, maxLength: 8 }),
  );
  let kept = 0;
  void fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), fc.constantFrom('/', '\\'), (segments, separator) => {
      const path = segments.join(separator);
      if (breachesOf(path).length > 0) return;
      kept += 1;
      for (const { normalize, isAbsolute, join } of [posix, win32]) {
        expect(isAbsolute(path)).toBe(false);
        expect(normalize(path).replaceAll('\\', '/')).toBe(path);
        expect(join('/project', path).replaceAll('\\', '/')).toBe(`/project/${path}`);
      }
    }),
    { numRuns: 1_500 },
  );
  expect(kept).toBeGreaterThan(50);
});

const files = (count: number, bytes: number) => Array.from({ length: count }, (_, n) => ({ path: `f${n}`, bytes }));

test('limits hold at their edges', () => {
  expect(checkFiles([])).toEqual(['There is no file.']);
  expect(checkFiles(files(MAX_FILES, 1))).toEqual([]);
  expect(checkFiles(files(MAX_FILES + 1, 1)).join()).toContain('201 files');
  expect(checkFiles(files(1, MAX_FILE_BYTES))).toEqual([]);
  expect(checkFiles(files(1, MAX_FILE_BYTES + 1)).join()).toContain('make several of it');
  expect(checkFiles(files(128, MAX_TOTAL_BYTES / 128))).toEqual([]);
  expect(checkFiles(files(129, MAX_TOTAL_BYTES / 128)).join()).toContain('at most 2097152 are kept');
});

test('two files of one name, and a file that is a folder, are refused', () => {
  const one = (path: string) => ({ path, bytes: 1 });
  expect(checkFiles([one('a'), one('A')]).join()).toContain('upper and lower case apart');
  expect(checkFiles([one('a')], [one('A')]).join()).toContain('upper and lower case apart');
  expect(checkFiles([one('a'), one('a/b')]).join()).toContain('a file and a folder');
  expect(checkFiles([one('a/b')], [one('A')]).join()).toContain('a file and a folder');
  expect(checkFiles([one('a')], [one('a')])).toEqual([]);
});

test('as many whole files are shown as fit; the rest is named', () => {
  const [a, b, c] = ['aaaa', 'bbbbbb', 'cc'].map((text) => ({ path: text[0] ?? '', text }));
  const all = [a, b, c].flatMap((one) => one ?? []);
  expect(shownFiles(all, 12)).toEqual({ files: all, leftOut: [] });
  expect(shownFiles(all, 6)).toEqual({ files: [a, c], leftOut: ['b'] });
  expect(shownFiles(all, 8, ['b'])).toEqual({ files: [b, c], leftOut: ['a'] });
  expect(shownFiles(all, 0)).toEqual({ files: [], leftOut: ['a', 'b', 'c'] });
});
