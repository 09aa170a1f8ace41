/** Brings one resource from what it was to what the template says: kept, created, updated, or replaced by a second one. */
import type { Json, Resource, ResourceType } from '../engine/service.ts';
import type { ResourceRecord } from '../engine/stacks.ts';
import type { CheckedResource } from './checked.ts';
import { withDynamicReferences } from './dynamic-references.ts';
import { evaluate } from './intrinsics.ts';
import { placeOf } from './place.ts';
import { leaveOutWithoutEffect, parseProperties } from './properties.ts';
import { changedProperties, recreation } from './replacement.ts';
import { type Progress, type StackRun, sentence, tell } from './run.ts';

/** Rejects when the resource's type refuses; then nothing new of it is there. */
export async function deployResource(run: StackRun, one: CheckedResource): Promise<void> {
  const { logicalId, type } = one;
  const startedMs = run.engine.clock.monotonicMs();
  const told = { stack: run.stack.name, logicalId, type: type.type };
  const durationMs = () => run.engine.clock.monotonicMs() - startedMs;
  const old = run.before.get(logicalId);
  let step: Progress['step'] = old ? 'update' : 'create';
  try {
    step = await apply(run, one, old);
    run.onProgress({ ...told, step, durationMs: durationMs() });
  } catch (error) {
    const physicalId = old?.physicalId ?? '';
    const status = old ? 'UPDATE_FAILED' : 'CREATE_FAILED';
    tell(run, { logicalId, type: type.type, physicalId, status, reason: sentence(error) });
    run.onProgress({ ...told, step, error, durationMs: durationMs() });
    throw error;
  }
}

/** What the template says of a resource, before it is one. */
type Wanted = Pick<ResourceRecord, 'logicalId' | 'type' | 'needs' | 'retain' | 'properties'>;

async function apply(run: StackRun, one: CheckedResource, old: ResourceRecord | undefined): Promise<Progress['step']> {
  const { logicalId, type, declaration, needs } = one;
  const properties = evaluate(declaration.Properties, run.scope, 'Properties') as Record<string, Json>;
  leaveOutWithoutEffect(type, properties);
  const retain = (declaration.DeletionPolicy ?? 'Delete') !== 'Delete';
  const wanted: Wanted = { logicalId, type: type.type, needs: [...needs], retain, properties };
  if (old && JSON.stringify(old.properties) === JSON.stringify(properties)) {
    keep(run, { ...old, ...wanted });
    run.undo.push(async () => run.state.putResource(run.stack.name, old));
    return 'keep';
  }
  const physicalId = old?.physicalId ?? '';
  const status = old ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS';
  tell(run, { logicalId, type: type.type, physicalId, status, properties });
  const data = parse(run, type, properties);
  if (old && (await updated(run, type, old, wanted, data))) return 'update';
  const replacedIsKept = (declaration.UpdateReplacePolicy ?? 'Delete') !== 'Delete';
  await create(run, type, old, wanted, data, replacedIsKept);
  return old ? 'replace' : 'create';
}

/** False when a new resource is needed. A change that fails half way is taken back too. */
async function updated(
  run: StackRun,
  type: ResourceType,
  old: ResourceRecord,
  wanted: Wanted,
  data: never,
): Promise<boolean> {
  const changed = changedProperties(old.properties, wanted.properties);
  if (!type.update || changed.some((name) => recreation(old.type, name) === 'Always')) return false;
  let current: Resource = old;
  const place = placeOf(run.stack.name, old.logicalId, old.generation);
  const step = run.undo.push(() => changeBack(run, type, old, current)) - 1;
  const answer = await type.update(data, old, place);
  if (answer === 'replace') {
    run.undo[step] = async () => undefined;
    return false;
  }
  current = answer;
  done(run, { ...answer, ...wanted, generation: old.generation, status: 'UPDATE_COMPLETE' });
  return true;
}

