/**
 * Executions. Needs: states:StartExecution and ListExecutions on the stage's machines, DescribeExecution, GetExecutionHistory,
 * StopExecution, RedriveExecution on their executions, SendTaskSuccess and SendTaskFailure; dynamodb on rows `workflows`,
 * `workflow#*` (to read), `approval#*`, `approvals#open` of the registry; reading the history; events:PutEvents for
 * platform.approval.decided in the names of workflows.
 */
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { createExecutionControl } from '../../kit/workflow/control.ts';
import { createExecutionReader, executionArnOf, machinesOf } from '../../kit/workflow/executions.ts';
import { createWorkflowReader, declaredIn } from '../../kit/workflow/registered.ts';
import { createStepsTable } from '../../kit/workflow/steps-table.ts';
import { createTokens } from '../../kit/workflow/tokens.ts';
import { createExecutions } from './executions.ts';

const { stage, bus, registryTable, historyTable, historyDays, payloadsBucket } = settings();
const prefix = stagePrefix(stage);

export const handler = createExecutions({
  clock: systemClock,
  log: createLogger('api.executions'),
  prefix,
  workflows: createWorkflowReader(dynamoDb(), registryTable, declaredIn(systems)),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  approvals: {
    table: createStepsTable(dynamoDb(), registryTable, systemClock),
    tokens: createTokens(stepFunctions),
    publish: createPublish(eventBridge(), bus, createPayloads(payloadsBucket), systemClock),
    clock: systemClock,
    prefix,
    historyDays,
  },
  placed: ({ invokedFunctionArn }) => {
    const where = machinesOf(prefix, invokedFunctionArn);
    return {
      reader: createExecutionReader(stepFunctions(), where),
      control: createExecutionControl(stepFunctions(), where),
      arnOf: (name) => executionArnOf(where, name),
    };
  },
});
