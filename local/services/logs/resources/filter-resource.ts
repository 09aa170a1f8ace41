/** What metric filters and subscription filters have in common as resources: each belongs to a group and has a name in it. */
import type * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';

interface Named {
  readonly LogGroupName: string;
  readonly FilterName?: string | undefined;
}

export interface FilterResource<Schema extends z.ZodType<Named>> {
  readonly type: string;
  readonly properties: Schema;
  put(name: string, wanted: z.output<Schema>): void;
  remove(group: string, name: string): void;
}

export const filterResource = <Schema extends z.ZodType<Named>>(
  engine: Engine,
  { type, properties, put, remove }: FilterResource<Schema>,
): ResourceType =>
  resourceType({
    type,
    properties,
    async create(wanted, place) {
      const name = wanted.FilterName ?? place.name();
      put(name, wanted);
      await engine.store.durable();
      return { physicalId: `${wanted.LogGroupName}|${name}`, ref: name, attributes: {} };
    },
    async update(wanted, current, place) {
      const name = wanted.FilterName ?? place.name();
      if (current.physicalId !== `${wanted.LogGroupName}|${name}`) return 'replace';
      put(name, wanted);
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      const [group = '', name = ''] = physicalId.split('|');
      remove(group, name);
      await engine.store.durable();
    },
  });
