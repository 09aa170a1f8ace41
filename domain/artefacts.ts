/**
 * Files that a system makes in one execution: which of them may be kept, and which of several revisions counts. Pure; where they lie
 * is functions/kit/artefacts.ts.
 *
 *   revisions, oldest first:  code-1 {a, b}   tests-1 {t}   code-2 {b}      latest: a of code-1, b of code-2, t of tests-1
 *
 * 1. A path is relative, goes down only, and has characters that every file system and S3 take alike.
 * 2. All that is kept of one execution is one project: what it holds at the end has at most so many files and bytes.
 * 3. A breach says which file by its place, and which rule; the path itself may be a model's, and is not repeated.
 */
import * as z from 'zod';

export const MAX_FILES = 200;
export const MAX_FILE_BYTES = 200 * 1024;
export const MAX_TOTAL_BYTES = 2 * 1024 * 1024;
/** Rounds end long before; what goes on and on is stopped here. */
export const MAX_REVISIONS = 100;
const LONGEST_PATH = 200;

export const revisionName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes, such as code-2');

/** A file as it is told in messages and lists: no text. */
export const artefactEntry = z.strictObject({
  path: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
});
export type ArtefactEntry = z.output<typeof artefactEntry>;

const revisionSchema = z.strictObject({
  revision: revisionName,
  at: z.iso.datetime(),
  by: z.string(),
  files: z.array(artefactEntry),
});

/** What was made in an execution, oldest revision first. */
export const artefactIndex = z.strictObject({ revisions: z.array(revisionSchema) });
export type ArtefactIndex = z.output<typeof artefactIndex>;

export interface LatestArtefact extends ArtefactEntry {
  readonly revision: string;
  readonly at: string;
}

/** For each path its latest revision, by path. */
export function latestOf({ revisions }: ArtefactIndex): LatestArtefact[] {
  const latest = new Map<string, LatestArtefact>();
  for (const { revision, at, files } of revisions)
    for (const file of files) latest.set(file.path, { ...file, revision, at });
  return [...latest.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}

const SEGMENT = /^[A-Za-z0-9_.@+-]+$/;
/** Names of devices, which Windows takes for no file. https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** What is wrong with a path, or undefined. */
function wrongPath(path: string): string | undefined {
  if (path === '') return 'has an empty path';
  if (path.length > LONGEST_PATH) return `has a path of more than ${LONGEST_PATH} characters`;
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'has an absolute path; paths are relative to the project';
  const segments = path.split('/');
  if (segments.includes('..') || segments.includes('.')) return 'has a path with a step "." or ".."';
  if (segments.some((one) => !SEGMENT.test(one)))
    return 'has a path with other characters than letters, digits, _ . @ + - and slashes between names';
  if (segments.some((one) => DEVICE.test(one) || one.endsWith('.')))
    return 'has a name that not every file system takes';
  if (segments.some((one) => one.toLowerCase() === '.git'))
    return 'would lie in .git, which belongs to whoever keeps the project';
  if (path === '__proto__') return 'has a name that no archive can be made with'; // fflate keeps files as properties of an object
  return undefined;
}

/** A file that is to be kept, with the length of its text in UTF-8. */
export interface NewFile {
  readonly path: string;
  readonly bytes: number;
}

/** Every breach of the rules by new files that come to what is there. Empty: they may be kept. */
export function checkFiles(files: readonly NewFile[], there: readonly NewFile[] = []): string[] {
  const breaches: string[] = files.length === 0 ? ['There is no file.'] : [];
  const known = new Map(there.map(({ path }) => [path.toLowerCase(), path]));
  const own = new Set<string>();
  for (const [index, { path, bytes }] of files.entries()) {
    const which = `File ${index + 1} of ${files.length}`;
    const wrong = wrongPath(path);
    const same = path.toLowerCase();
    if (wrong) breaches.push(`${which} ${wrong}.`);
    else if (own.has(same) || (known.get(same) ?? path) !== path)
      breaches.push(`${which} has the path of another, upper and lower case apart.`);
    if (bytes > MAX_FILE_BYTES)
      breaches.push(`${which} has ${bytes} bytes; at most ${MAX_FILE_BYTES} are taken: make several of it.`);
    own.add(same);
  }
  return [...breaches, ...checkWhole(files, there)];
}

function checkWhole(files: readonly NewFile[], there: readonly NewFile[]): string[] {
  const whole = [...new Map([...there, ...files].map((one) => [one.path, one])).values()];
  const bytes = whole.reduce((sum, one) => sum + one.bytes, 0);
  const names = new Map<string, string>();
  for (const { path } of whole) {
    const parts = path.split('/');
    for (const n of parts.keys()) if (n > 0) names.set(parts.slice(0, n).join('/').toLowerCase(), path);
  }
  return [
    ...(whole.length > MAX_FILES
      ? [`The project would have ${whole.length} files; at most ${MAX_FILES} are kept.`]
      : []),
    ...(bytes > MAX_TOTAL_BYTES ? [`The project would have ${bytes} bytes; at most ${MAX_TOTAL_BYTES} are kept.`] : []),
    ...(whole.some(({ path }) => names.has(path.toLowerCase()))
      ? ['One path would be a file and a folder at the same time.']
      : []),
  ];
}
