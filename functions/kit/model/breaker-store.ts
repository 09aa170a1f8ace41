/**
 * Where the breakers of a stage lie: a row of the registry for each model, shared by all functions.
 *
 * 1. A row is written by who read it last: the write names the version it saw. Whoever loses reads again and decides again.
 * 2. Moments in a row are of the clocks of the functions that wrote them, which AWS keeps within milliseconds.
 */
import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ModelRef } from '../../../contracts/model.ts';
import { breakerKey, breakerRowSchema } from '../../../contracts/tables/models.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import { type Breaker, CLOSED } from '../../../domain/model/breaker.ts';
import { readRow } from '../partition.ts';

export interface KeptBreaker {
  readonly breaker: Breaker;
  /** How often it was written; 0 for none. */
  readonly version: number;
}

export interface BreakerStore {
  read(model: ModelRef): Promise<KeptBreaker>;
  /** What is kept from then on; undefined when somebody else has written since. */
  swap(model: ModelRef, before: KeptBreaker, next: Breaker): Promise<KeptBreaker | undefined>;
}

export function createBreakerStore(client: DynamoDBClient, table: string): BreakerStore {
  return {
    async read(model) {
      const row = await readRow(client, table, breakerKey(model), SELF_ROW);
      if (!row) return { breaker: CLOSED, version: 0 };
      const { breaker, version } = breakerRowSchema.parse(row);
      return { breaker, version };
    },
    async swap(model, { version: seen }, breaker) {
      const version = seen + 1;
      const row = { pk: breakerKey(model), sk: SELF_ROW, model, breaker, version };
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall(row, { removeUndefinedValues: true }),
            ConditionExpression: seen === 0 ? 'attribute_not_exists(pk)' : '#version = :seen',
            ...(seen > 0 && {
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: marshall({ ':seen': seen }),
            }),
          }),
        );
        return { breaker, version };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}
