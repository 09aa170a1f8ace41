/**
 * Lays a version's files out where its environments run: the /var/task of AWS.
 *
 * 1. A folder outside of every project, named by the code's hash: no package.json and no node_modules of a parent leak in,
 *    so what is missing on AWS is missing here.
 * 2. It stays between runs, so that Node's compile cache (which goes by path) makes the next cold start cheap.
 * 3. It appears whole, by a rename: processes may share it.
 */
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';
import type { CodeSource } from '../model.ts';
import type { LambdaStore } from '../store.ts';

export type TaskRoots = (code: CodeSource) => Promise<string>;

/** Gives the folder with the files; rejects with a sentence when they are gone. */
export function createTaskRoots(store: LambdaStore): TaskRoots {
  const roots = new Map<string, Promise<string>>();
  return (code) => {
    const known = roots.get(code.sha256);
    if (known) return known;
    const made = layOut(store, code);
    roots.set(code.sha256, made);
    made.catch(() => roots.delete(code.sha256));
    return made;
  };
}

async function layOut(store: LambdaStore, code: CodeSource): Promise<string> {
  const parent = join(tmpdir(), `signalbox-lambda-${userInfo().uid}`);
  const root = join(parent, code.sha256);
  if (await exists(root)) return root;
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${root}.`); // not named by the cloud's randomness: that must not depend on what lies in a folder
  try {
    if (code.kind === 'folder') await copyFolder(code.path, draft);
    else await unzip(store.code(code.sha256), draft);
    await rename(draft, root);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(root))) throw error;
  }
  return root;
}

async function copyFolder(path: string, to: string): Promise<void> {
  if (!(await exists(path)))
    throw new Error(`The asset folder ${path} is gone. Synthesize and deploy the stack again to bring the code back.`);
  await cp(path, to, { recursive: true });
}

async function unzip(zip: Buffer | undefined, to: string): Promise<void> {
  if (!zip) throw new Error('The code of this function is missing in the data directory. Upload it again.');
  await mkdir(to, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const file = join(to, normalize(join('/', name))); // "../" cannot lead out
    if (name.endsWith('/')) await mkdir(file, { recursive: true });
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