async function create(
  run: StackRun,
  type: ResourceType,
  old: ResourceRecord | undefined,
  wanted: Wanted,
  data: never,
  replacedIsKept: boolean,
): Promise<void> {
  const { logicalId, properties } = wanted;
  const stackName = run.stack.name;
  const told = { logicalId, type: type.type, properties };
  if (old) tell(run, { ...told, physicalId: old.physicalId, status: 'UPDATE_IN_PROGRESS', reason: NEEDS_NEW });
  const generation = old ? old.generation + 1 : (run.generations[logicalId] ?? 0);
  const place = placeOf(stackName, logicalId, generation);
  const created = await createBeside(type, old, data, place);
  run.generations[logicalId] = generation;
  const { physicalId } = created;
  const status = old ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE';
  tell(run, { ...told, physicalId, status: old ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS', reason: INITIATED });
  done(run, { ...created, ...wanted, generation, status });
  if (old && sameResource(old, created)) {
    run.undo.push(() => changeBack(run, type, old, created));
    return; // the type gave the old one another shape: there is no second one to take away
  }
  run.undo.push(async () => {
    tell(run, { ...told, physicalId, status: 'DELETE_IN_PROGRESS' });
    if (old) run.state.putResource(stackName, old);
    else run.state.deleteResource(stackName, logicalId);
    await type.remove(created, place);
    tell(run, { ...told, physicalId, status: 'DELETE_COMPLETE' });
  });
  if (!old) return;
  run.unwanted.push({ record: old, retain: replacedIsKept });
  run.onUnwanted(run.unwanted);
}

const NEEDS_NEW = 'Requested update requires the creation of a new physical resource; hence creating one.';
const INITIATED = 'Resource creation Initiated';

/**
 * A second one with the name of the first cannot be: AWS's sentence says what to do.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
async function createBeside(
  type: ResourceType,
  old: ResourceRecord | undefined,
  data: never,
  place: ReturnType<typeof placeOf>,
): Promise<Resource> {
  try {
    return await type.create(data, place);
  } catch (error) {
    const taken = error instanceof Error && /exist|in ?use|conflict/i.test(`${error.name} ${error.message}`);
    if (!old || !taken) throw error;
    throw new Error(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${old.physicalId} and update the stack again. (${sentence(error)})`,
      { cause: error },
    );
  }
}

const sameResource = (a: Resource, b: Resource): boolean =>
  a.physicalId === b.physicalId && JSON.stringify(a.attributes) === JSON.stringify(b.attributes);

function done(run: StackRun, record: Omit<ResourceRecord, 'atMs'>): void {
  keep(run, { ...record, atMs: run.engine.clock.now() });
  const { logicalId, type, physicalId, status, properties } = record;
  tell(run, { logicalId, type, physicalId, status, properties });
}

function keep(run: StackRun, record: ResourceRecord): void {
  run.state.putResource(run.stack.name, record);
  run.records.set(record.logicalId, record);
}

function parse(run: StackRun, type: ResourceType, properties: Readonly<Record<string, Json>>): never {
  const { data, problems } = parseProperties(type, withDynamicReferences({ ...properties }, run.engine.ports));
  if (problems.length > 0)
    throw new Error(problems.map(({ path, problem, remedy }) => `${path}: ${problem} ${remedy}`).join(' '));
  return data as never;
}

async function changeBack(run: StackRun, type: ResourceType, old: ResourceRecord, current: Resource): Promise<void> {
  const { logicalId, physicalId, properties } = old;
  const told = { logicalId, physicalId, properties, type: type.type };
  tell(run, { ...told, status: 'UPDATE_IN_PROGRESS' });
  const place = placeOf(run.stack.name, logicalId, old.generation);
  const restored = await type.update?.(parse(run, type, properties), current, place);
  if (restored === 'replace') throw new Error(`${logicalId} could not be changed back in place.`);
  run.state.putResource(run.stack.name, { ...old, ...restored });
  tell(run, { ...told, status: 'UPDATE_COMPLETE' });
}
