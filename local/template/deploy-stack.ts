/**
 * Brings the resources of one checked stack from what they were to what its template says.
 *
 *   each resource, once all it needs is there:
 *     as before ──> kept
 *     new ──> created
 *     changed ──> updated in place, or a second one is created beside it
 *   then the outputs are made; what was replaced or is gone is the caller's to remove
 *   when one fails: no other is begun, those under way end, and what was done is undone, latest first
 *
 * Independent resources are made concurrently. Each is written to the state as it is done, so a process that ends in the
 * middle goes on from there. An undo that fails is reported and the next one is tried. The undo of a creation removes it,
 * whatever its DeletionPolicy says, so that the next try finds its name free.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
import type { ResourceRecord, Unwanted } from '../engine/stacks.ts';
import type { CheckedResource, CheckedStack } from './checked.ts';
import { deployResource } from './deploy-resource.ts';
import { DeployFailed } from './refusal.ts';
import { type StackRun, type StackWork, sentence } from './run.ts';
import { liveScope } from './scope.ts';

/** What a stack was made of, and how its failure is to be met. */
export interface Plan {
  readonly stack: CheckedStack;
  readonly generations: Readonly<Record<string, number>>;
  /** Notes the export of another stack that is used. */
  readonly onImport: (name: string) => void;
  /** Called with the reason before what was done is undone; without it, it stays. */
  readonly onRollback?: ((reason: string) => void) | undefined;
  /** Told what was replaced and is still there, so that it is not forgotten when the process ends. */
  readonly onUnwanted: (unwanted: readonly Unwanted[]) => void;
}

/** Gives what the stack consists of now, and what it has no more; throws DeployFailed when it was rolled back. */
export async function deployResources<T>(
  work: StackWork,
  { stack, generations, onImport, onRollback, onUnwanted }: Plan,
  finish: (run: StackRun) => T,
): Promise<{ run: StackRun; finished: T }> {
  const { engine, state } = work;
  const { id, name } = work.stack;
  const records = new Map<string, ResourceRecord>();
  const run: StackRun = {
    ...work,
    records,
    scope: liveScope({ engine, state, records, source: stack.source, document: stack.document, stackId: id, onImport }),
    before: new Map(state.resources(name).map((record) => [record.logicalId, record])),
    generations: { ...generations },
    undo: [],
    unwanted: [],
    onUnwanted,
  };
  const failure = await inDependencyOrder(stack.resources, (one) => deployResource(run, one));
  let failed = failure && resourceFailed(name, failure);
  if (!failed) {
    try {
      return { run, finished: finish(run) };
    } catch (error) {
      failed = new DeployFailed({ stack: name, problem: sentence(error), remedy: ROLLED_BACK }, error);
    }
  }
  if (onRollback) {
    onRollback(reasonOf(run, failure, failed));
    await undo(run);
  }
  throw failed;
}

/** Everything is tried; what could not be taken back fails the rollback. */
async function undo(run: StackRun): Promise<void> {
  const stuck: unknown[] = [];
  for (const step of run.undo.reverse()) await step().catch((error) => stuck.push(error));
  if (stuck.length === 0) return;
  for (const error of stuck) run.engine.report(`rolling back stack ${run.stack.name}`, error);
  throw new RollbackFailed(stuck.map(sentence).join(' '), stuck[0]);
}

/** The stack is neither what it was nor what it was to be. */
export class RollbackFailed extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'RollbackFailed';
  }
}

/** AWS's words for the stack; a failed resource has its own event. */
function reasonOf(run: StackRun, failure: Failure | undefined, failed: DeployFailed): string {
  if (!failure) return failed.refusal.problem;
  const { logicalId } = failure.resource;
  return `The following resource(s) failed to ${run.before.has(logicalId) ? 'update' : 'create'}: [${logicalId}].`;
}

const ROLLED_BACK = 'The stack was rolled back; mend this and deploy again.';

interface Failure {
  readonly resource: CheckedResource;
  readonly error: unknown;
}

/** Begins each as soon as all it needs is done; gives the first failure, once nothing is under way any more. */
async function inDependencyOrder(
  resources: readonly CheckedResource[],
  apply: (resource: CheckedResource) => Promise<void>,
): Promise<Failure | undefined> {
  const running = new Map<string, Promise<void>>();
  let failure: Failure | undefined;
  for (const resource of resources) {
    const needed = [...resource.needs].map((need) => running.get(need));
    const begun = Promise.all(needed).then(async () => {
      if (failure) return;
      try {
        await apply(resource);
      } catch (error) {
        failure ??= { resource, error };
      }
    });
    running.set(resource.logicalId, begun);
  }
  await Promise.all(running.values());
  return failure;
}

function resourceFailed(stack: string, { resource: { logicalId, type }, error }: Failure): DeployFailed {
  return new DeployFailed({ stack, logicalId, path: type.type, problem: sentence(error), remedy: ROLLED_BACK }, error);
}
