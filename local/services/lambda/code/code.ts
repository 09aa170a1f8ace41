/**
 * Takes a function's code in, from any of the ways that AWS offers, and says its hash and size. Owns what may come in; where
 * it lies when it runs is in task-root.ts.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { AwsError, unsupported } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import { UNZIPPED_BYTES, ZIP_BYTES } from '../limits.ts';
import type { CodeSource } from '../model.ts';
import { invalidValue } from '../names.ts';
import type { LambdaStore } from '../store.ts';

export interface Code {
  readonly code: CodeSource;
  /** Base64, as AWS prints it. */
  readonly codeSha256: string;
  readonly codeBytes: number;
}

export interface CodeInput {
  readonly ZipFile?: string | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
}

/** Code of CreateFunction and UpdateFunctionCode: a zip as base64, or a file in a bucket. */
export async function takeCode(engine: Engine, store: LambdaStore, input: CodeInput): Promise<Code> {
  if (input.ZipFile !== undefined) return takeZip(store, Buffer.from(input.ZipFile, 'base64'));
  const { S3Bucket, S3Key } = input;
  if (!S3Bucket || !S3Key) throw invalidValue('Please provide a source for function code.');
  const asset = engine.ports.has('assets') ? engine.ports.get('assets').path(S3Bucket, S3Key) : undefined;
  const path = asset ?? (engine.ports.has('objects') ? engine.ports.get('objects').path(S3Bucket, S3Key) : undefined);
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || !found) {
    throw invalidValue(
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    );
  }
  return found.isDirectory() ? takeFolder(path) : takeZip(store, await readFile(path));
}

/** Source text that a template carries: CloudFormation makes it index.js. */
export const takeInline = (store: LambdaStore, text: string): Code =>
  takeZip(store, Buffer.from(zipSync({ 'index.js': [Buffer.from(text), { mtime: '1980-01-01T00:00:00Z' }] })));

function takeZip(store: LambdaStore, zip: Buffer): Code {
  if (zip.length > ZIP_BYTES) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${ZIP_BYTES} bytes for the CreateFunction operation`,
      { status: 413 },
    );
  }
  checkZip(zip);
  const digest = createHash('sha256').update(zip).digest();
  const sha256 = digest.toString('hex');
  store.putCode(sha256, zip);
  return { code: { kind: 'zip', sha256 }, codeSha256: digest.toString('base64'), codeBytes: zip.length };
}

function checkZip(zip: Buffer): void {
  let unzippedBytes = 0;
  try {
    unzipSync(zip, {
      filter: ({ originalSize }) => {
        unzippedBytes += originalSize;
        return false;
      },
    });
  } catch {
    throw invalidValue('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  if (unzippedBytes > UNZIPPED_BYTES) throw invalidValue(`Unzipped size must be smaller than ${UNZIPPED_BYTES} bytes`);
}

/** Folders that CDK names by their content: one hash serves all functions that share one. */
const known = new Map<string, Code>();

async function takeFolder(path: string): Promise<Code> {
  const byContent = /asset\.[0-9a-f]{64}$/.test(path);
  const before = byContent ? known.get(path) : undefined;
  if (before) return before;
  const hash = createHash('sha256');
  let codeBytes = 0;
  for (const entry of (await readdir(path, { recursive: true, withFileTypes: true })).sort(byPath)) {
    if (entry.isSymbolicLink())
      throw unsupported(`The symbolic link ${join(entry.parentPath, entry.name)} in an asset`);
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    hash.update(`${relative(path, file)}\0${content.length}\0`).update(content);
    codeBytes += content.length;
  }
  const digest = hash.digest();
  const code: Code = {
    code: { kind: 'folder', sha256: digest.toString('hex'), path },
    codeSha256: digest.toString('base64'),
    codeBytes,
  };
  if (byContent) known.set(path, code);
  return code;
}

const byPath = (a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number =>
  join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1;
