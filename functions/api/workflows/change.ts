/**
 * Changes of workflows: registered, the next version, rolled back, deleted.
 *
 *   publish a version of the machine ──> its row ──> alias live ──> rules and schedule ──> row of the workflow
 *
 * 1. The row of the workflow is written last: what it does not tell of does not exist, and the same request makes it again.
 * 2. A failure on the way undoes what was made, in reverse. A crash leaves what was made; the same request, sent again, finishes it.
 * 3. Executions that run finish on the version that they began with: the alias alone moves.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { VersionRow, WorkflowRow } from '../../../contracts/tables/workflows.ts';
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { allSteps } from '../../../domain/workflow/steps.ts';
import type { Finding } from '../../../domain/workflow/verify/findings.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { LiveWorkflow, WorkflowReader } from '../../kit/workflow/registered.ts';
import type { Sound } from './definition.ts';
import { MachineDeleting, type MachineStore } from './machines.ts';
import type { Routes } from './routes.ts';
import type { Shelf } from './shelf.ts';

export interface ChangeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly reader: WorkflowReader;
  readonly shelf: Shelf;
  readonly machines: MachineStore;
  readonly routes: Routes;
  /** Throws the problem of a definition that is not sound. */
  readonly judge: (definition: WorkflowDefinition, others: readonly LiveWorkflow[]) => Sound;
}

export interface Changed {
  readonly row: WorkflowRow;
  /** False when the request changed nothing. */
  readonly changed: boolean;
  readonly warnings: readonly Finding[];
}

type Undo = () => Promise<void>;

/** POST: an id that nobody has. */
export function register(deps: ChangeDeps, definition: WorkflowDefinition, by: string): Promise<Changed> {
  const { id } = definition;
  refuseDeclared(deps, id);
  return deps.shelf.locked(id, async () => {
    if (await deps.reader.row(id))
      throw new ProblemError(
        problem(
          'workflow-exists',
          `There is a workflow ${id} already. PUT /v1/workflows/${id} makes its next version.`,
        ),
      );
    return await addVersion(deps, definition, undefined, by);
  });
}

/** PUT: the next version; the same definition again changes nothing. */
export function replace(deps: ChangeDeps, definition: WorkflowDefinition, by: string): Promise<Changed> {
  const { id, version } = definition;
  refuseDeclared(deps, id);
  return deps.shelf.locked(id, async () => {
    const row = await known(deps, id);
    const same = await deps.reader.version(id, version === undefined ? row.latest : Math.min(version, row.latest));
    if (same && (version === undefined || same.version === version)) {
      if (isSame(same.definition, definition)) return { row, changed: false, warnings: [] };
      if (version !== undefined) throw new ProblemError(taken(id, version, row.latest));
    }
    return await addVersion(deps, definition, row, by);
  });
}

/** Moves the alias to an earlier version, or back to a later one. */
export function rollback(deps: ChangeDeps, id: string, version: number | undefined): Promise<Changed> {
  refuseDeclared(deps, id);
  return deps.shelf.locked(id, async () => {
    const row = await known(deps, id);
    const to = await versionBefore(deps, row, version);
    if (to.version === row.live) return { row, changed: false, warnings: [] };
    const from = await deps.reader.version(id, row.live);
    return await undoing(deps, async (undo) => {
      await goLive(deps, to, from, undo);
      const after = { ...row, live: to.version, title: to.definition.title, changedAt: deps.clock.now().toISOString() };
      undo.unshift(() => deps.shelf.putWorkflow(row));
      await deps.shelf.putWorkflow(after);
      return { row: after, changed: true, warnings: [] };
    });
  });
}

/** Refuses while executions run, and while other workflows call it. */
export function remove(deps: ChangeDeps, id: string): Promise<void> {
  refuseDeclared(deps, id);
  return deps.shelf.locked(id, async () => {
    const row = await known(deps, id);
    await refuseUsed(deps, id);
    await refuseRunning(deps, id);
    const live = await deps.reader.version(id, row.live);
    await undoing(deps, async (undo) => {
      undo.unshift(async () => {
        if (live) await deps.routes.set(live.definition);
      });
      await deps.routes.remove(id);
      await refuseRunning(deps, id); // one that a message has started meanwhile
    });
    await deps.machines.remove(id);
    for (const { version } of await deps.reader.versions(id)) await deps.shelf.dropVersion(id, version);
    await deps.shelf.dropWorkflow(id);
  });
}

async function addVersion(
  deps: ChangeDeps,
  given: WorkflowDefinition,
  before: WorkflowRow | undefined,
  by: string,
): Promise<Changed> {
  const { clock, machines, reader, shelf } = deps;
  const version = (before?.latest ?? 0) + 1;
  if (given.version !== undefined && given.version !== version)
    throw new ProblemError(taken(given.id, given.version, before?.latest ?? 0));
  const definition = { ...given, version };
  const { id, title } = definition;
  const { text, warnings } = deps.judge(definition, await reader.all());
  const live = before && (await reader.version(id, before.live));
  return await undoing(deps, async (undo) => {
    const versionArn = await machines.publish(id, text, `Version ${version}: ${title}`.slice(0, 256));
    undo.unshift(() => (before ? machines.dropVersion(versionArn) : machines.remove(id)));
    const now = clock.now().toISOString();
    const machineHash = createHash('sha256').update(text).digest('hex');
    const row = { version, definition, machineHash, versionArn, createdAt: now, createdBy: by };
    undo.unshift(() => shelf.dropVersion(id, version));
    await shelf.putVersion(id, row);
    await goLive(deps, row, live, undo);
    const after = { pk: 'workflows' as const, sk: id, title, latest: version, live: version, changedAt: now };
    const written = { ...after, machineArn: machines.arnOf(id) };
    undo.unshift(() => (before ? shelf.putWorkflow(before) : shelf.dropWorkflow(id)));
    await shelf.putWorkflow(written);
    return { row: written, changed: true, warnings };
  });
}

