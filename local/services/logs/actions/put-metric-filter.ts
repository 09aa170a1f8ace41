/** Sets what numbers the lines of a group give from now on. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { groupName } from '../limits.ts';
import { metricTransformation, watcher } from '../metric-filter.ts';
import type { LogStore } from '../store.ts';

const input = z.strictObject({
  logGroupName: groupName,
  filterName: z.string().regex(/^[^:*]{1,512}$/),
  filterPattern: z.string().max(1024),
  metricTransformations: z.array(metricTransformation).length(1),
});

export const putMetricFilter = (engine: Engine, store: LogStore): Action =>
  action({
    name: 'PutMetricFilter',
    input,
    resource: ({ logGroupName }) => store.arnOf(logGroupName),
    run({ logGroupName, filterName, filterPattern, metricTransformations: [transformation] }) {
      if (!transformation) throw invalid('metricTransformations must hold one transformation.');
      const filter = { name: filterName, pattern: filterPattern, transformation, createdMs: engine.clock.now() };
      watcher(engine, filter);
      const others = store.group(logGroupName).filters.filter(({ name }) => name !== filterName);
      store.changeGroup(logGroupName, { filters: [...others, filter] });
    },
  });
