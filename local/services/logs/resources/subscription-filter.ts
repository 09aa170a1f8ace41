/**
 * AWS::Logs::SubscriptionFilter: what sends the lines of a group to a function.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-subscriptionfilter.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import type { ResourceType } from '../../../engine/service.ts';
import { groupName } from '../limits.ts';
import type { LogStore } from '../store.ts';
import { filterResource } from './filter-resource.ts';

const properties = z.strictObject({
  FilterName: z.string().optional(),
  FilterPattern: z.string(),
  LogGroupName: groupName,
  DestinationArn: z.string(),
  Distribution: z.enum(['ByLogStream', 'Random']).default('ByLogStream'),
});

export const subscriptionFilter = (engine: Engine, store: LogStore): ResourceType =>
  filterResource(engine, {
    type: 'AWS::Logs::SubscriptionFilter',
    properties,
    put: (name, { LogGroupName, FilterPattern, DestinationArn, Distribution }) =>
      store.subscribe(LogGroupName, {
        name,
        pattern: FilterPattern,
        destinationArn: DestinationArn,
        distribution: Distribution,
        createdMs: engine.clock.now(),
      }),
    remove(group, name) {
      if (store.findGroup(group)) store.unsubscribe(group, name);
    },
  });
