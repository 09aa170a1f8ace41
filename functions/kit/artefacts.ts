/**
 * Files that a system makes in one execution: `artefacts/<system>/<execution>/<revision>/<path>` in the stage's bucket. Every agent of
 * the system that needs `artefacts` may read and add; nothing is ever written over: a change is a new revision.
 *
 * 1. `index.json` beside the revisions says which there are, oldest first, with size and hash of each file. It is written by
 *    condition on what was read, so that of several who add at once each is kept, and nobody needs the right to list.
 *    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * 2. A revision is there when the index says so; its files are written before.
 * 3. What may be kept is decided by domain/artefacts.ts, for what is there and what comes together.
 */
import { createHash } from 'node:crypto';
import {
  type ArtefactEntry,
  type ArtefactIndex,
  artefactIndex,
  checkFiles,
  type LatestArtefact,
  latestOf,
  MAX_REVISIONS,
  revisionName,
} from '../../domain/artefacts.ts';
import { artefactsOf } from '../../domain/naming.ts';
import { executionId, executionOfConversation, withoutTry } from '../../domain/workflow/identity.ts';
import type { OpenTool } from './open-tool.ts';
import { type OpenBucket, openBucket } from './bucket.ts';
import type { Clock } from './clock.ts';
import { settings } from './env.ts';
import type { Objects } from './objects.ts';

export interface Artefact {
  /** `src/server.ts` */
  readonly path: string;
  readonly text: string;
}

export interface Artefacts {
  /**
   * Writes the files of a revision, and says what they are. The same files of the same revision may be written again; others under
   * its name are refused. Throws FilesRefused, and has written nothing then.
   */
  put(revision: string, files: readonly Artefact[]): Promise<ArtefactEntry[]>;
  /** For each path its text in the latest revision that has it, by path. */
  latest(): Promise<Artefact[]>;
}

/** Files that cannot be kept; the message has every breach. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused';
}

/** As many agents add at once, and one more for each that is delivered twice. */
const MOST_TRIES = 8;

/** For agents that need `artefacts`. */
export const artefacts: OpenTool<Artefacts> = ({ id, system, clock }) => {
  const open = openBucket(settings().payloadsBucket);
  return ({ correlationId }) => {
    const name = executionOfConversation(correlationId);
    const execution = name && executionId(name);
    return createArtefacts({ open, system, execution, agent: id, clock });
  };
};

export interface ArtefactsDeps {
  readonly open: OpenBucket;
  readonly system: string;
  /** Undefined for a message outside of any: nothing can be kept then. */
  readonly execution: string | undefined;
  readonly agent: string;
  readonly clock: Pick<Clock, 'now'>;
}

export function createArtefacts({ open, system, execution, agent, clock }: ArtefactsDeps): Artefacts {
  const placeOf = (): Place => {
    if (execution !== undefined) return { system, execution };
    throw new Error(`${agent} makes files in executions of workflows only, and this message belongs to none.`);
  };
  return {
    async put(revision, files) {
      const place = placeOf();
      const made = {
        ...{ revision: revisionName.parse(revision), at: clock.now().toISOString(), by: agent },
        files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text), sha256: sha256Of(text) })),
      };
      const objects = await open();
      let written = false;
      for (let n = 1; n <= MOST_TRIES; n++) {
        const { index, etag } = await readIndex(objects, place);
        const known = index.revisions.find((one) => one.revision === revision);
        if (known && isSame(known.files, made.files)) return made.files;
        if (known)
          throw new FilesRefused(
            `Revision ${revision} of ${execution} has other files already; a change is a new revision.`,
          );
        refuseBreaches(index, made.files);
        if (!written)
          await Promise.all(files.map(({ path, text }) => objects.put(keyOf(place, revision, path), text, TEXT)));
        written = true;
        const next = JSON.stringify({ revisions: [...index.revisions, made] } satisfies ArtefactIndex);
        if (await objects.replace(indexKey(place), next, etag)) return made.files;
      }
      throw new Error(`The index of ${execution} was changed by others ${MOST_TRIES} times in a row; try again.`);
    },
    async latest() {
      const place = placeOf();
      const objects = await open();
      const { index } = await readIndex(objects, place);
      return await readFiles(objects, place, latestOf(index));
    },
  };
}

const TEXT = 'text/plain; charset=utf-8';
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const isSame = (one: readonly ArtefactEntry[], other: readonly ArtefactEntry[]): boolean => {
  const told = (files: readonly ArtefactEntry[]) =>
    files
      .map(({ path, sha256 }) => `${path} ${sha256}`)
      .sort()
      .join('\n');
  return told(one) === told(other);
};

function refuseBreaches(index: ArtefactIndex, files: readonly ArtefactEntry[]): void {
  const breaches = checkFiles(files, latestOf(index));
  if (index.revisions.length >= MAX_REVISIONS)
    breaches.push(`There are ${MAX_REVISIONS} revisions already, the most that are kept.`);
  if (breaches.length > 0) throw new FilesRefused(breaches.join(' '));
}

/** Where the artefacts of one execution lie. */
export interface Place {
  readonly system: string;
  /** `build-software:first` */
  readonly execution: string;
}

/**
 * A dot in the place of the colon, which keys of S3 had better not have: names of workflows have none. The tries of a nested execution
 * share a folder, for they are asked under the same ids, and what was answered before is not done again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
const folderOf = ({ system, execution }: Place): string =>
  `${artefactsOf(system)}${withoutTry(execution).replace(':', '.')}/`;
const indexKey = (place: Place): string => `${folderOf(place)}index.json`;
const keyOf = (place: Place, revision: string, path: string): string => `${folderOf(place)}${revision}/${path}`;

/** What there is of an execution; nothing, when nothing was made. */
export async function readIndex(
  objects: Pick<Objects, 'getTagged'>,
  place: Place,
): Promise<{ index: ArtefactIndex; etag: string | undefined }> {
  const found = await objects.getTagged(indexKey(place));
  if (!found) return { index: { revisions: [] }, etag: undefined };
  return { index: artefactIndex.parse(JSON.parse(found.text)), etag: found.etag };
}

/** The texts of files of an index. Throws when one is gone. */
export const readFiles = async (
  objects: Pick<Objects, 'get'>,
  place: Place,
  files: readonly LatestArtefact[],
): Promise<Artefact[]> =>
  await Promise.all(
    files.map(async ({ path, revision }) => {
      const text = await objects.get(keyOf(place, revision, path));
      if (text !== undefined) return { path, text };
      throw new Error(
        `${keyOf(place, revision, path)} is in the index of ${place.execution}, and gone from the bucket.`,
      );
    }),
  );
