/**
 * AWS::Logs::MetricFilter: a metric filter of a log group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import type { ResourceType } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import { watcher } from '../metric-filter.ts';
import type { LogStore } from '../store.ts';
import { filterResource } from './filter-resource.ts';

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
  filterResource(engine, {
    type: 'AWS::Logs::MetricFilter',
    properties,
    put: (name, wanted) => put(engine, store, name, wanted),
    remove(group, name) {
      const filters = store.findGroup(group)?.filters;
      if (filters) store.changeGroup(group, { filters: filters.filter((one) => one.name !== name) });
    },
  });

function put(engine: Engine, store: LogStore, name: string, wanted: z.output<typeof properties>): void {
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
}
