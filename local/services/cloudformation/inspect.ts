/** The stacks, their outputs and their resources, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Stacks } from '../../engine/stacks.ts';

export const inspectCloudFormation = (stacks: Pick<Stacks, 'list' | 'resources'>): Json => ({
  stacks: stacks
    .list()
    .filter(({ deletedAtMs }) => deletedAtMs === undefined)
    .map(({ name, status, statusReason, outputs }) => ({
      name,
      status,
      statusReason: statusReason ?? null,
      outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
      resources: stacks.resources(name).map(({ logicalId, physicalId, type, status: of }) => ({
        logicalId,
        physicalId,
        type,
        status: of,
      })),
    })),
});
