/**
 * The door of local/template: deploys a cdk.out folder or a template over what is there. Owns the order of things: read,
 * check everything, then create, stack by stack.
 */
import type { ResourceRecord, StackRecord } from '../engine/stacks.ts';
import { type Assembly, readAssembly, type TemplateSource } from './assembly.ts';
import { offerAssets } from './assets.ts';
import { beginChange, runChange } from './change-stack.ts';
import { checkStack } from './check.ts';
import type { CheckedStack } from './checked.ts';
import { type Refusal, TemplateRefused } from './refusal.ts';
import type { DeployContext, Progress } from './run.ts';
import type { StackOffice } from './stacks.ts';

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
 * Deploys, and gives the stacks in the order in which they were, each also as it is done. Resolves when all is durable.
 * Throws TemplateRefused before anything was changed, or DeployFailed when a stack was rolled back; stacks before it stay.
 */
export async function deploy(
  office: StackOffice,
  source: TemplateSource,
  { onProgress = () => undefined }: DeployOptions = {},
  onStack: (stack: DeployedStack) => void = () => undefined,
): Promise<DeployedStack[]> {
  const assembly = readAssembly(source);
  const release = office.claim(assembly.stacks.map(({ name }) => name));
  try {
    const { engine } = office.context;
    offerAssets(engine, assembly.assets);
    const context: DeployContext = {
      ...office.context,
      onProgress(progress) {
        office.context.onProgress(progress);
        onProgress(progress);
      },
    };
    const stacks: DeployedStack[] = [];
    for (const stack of checkAll(context, assembly)) {
      const begun = beginChange(context, stack, stack.source);
      const record = await runChange(context, stack, begun);
      const done = deployed(record, context.state.resources(record.name));
      onStack(done);
      stacks.push(done);
    }
    await engine.store.durable();
    return stacks;
  } finally {
    release();
  }
}

function checkAll({ engine, types, state }: DeployContext, { stacks }: Assembly): CheckedStack[] {
  const refusals: Refusal[] = [];
  const promised = { exports: new Map<string, string>(), outputs: new Set<string>(), stacks: new Set<string>() };
  const refuse = (refusal: Refusal) => refusals.push(refusal);
  const checked = stacks.flatMap((source) => checkStack({ engine, types, state, promised, refuse }, source) ?? []);
  if (refusals.length > 0) throw new TemplateRefused(refusals);
  return checked;
}

const deployed = ({ name, id, outputs }: StackRecord, records: readonly ResourceRecord[]): DeployedStack => ({
  name,
  id,
  outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
  resources: records.map(({ logicalId, type, physicalId }) => ({ logicalId, type, physicalId })),
});
