/**
 * Amazon DynamoDB: tables in the engine's store, with AWS's validation taken from dynalite. What is supported, and what is
 * not, stands in README.md.
 */
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { batchGetItem } from './actions/batch-get-item.ts';
import { batchWriteItem } from './actions/batch-write-item.ts';
import { describeContinuousBackups, updateContinuousBackups } from './actions/continuous-backups.ts';
import { createTable } from './actions/create-table.ts';
import { deleteItem } from './actions/delete-item.ts';
import { deleteTable } from './actions/delete-table.ts';
import { describeContributorInsights } from './actions/describe-contributor-insights.ts';
import { describeEndpoints } from './actions/describe-endpoints.ts';
import { describeLimits } from './actions/describe-limits.ts';
import { describeTable } from './actions/describe-table.ts';
import { describeTimeToLive } from './actions/describe-time-to-live.ts';
import { getItem } from './actions/get-item.ts';
import { listTables } from './actions/list-tables.ts';
import { listTagsOfResource } from './actions/list-tags-of-resource.ts';
import { putItem } from './actions/put-item.ts';
import { query } from './actions/query.ts';
import { scan } from './actions/scan.ts';
import { tagResource } from './actions/tag-resource.ts';
import { transactGetItems } from './actions/transact-get-items.ts';
import { transactWriteItems } from './actions/transact-write-items.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateItem } from './actions/update-item.ts';
import { updateTable } from './actions/update-table.ts';
import { updateTimeToLive } from './actions/update-time-to-live.ts';
import { openDynamoDb } from './dynamodb.ts';
import { validation } from './errors.ts';
import { inspectDynamoDb } from './inspect.ts';
import { globalTableType } from './resources/global-table.ts';
import { tableType } from './resources/table.ts';
import { openTokens } from './tokens.ts';

export function createDynamoDb(engine: Engine): Service {
  const dynamodb = openDynamoDb(engine);
  return {
    name: 'dynamodb',
    protocols: [{ kind: 'json', version: '1.0', targetPrefix: 'DynamoDB_20120810' }],
    actions: [
      ...[putItem, getItem, updateItem, deleteItem, query, scan].map((action) => action(dynamodb)),
      ...[batchWriteItem, batchGetItem, transactGetItems].map((action) => action(dynamodb)),
      transactWriteItems(dynamodb, openTokens(engine)),
      ...[createTable, updateTable, deleteTable, describeTable, listTables].map((action) => action(dynamodb)),
      ...[tagResource, untagResource, listTagsOfResource].map((action) => action(dynamodb)),
      ...[updateTimeToLive, describeTimeToLive].map((action) => action(dynamodb)),
      ...[updateContinuousBackups, describeContinuousBackups].map((action) => action(dynamodb)),
      describeContributorInsights(dynamodb),
      describeLimits(),
      describeEndpoints(engine),
    ],
    resources: [tableType(dynamodb), globalTableType(dynamodb)],
    inspect: () => inspectDynamoDb(dynamodb.tables),
    invalidInput: (error, action) =>
      validation(`${action}: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`),
    start: () => dynamodb.expirer.wake(),
    stop: () => dynamodb.expirer.stop(),
  };
}
