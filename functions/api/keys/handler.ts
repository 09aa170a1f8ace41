/** Keys of the API. Needs: dynamodb on rows `keys` and `key#*` of the registry. */
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { createKeys } from './keys.ts';

export const handler = createKeys({
  clock: systemClock,
  log: createLogger('api.keys'),
  client: dynamoDb(),
  table: settings().registryTable,
});
