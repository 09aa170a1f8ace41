/** The actions of CloudWatch Logs, all in one list. What is not in it is refused by name. */
import type { Engine } from '../../engine/engine.ts';
import type { Action } from '../../engine/service.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { deleteLogGroup } from './actions/delete-log-group.ts';
import { deleteLogStream } from './actions/delete-log-stream.ts';
import { deleteMetricFilter } from './actions/delete-metric-filter.ts';
import { deleteResourcePolicy } from './actions/delete-resource-policy.ts';
import { deleteRetentionPolicy } from './actions/delete-retention-policy.ts';
import { deleteSubscriptionFilter } from './actions/delete-subscription-filter.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { describeMetricFilters } from './actions/describe-metric-filters.ts';
import { describeResourcePolicies } from './actions/describe-resource-policies.ts';
import { describeSubscriptionFilters } from './actions/describe-subscription-filters.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { putMetricFilter } from './actions/put-metric-filter.ts';
import { putResourcePolicy } from './actions/put-resource-policy.ts';
import { putRetentionPolicy } from './actions/put-retention-policy.ts';
import { putSubscriptionFilter } from './actions/put-subscription-filter.ts';
import { tagResource } from './actions/tag-resource.ts';
import { testMetricFilter } from './actions/test-metric-filter.ts';
import { untagResource } from './actions/untag-resource.ts';
import type { ResourcePolicies } from './resource-policies.ts';
import type { LogStore } from './store.ts';

export const logActions = (engine: Engine, store: LogStore, policies: ResourcePolicies): Action[] => [
  createLogGroup(store),
  createLogStream(store),
  deleteLogGroup(store),
  deleteLogStream(store),
  deleteMetricFilter(store),
  deleteResourcePolicy(policies),
  deleteRetentionPolicy(store),
  deleteSubscriptionFilter(store),
  describeLogGroups(store),
  describeLogStreams(store),
  describeMetricFilters(store),
  describeResourcePolicies(policies),
  describeSubscriptionFilters(store),
  filterLogEvents(store),
  getLogEvents(store),
  listTagsForResource(store),
  putLogEvents(engine, store),
  putMetricFilter(engine, store),
  putResourcePolicy(policies),
  putRetentionPolicy(store),
  putSubscriptionFilter(engine, store),
  tagResource(store),
  testMetricFilter(),
  untagResource(store),
];
