/** The API of workflows in tests: rows on a DynamoDB, machines and routes in memory, calls as API Gateway makes them. */
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { MachineDeleting, type MachineStore } from '../../../functions/api/workflows/machines.ts';
import type { Routes } from '../../../functions/api/workflows/routes.ts';
import { createShelf } from '../../../functions/api/workflows/shelf.ts';
import { createWorkflows } from '../../../functions/api/workflows/workflows.ts';
import { createWorkflowReader } from '../../../functions/kit/workflow/registered.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';
import type { Tables } from '../kit/tables.ts';
import { caller } from './caller.ts';

export const PREFIX = 'signalbox-test';

/** Step Functions and EventBridge in memory. What stands in `broken` fails, once for each time that it stands there. */
function memoryMachines(broken: string[]) {
  const versions = new Map<string, string[]>();
  const live = new Map<string, string>();
  const routes = new Map<string, WorkflowDefinition>();
  const running = new Set<string>();
  const deleting = new Set<string>();
  const texts = new Map<string, string>();
  const arnOf = (workflow: string) =>
    `arn:aws:states:us-east-1:000000000000:stateMachine:${PREFIX}-workflow-${workflow}`;
  const perhaps = (call: string) => {
    const at = broken.indexOf(call);
    if (at < 0) return;
    broken.splice(at, 1);
    throw new Error(`${call} is away`);
  };
  let published = 0;
  const machines: MachineStore = {
    arnOf,
    async publish(workflow, text) {
      perhaps('publish');
      if (deleting.has(workflow)) throw new MachineDeleting(`The machine of ${workflow} is being deleted.`);
      published += 1;
      const arn = `${arnOf(workflow)}:${published}`;
      versions.set(workflow, [...(versions.get(workflow) ?? []), arn]);
      texts.set(arn, text);
      return arn;
    },
    async pointLive(workflow, arn) {
      perhaps('pointLive');
      live.set(workflow, arn);
    },
    async dropVersion(arn) {
      perhaps('dropVersion');
      for (const [workflow, all] of versions)
        versions.set(
          workflow,
          all.filter((one) => one !== arn),
        );
    },
    async remove(workflow) {
      perhaps('remove');
      versions.delete(workflow);
      live.delete(workflow);
    },
    isRunning: async (workflow) => running.has(workflow),
    machineText: async (arn) => texts.get(arn),
  };
  const memoryRoutes: Routes = {
    async set(definition) {
      perhaps('routes');
      routes.set(definition.id, definition);
    },
    async remove(workflow) {
      routes.delete(workflow);
    },
  };
  return { machines, memoryRoutes, versions, live, routes, running, deleting, perhaps };
}

export function openWorkflows({ client, registry }: Tables, declared: readonly WorkflowDefinition[] = []) {
  const clock = fakeClock();
  const log = fakeLog();
  const broken: string[] = [];
  const { perhaps, ...cloud } = memoryMachines(broken);
  const shelf = createShelf(client, registry, clock);
  const reader = createWorkflowReader(client, registry, declared);
  const handler = createWorkflows({
    catalogue,
    prefix: PREFIX,
    log,
    placed: () => ({
      ...{ clock, log, reader },
      shelf: {
        ...shelf,
        putWorkflow: async (row) => {
          perhaps('putWorkflow');
          await shelf.putWorkflow(row);
        },
      },
      machines: cloud.machines,
      routes: cloud.memoryRoutes,
    }),
  });
  return { ...cloud, call: caller(handler), clock, log, broken, reader, shelf };
}

/** A small sound workflow: what a test is about, it names. */
export const packing = (more: Record<string, unknown> = {}) => ({
  id: 'packing',
  title: 'Packing',
  participants: { packer: 'agent:shop.packer' },
  steps: [
    {
      id: 'packed',
      kind: 'task',
      to: 'packer',
      type: 'shop.order.placed',
      payload: { sku: '{% $input.sku %}', count: 1 },
      reply: 'shop.parcel.packed',
      timeoutS: 60,
    },
  ],
  input: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'], additionalProperties: false },
  ...more,
});
