/**
 * Debates. Needs: states:StartExecution on the machine of the workflow `debate`, states:DescribeExecution on its executions; reading the
 * history; dynamodb on rows `budget#*` of the registry; what the environment says of models.
 */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { nanoUsdOf } from '../../../domain/model/prices.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { setCap } from '../../kit/model/budget-store.ts';
import { modelSettings } from '../../kit/model/settings.ts';
import { createLogger } from '../../kit/observe.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { createExecutionControl } from '../../kit/workflow/control.ts';
import { createExecutionReader, machinesOf } from '../../kit/workflow/executions.ts';
import { createDebates } from './debates.ts';

const { stage, registryTable, historyTable } = settings();
const { models, pricesUsd, capsUsd } = modelSettings();
const budgets = { client: dynamoDb(), table: registryTable, clock: systemClock };

export const handler = createDebates({
  clock: systemClock,
  log: createLogger('api.debates'),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  env: { catalogue: createCatalogue(systems), workflows: new Map() },
  ...{ models, pricesUsd },
  executionCap: capsUsd.execution === undefined ? undefined : nanoUsdOf(capsUsd.execution),
  setCap: (id, nanoUsd, by) => setCap(budgets, { scope: 'execution', id }, nanoUsd, by),
  placed: ({ invokedFunctionArn }) => {
    const where = machinesOf(stagePrefix(stage), invokedFunctionArn);
    return {
      reader: createExecutionReader(stepFunctions(), where),
      control: createExecutionControl(stepFunctions(), where),
    };
  },
});
