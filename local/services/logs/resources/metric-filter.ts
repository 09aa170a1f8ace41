/**
 * AWS::Logs::MetricFilter: a metric filter of a log group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Place, type ResourceType, resourceType } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import { watcher } from '../metric-filter.ts';
import type { LogStore } from '../store.ts';

const properties = z.strictObject({
  FilterName: z.string().optional(),
  FilterPattern: z.string(),
  LogGroupName: groupName,
  MetricTransformations: z
    .array(
      z.strictObject({
        MetricName: z.string(),
        MetricNamespace: z.string(),
        MetricValue: z.string(),
        DefaultValue: z.coerce.number().optional(),
        Dimensions: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
        Unit: z.string().optional(),
      }),
    )
    .length(1),
});

export const metricFilter = (engine: Engine, store: LogStore): ResourceType =>
  resourceType({
    type: 'AWS::Logs::MetricFilter',
    properties,
    async create(wanted, place) {
      const name = put(engine, store, wanted, place);
      await engine.store.durable();
      return { physicalId: `${wanted.LogGroupName}|${name}`, ref: name, attributes: {} };
    },
    async update(wanted, current, place) {
      if (current.physicalId !== `${wanted.LogGroupName}|${wanted.FilterName ?? place.name()}`) return 'replace';
      put(engine, store, wanted, place);
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      const [group = '', filter = ''] = physicalId.split('|');
      const filters = store.findGroup(group)?.filters;
      if (filters) store.changeGroup(group, { filters: filters.filter(({ name }) => name !== filter) });
      await engine.store.durable();
    },
  });

function put(engine: Engine, store: LogStore, wanted: z.output<typeof properties>, place: Place): string {
  const name = wanted.FilterName ?? place.name();
  const [given] = wanted.MetricTransformations;
  if (!given) throw new Error('A metric filter has one transformation.');
  const filter = {
    name,
    pattern: wanted.FilterPattern,
    createdMs: engine.clock.now(),
    transformation: {
      metricName: given.MetricName,
      metricNamespace: given.MetricNamespace,
      metricValue: given.MetricValue,
      defaultValue: given.DefaultValue,
      dimensions: given.Dimensions && Object.fromEntries(given.Dimensions.map(({ Key, Value }) => [Key, Value])),
      unit: given.Unit,
    },
  };
  watcher(engine, filter); // refuses a malformed pattern before anything is kept
  const others = store.group(wanted.LogGroupName).filters.filter((one) => one.name !== name);
  store.changeGroup(wanted.LogGroupName, { filters: [...others, filter] });
  return name;
}