type Live = Pick<VersionRow, 'definition' | 'versionArn'>;

async function goLive({ machines, routes }: ChangeDeps, to: Live, from: Live | undefined, undo: Undo[]): Promise<void> {
  const { id } = to.definition;
  if (from) undo.unshift(() => machines.pointLive(id, from.versionArn));
  await machines.pointLive(id, to.versionArn);
  undo.unshift(() => (from ? routes.set(from.definition) : routes.remove(id)));
  await routes.set(to.definition);
}

/** Undoes, latest first, what was made before a failure. What cannot be undone is told in the log; the same request mends it. */
async function undoing<T>({ log }: ChangeDeps, work: (undo: Undo[]) => Promise<T>): Promise<T> {
  const undo: Undo[] = [];
  try {
    return await work(undo);
  } catch (error) {
    for (const back of undo)
      await back().catch((reason: unknown) =>
        log.error('A change of a workflow failed, and a part of it could not be undone.', { reason: String(reason) }),
      );
    throw problemOf(error);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const QUOTAS = ['ServiceQuotaExceededException', 'StateMachineLimitExceeded', 'LimitExceededException'];
/** What AWS has against the definition is the client's to mend. */
const OF_THE_DEFINITION = ['ValidationException', 'InvalidDefinition', 'InvalidEventPatternException'];

function problemOf(error: unknown): unknown {
  if (error instanceof MachineDeleting) {
    const detail = `${error.message} A workflow of that id was deleted just now; register it again in a minute.`;
    return new ProblemError(problem('in-progress', detail), { 'retry-after': '60' });
  }
  if (error instanceof Error && QUOTAS.includes(error.name)) {
    const detail = `AWS takes no more: ${error.message} A machine has 1,000 versions at most: delete the workflow and register it anew, or have the quota raised. Nothing was created.`;
    return new ProblemError(problem('quota-reached', detail));
  }
  if (!(error instanceof Error && OF_THE_DEFINITION.includes(error.name))) return error;
  const errors = [{ field: '', rule: error.message, remedy: 'Change what AWS names, and send the definition again.' }];
  return new ProblemError(
    problem(
      'invalid-workflow',
      `AWS refuses the workflow: ${error.message.replace(/\.$/, '')}. Nothing was created.`,
      errors,
    ),
  );
}

function refuseDeclared({ reader }: ChangeDeps, id: string): void {
  if (!reader.declared.has(id)) return;
  const detail = `Workflow ${id} is declared in systems/ and comes with a deployment: change it there and deploy instead.`;
  throw new ProblemError(problem('declared-workflow', detail));
}

async function known({ reader }: ChangeDeps, id: string): Promise<WorkflowRow> {
  const row = await reader.row(id);
  if (row) return row;
  const detail = `There is no workflow ${id}; POST /v1/workflows registers one, GET /v1/workflows lists them.`;
  throw new ProblemError(problem('not-found', detail));
}

async function versionBefore({ reader }: ChangeDeps, { sk: id, live }: WorkflowRow, version: number | undefined) {
  const versions = await reader.versions(id);
  const found = versions.findLast((one) => (version === undefined ? one.version < live : one.version === version));
  if (found) return found;
  const has = versions.map((one) => one.version).join(', ');
  const detail =
    version === undefined
      ? `Version ${live} of ${id} is the first: there is none to go back to.`
      : `${id} has no version ${version}; it has ${has}.`;
  throw new ProblemError(problem('no-such-version', detail));
}

async function refuseRunning({ machines }: ChangeDeps, id: string): Promise<void> {
  if (!(await machines.isRunning(id))) return;
  const detail = `Executions of ${id} are running: GET /v1/workflows/${id}/executions?status=running lists them. Wait for them, or stop them, and delete it again.`;
  throw new ProblemError(problem('workflow-in-use', detail));
}

async function refuseUsed({ reader }: ChangeDeps, id: string): Promise<void> {
  const users = (await reader.all()).filter(({ definition }) =>
    allSteps(definition).some(({ step }) => step.kind === 'subworkflow' && step.workflow === id),
  );
  const others = users.filter((one) => one.id !== id).map((one) => one.id);
  if (others.length === 0) return;
  const detail = `Workflow ${others.join(' and ')} has a step that runs ${id}: change or delete that first.`;
  throw new ProblemError(problem('workflow-in-use', detail));
}

/** Numbers aside. */
function isSame(kept: WorkflowDefinition, given: WorkflowDefinition): boolean {
  const { version: _, ...one } = kept;
  const { version: __, ...other } = given;
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}

function taken(id: string, version: number, latest: number) {
  const next = latest + 1;
  const errors = [
    { field: 'version', rule: `must be ${next}, the next`, value: version, remedy: `Leave it out, or give ${next}.` },
  ];
  const detail =
    version <= latest
      ? `Version ${version} of ${id} stands for another definition; a version is never changed. Leave the number out, or give ${next}.`
      : `The next version of ${id} is ${next}, not ${version}. Leave the number out, or give ${next}.`;
  return problem('version-taken', detail, errors);
}
