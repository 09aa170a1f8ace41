/** Makes, changes and removes tables for templates, by the same code as the actions. */
import { isDeepStrictEqual } from 'node:util';
import type { Place, Resource } from '../../../engine/service.ts';
import { type Recovery, setRecovery } from '../actions/continuous-backups.ts';
import { makeTable } from '../actions/create-table.ts';
import { dropTable } from '../actions/delete-table.ts';
import { changeTable } from '../actions/update-table.ts';
import { setTimeToLive } from '../actions/update-time-to-live.ts';
import type { DynamoDb } from '../dynamodb.ts';
import type { TableDefinition } from '../requests/table-rules.ts';
import type { Description, Table } from '../tables.ts';

/** The longest name of a table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST_NAME = 255;

/** What a template says of a table, in the words of the actions. */
export interface Wanted {
  readonly definition: Omit<TableDefinition, 'TableName'> & { readonly TableName?: string | undefined };
  readonly timeToLive: string | undefined;
  readonly recovery: Recovery;
}

/** Without the members that a template left open. */
const defined = <T extends object>(object: T): T => JSON.parse(JSON.stringify(object)) as T;

const described = ({ name, arn, record }: Table): Resource => ({
  physicalId: name,
  attributes: { Arn: arn, TableId: record.id },
});

export async function createTable(dynamodb: DynamoDb, wanted: Wanted, place: Place): Promise<Resource> {
  const TableName = wanted.definition.TableName ?? place.name(LONGEST_NAME);
  const table = await makeTable(dynamodb, defined({ ...wanted.definition, TableName }));
  return described(await settle(dynamodb, table, wanted));
}

/** Settings that have actions of their own. */
async function settle(dynamodb: DynamoDb, { name, record }: Table, wanted: Wanted): Promise<Table> {
  if (record.timeToLive !== wanted.timeToLive) await setTimeToLive(dynamodb, name, wanted.timeToLive);
  return await setRecovery(dynamodb, name, defined(wanted.recovery));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html, "Update requires" */
export async function updateTable(
  dynamodb: DynamoDb,
  wanted: Wanted,
  current: Resource,
): Promise<Resource | 'replace'> {
  const { tables } = dynamodb;
  const table = tables.get(current.physicalId);
  const { description } = table.record;
  const { TableName = table.name, ...definition } = defined(wanted.definition);
  if (TableName !== table.name || !isDeepStrictEqual(definition.KeySchema, description.KeySchema)) return 'replace';
  if (namesOf(definition.LocalSecondaryIndexes) !== namesOf(description.LocalSecondaryIndexes)) return 'replace';
  const change = changeOf(definition, description);
  const changed = Object.keys(change).length > 0 ? await changeTable(dynamodb, { TableName, ...change }) : table;
  const tags = Object.fromEntries((definition.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  return described(await settle(dynamodb, tables.put(table.name, { ...changed.record, tags }), wanted));
}

const namesOf = (indexes: readonly { IndexName?: string | undefined }[] = []): string =>
  indexes.map(({ IndexName }) => IndexName).join();

/** What UpdateTable must be asked for. */
function changeOf(definition: Omit<TableDefinition, 'TableName'>, description: Description): object {
  const { AttributeDefinitions, BillingMode, ProvisionedThroughput, DeletionProtectionEnabled } = definition;
  const indexes = description.GlobalSecondaryIndexes ?? [];
  const wanted = definition.GlobalSecondaryIndexes ?? [];
  const has = (list: typeof wanted, name: string | undefined) => list.some(({ IndexName }) => IndexName === name);
  const updates = [
    ...indexes.filter(({ IndexName }) => !has(wanted, IndexName)).map(({ IndexName }) => ({ Delete: { IndexName } })),
    ...wanted.filter(({ IndexName }) => !has(indexes, IndexName)).map((index) => ({ Create: index })),
  ];
  const mode = description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const { ReadCapacityUnits, WriteCapacityUnits } = description.ProvisionedThroughput ?? {};
  const sameThroughput =
    !ProvisionedThroughput || isDeepStrictEqual(ProvisionedThroughput, { ReadCapacityUnits, WriteCapacityUnits });
  return {
    ...((BillingMode ?? 'PROVISIONED') !== mode && {
      BillingMode: BillingMode ?? 'PROVISIONED',
      ProvisionedThroughput,
    }),
    ...(!sameThroughput && { ProvisionedThroughput }),
    ...(updates.length > 0 && { AttributeDefinitions, GlobalSecondaryIndexUpdates: updates }),
    ...(DeletionProtectionEnabled !== undefined &&
      DeletionProtectionEnabled !== description.DeletionProtectionEnabled && { DeletionProtectionEnabled }),
  };
}

/** A table that is gone already is no mistake; one that is protected stays, and so does its stack. */
export async function removeTable(dynamodb: DynamoDb, { physicalId }: Resource): Promise<void> {
  if (dynamodb.tables.find(physicalId)) await dropTable(dynamodb, physicalId);
}
