/** Reading one row of a table, or one partition whole: pages until there are no more. Owns no schema; rows are as they lie there. */
import { type DynamoDBClient, GetItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** As of now; undefined where there is none. */
export async function readRow(
  client: DynamoDBClient,
  table: string,
  pk: string,
  sk: string,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall({ pk, sk }), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
}

/** All rows of a partition whose sort keys begin with `prefix`, in the order of these; as of now, not as of a moment ago. */
export async function readPartition(
  client: DynamoDBClient,
  table: string,
  pk: string,
  prefix = '',
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let start: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk, ...(prefix && { ':prefix': prefix }) }),
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
}
