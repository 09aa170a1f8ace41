/**
 * Brings one checked stack from what it was to what its template says.
 *
 *   each resource, once all it needs is there:
 *     as before ──> kept
 *     new ──> created
 *     changed ──> updated in place, or a second one is created beside it
 *   then, dependents first: what was replaced or is gone ──> removed
 *   when one fails: no other is begun, those under way end, and what was done is undone, latest first
 *
 * Independent resources are made concurrently. Each is written to the state as it is done, so a process that ends in the
 * middle goes on from there. An undo that fails is reported and the next one is tried. The undo of a creation removes it,
 * whatever its DeletionPolicy says, so that the next try finds its name free.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
import type { CheckedResource, CheckedStack } from './checked.ts';
import { deployResource } from './deploy-resource.ts';
import { DeployFailed } from './refusal.ts';
import { removeAll } from './remove.ts';
import type { DeployContext, StackRun } from './run.ts';
import { liveScope } from './scope.ts';
import type { ResourceRecord } from './state.ts';

/** Gives what the stack consists of now; throws DeployFailed when it was rolled back. */
export async function deployResources(
  context: DeployContext,
  stack: CheckedStack,
  generations: Readonly<Record<string, number>>,
): Promise<Pick<StackRun, 'records' | 'generations' | 'scope'>> {
  const { engine, state } = context;
  const stackName = stack.source.name;
  const records = new Map<string, ResourceRecord>();
  const run: StackRun = {
    ...context,
    stackName,
    records,
    scope: liveScope(engine, stack.source, stack.document, state, records),
    before: new Map(state.resources(stackName).map((record) => [record.logicalId, record])),
    generations: { ...generations },
    undo: [],
    unwanted: [],
  };
  const failure = await inDependencyOrder(stack.resources, (one) => deployResource(run, one));
  if (failure) {
    for (const step of run.undo.reverse())
      await step().catch((error) => engine.report(`rolling back stack ${stackName}`, error));
    throw failed(stackName, failure);
  }
  for (const record of run.before.values()) {
    if (records.has(record.logicalId)) continue;
    run.unwanted.push({ record, retain: record.retain });
    run.generations[record.logicalId] = record.generation + 1;
    state.deleteResource(stackName, record.logicalId);
  }
  await removeAll(run);
  return run;
}

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

function failed(stack: string, { resource: { logicalId, type }, error }: Failure): DeployFailed {
  const problem = error instanceof Error ? error.message : String(error);
  const remedy = 'The stack was rolled back; mend this and deploy again.';
  return new DeployFailed({ stack, logicalId, path: type.type, problem, remedy }, error);
}
