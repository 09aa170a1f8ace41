/** What budgets and experiments are read with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../kit/clock.ts';
import type { Log } from '../../kit/observe.ts';

export interface ModelsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly client: DynamoDBClient;
  /** The registry. */
  readonly table: string;
}
