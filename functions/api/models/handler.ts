/** Models, their budgets and experiments. Needs: dynamodb on rows `budget#*` and `experiment#all` of the registry. */
import { systems } from '../../../systems/all.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { openKnownModels } from '../../kit/model/known-models.ts';
import { createLogger } from '../../kit/observe.ts';
import { createModelsApi } from './models.ts';

export const handler = createModelsApi({
  clock: systemClock,
  log: createLogger('api.models'),
  client: dynamoDb(),
  table: settings().registryTable,
  known: openKnownModels(systems, systemClock),
  systems,
});
