/**
 * Files that executions made, over HTTP: which there are, and the latest of each path as one archive.
 *
 * The archive goes out in the answer itself: what is kept of one execution has at most 2 MB (domain/artefacts.ts), and a function
 * answers with up to 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
import { strToU8, type Zippable, zipSync } from 'fflate';
import { type ArtefactIndex, latestOf } from '../../../domain/artefacts.ts';
import { type ExecutionName, executionId, readExecutionId } from '../../../domain/workflow/identity.ts';
import { type Place, readFiles, readIndex } from '../../kit/artefacts.ts';
import type { OpenBucket } from '../../kit/bucket.ts';
import { createHttpFunction, type HttpFunction, type HttpRequest } from '../../kit/http.ts';
import type { Objects } from '../../kit/objects.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';

export interface ArtefactsApiDeps {
  readonly open: OpenBucket;
  /** Names of the systems whose agents make files. */
  readonly systems: readonly string[];
  readonly log: Log;
}

export function createArtefactsApi(deps: ArtefactsApiDeps): HttpFunction {
  return createHttpFunction<'api/artefacts'>(
    {
      'GET /v1/executions/{id}/artefacts': async (request) => {
        const execution = executionIn(request);
        const made = await madeIn(await deps.open(), execution, deps.systems);
        return {
          status: 200,
          body: {
            execution: executionId(execution),
            revisions: made.flatMap(({ place: { system }, index }) =>
              index.revisions.map(({ revision, at, by, files }) => ({ system, revision, at, by, files: files.length })),
            ),
            files: made.flatMap(({ place: { system }, index }) =>
              latestOf(index).map(({ path, bytes, sha256, revision }) => ({ system, path, bytes, revision, sha256 })),
            ),
          },
        };
      },
      'GET /v1/executions/{id}/artefacts/archive': async (request) => {
        const execution = executionIn(request);
        const objects = await deps.open();
        const made = await madeIn(objects, execution, deps.systems);
        return {
          status: 200,
          body: zipSync(await zippable(objects, made)),
          headers: {
            'content-type': 'application/zip',
            'content-disposition': `attachment; filename="${execution.workflow}-${execution.name}.zip"`,
          },
        };
      },
    },
    deps.log,
  );
}

interface Made {
  readonly place: Place;
  readonly index: ArtefactIndex;
}

function executionIn({ params: { id = '' } }: HttpRequest): ExecutionName {
  const name = readExecutionId(id);
  if (name) return name;
  const detail = `${id.slice(0, 100)} is no execution's id: these are like build-software:first, the workflow and the name.`;
  throw new ProblemError(problem('not-found', detail));
}

/** Of each system that made something. Throws `not-found` when none did. */
async function madeIn(objects: Objects, name: ExecutionName, systems: readonly string[]): Promise<Made[]> {
  const execution = executionId(name);
  const all = await Promise.all(
    systems.map(async (system) => {
      const place = { system, execution };
      return { place, index: (await readIndex(objects, place)).index };
    }),
  );
  const made = all.filter(({ index }) => index.revisions.length > 0);
  if (made.length > 0) return made;
  const detail = `Execution ${execution} has made no files, or there is no such execution; GET /v1/executions/${execution} tells.`;
  throw new ProblemError(problem('not-found', detail));
}

/** Where several systems made files, each gets a folder of its own. Times are those of the revisions, so that an archive is the same each time. */
async function zippable(objects: Objects, made: readonly Made[]): Promise<Zippable> {
  const parts = await Promise.all(
    made.map(async ({ place, index }) => {
      const folder = made.length > 1 ? `${place.system}/` : '';
      const latest = latestOf(index);
      const texts = await readFiles(objects, place, latest);
      return texts.map(({ text }, n): [string, Zippable[string]] => {
        const { path = '', at = '' } = latest[n] ?? {};
        return [folder + path, [strToU8(text), { mtime: at }]];
      });
    }),
  );
  return Object.fromEntries(parts.flat());
}
