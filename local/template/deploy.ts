/**
 * The door of local/template: deploys a cdk.out folder or a template over what is there. Owns the order of things: read,
 * check everything, then create, stack by stack.
 */
import type { Engine } from '../engine/engine.ts';
import type { Service } from '../engine/service.ts';
import { type Assembly, readAssembly, type TemplateSource } from './assembly.ts';
import { offerAssets } from './assets.ts';
import { checkStack } from './check.ts';
import type { CheckedStack } from './checked.ts';
import { deployResources } from './deploy-stack.ts';
import { evaluate, type Lookup } from './intrinsics.ts';
import { stackId } from './place.ts';
import { type Refusal, TemplateRefused } from './refusal.ts';
import type { DeployContext, Progress } from './run.ts';
import { type OutputRecord, type ResourceRecord, type StackRecord, stackState } from './state.ts';

export interface DeployOptions {
  /** Called as each resource is done. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface DeployedStack {
  readonly name: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly { readonly logicalId: string; readonly type: string; readonly physicalId: string }[];
}

/**
 * Deploys, and gives the stacks in the order in which they were. Resolves when all of it is durable.
 * Throws TemplateRefused before anything was changed, or DeployFailed when a stack was rolled back; stacks before it stay.
 */
export async function deploy(
  engine: Engine,
  services: readonly Service[],
  source: TemplateSource,
  { onProgress = () => undefined }: DeployOptions = {},
): Promise<{ stacks: DeployedStack[] }> {
  const assembly = readAssembly(source);
  offerAssets(engine, assembly.assets);
  const types = new Map(services.flatMap(({ resources }) => resources.map((type) => [type.type, type] as const)));
  const context: DeployContext = {
    engine,
    types,
    state: stackState(engine),
    onProgress(progress) {
      trace(engine, progress);
      onProgress(progress);
    },
  };
  const stacks: DeployedStack[] = [];
  for (const stack of checkAll(context, assembly)) stacks.push(await deployStack(context, stack));
  await engine.store.durable();
  return { stacks };
}

function checkAll({ engine, types, state }: DeployContext, { stacks }: Assembly): CheckedStack[] {
  const refusals: Refusal[] = [];
  const promised = { exports: new Map<string, string>(), outputs: new Set<string>(), stacks: new Set<string>() };
  const refuse = (refusal: Refusal) => refusals.push(refusal);
  const checked = stacks.flatMap((source) => checkStack({ engine, types, state, promised, refuse }, source) ?? []);
  if (refusals.length > 0) throw new TemplateRefused(refusals);
  return checked;
}

async function deployStack(context: DeployContext, stack: CheckedStack): Promise<DeployedStack> {
  const { engine, state } = context;
  const { name, text, tags } = stack.source;
  const now = engine.clock.now();
  const before = state.stack(name);
  const exists =
    before !== undefined && before.status !== 'ROLLBACK_COMPLETE' && before.status !== 'CREATE_IN_PROGRESS';
  const began: StackRecord = {
    name,
    id: stackId(name, engine.arn),
    status: exists ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS',
    ...(stack.document.Description !== undefined && { description: stack.document.Description }),
    createdAtMs: before?.createdAtMs ?? now,
    ...(exists && { updatedAtMs: now }),
    template: text,
    parameters: stack.parameters,
    tags,
    outputs: before?.outputs ?? [],
    generations: before?.generations ?? {},
  };
  state.putStack(began);
  try {
    const { records, generations, scope } = await deployResources(context, stack, began.generations);
    const outputs = outputsOf(stack, scope);
    state.putStack({ ...began, status: exists ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE', outputs, generations });
    return deployed(began, outputs, [...records.values()]);
  } catch (error) {
    const statusReason = error instanceof Error ? error.message : String(error);
    if (exists) state.putStack({ ...before, status: 'UPDATE_ROLLBACK_COMPLETE', statusReason, updatedAtMs: now });
    else state.putStack({ ...began, status: 'ROLLBACK_COMPLETE', statusReason });
    await engine.store.durable();
    throw error;
  }
}

function outputsOf({ document, outputs }: CheckedStack, scope: Lookup): OutputRecord[] {
  return outputs.flatMap((key) => {
    const declared = document.Outputs[key];
    if (!declared) return [];
    const exportName = declared.Export && String(evaluate(declared.Export.Name, scope, `Outputs.${key}.Export.Name`));
    return {
      key,
      value: String(evaluate(declared.Value, scope, `Outputs.${key}.Value`)),
      ...(declared.Description !== undefined && { description: declared.Description }),
      ...(exportName !== undefined && { exportName }),
    };
  });
}

const deployed = (
  { name, id }: StackRecord,
  outputs: readonly OutputRecord[],
  records: readonly ResourceRecord[],
): DeployedStack => ({
  name,
  id,
  outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
  resources: records.map(({ logicalId, type, physicalId }) => ({ logicalId, type, physicalId })),
});

function trace(engine: Engine, { stack, logicalId, type, step, error, durationMs }: Progress): void {
  engine.traces.add({
    service: 'cloudformation',
    action: step,
    resource: `${stack}/${logicalId}`,
    outcome: error === undefined ? 'ok' : error instanceof Error ? error.name : 'failed',
    durationMs,
    detail: { type },
  });
}
