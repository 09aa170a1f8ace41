/** Brings one resource from what it was to what the template says: kept, created, updated, or replaced by a second one. */
import type { Json, Resource, ResourceType } from '../engine/service.ts';
import type { CheckedResource } from './checked.ts';
import { withDynamicReferences } from './dynamic-references.ts';
import { evaluate } from './intrinsics.ts';
import { placeOf } from './place.ts';
import { leaveOutWithoutEffect, parseProperties } from './properties.ts';
import type { Progress, StackRun } from './run.ts';
import type { ResourceRecord } from './state.ts';

/** Rejects when the resource's type refuses; then nothing of it is there. */
export async function deployResource(run: StackRun, one: CheckedResource): Promise<void> {
  const { logicalId, type } = one;
  const startedMs = run.engine.clock.monotonicMs();
  const told = { stack: run.stackName, logicalId, type: type.type };
  const durationMs = () => run.engine.clock.monotonicMs() - startedMs;
  let step: Progress['step'] = run.before.has(logicalId) ? 'update' : 'create';
  try {
    step = await apply(run, one);
    run.onProgress({ ...told, step, durationMs: durationMs() });
  } catch (error) {
    run.onProgress({ ...told, step, error, durationMs: durationMs() });
    throw error;
  }
}

async function apply(run: StackRun, one: CheckedResource): Promise<Progress['step']> {
  const { logicalId, type, declaration, needs } = one;
  const properties = evaluate(declaration.Properties, run.scope, 'Properties') as Record<string, Json>;
  leaveOutWithoutEffect(type, properties);
  const retain = (declaration.DeletionPolicy ?? 'Delete') !== 'Delete';
  const common = { logicalId, type: type.type, needs: [...needs], retain, properties };
  const old = run.before.get(logicalId);
  if (old && JSON.stringify(old.properties) === JSON.stringify(properties)) {
    keep(run, { ...old, ...common });
    return 'keep';
  }
  const data = parse(run, type, properties);
  const atMs = run.engine.clock.now();
  const updated = old && (await type.update?.(data, old, placeOf(run.stackName, logicalId, old.generation)));
  if (old && updated && updated !== 'replace') {
    keep(run, { ...updated, ...common, generation: old.generation, status: 'UPDATE_COMPLETE', atMs });
    run.undo.push(() => changeBack(run, type, old, updated));
    return 'update';
  }
  const generation = old ? old.generation + 1 : (run.generations[logicalId] ?? 0);
  const place = placeOf(run.stackName, logicalId, generation);
  const created = await type.create(data, place);
  run.generations[logicalId] = generation;
  keep(run, { ...created, ...common, generation, status: 'CREATE_COMPLETE', atMs });
  run.undo.push(async () => {
    await type.remove(created, place);
    if (old) run.state.putResource(run.stackName, old);
    else run.state.deleteResource(run.stackName, logicalId);
  });
  if (old) run.unwanted.push({ record: old, retain: (declaration.UpdateReplacePolicy ?? 'Delete') !== 'Delete' });
  return old ? 'replace' : 'create';
}

function keep(run: StackRun, record: ResourceRecord): void {
  run.state.putResource(run.stackName, record);
  run.records.set(record.logicalId, record);
}

function parse(run: StackRun, type: ResourceType, properties: Readonly<Record<string, Json>>): never {
  const { data, problems } = parseProperties(type, withDynamicReferences({ ...properties }, run.engine.ports));
  if (problems.length > 0)
    throw new Error(problems.map(({ path, problem, remedy }) => `${path}: ${problem} ${remedy}`).join(' '));
  return data as never;
}

async function changeBack(run: StackRun, type: ResourceType, old: ResourceRecord, current: Resource): Promise<void> {
  const place = placeOf(run.stackName, old.logicalId, old.generation);
  const restored = await type.update?.(parse(run, type, old.properties), current, place);
  if (restored === 'replace') throw new Error(`${old.logicalId} could not be changed back in place.`);
  run.state.putResource(run.stackName, { ...old, ...restored });
}
