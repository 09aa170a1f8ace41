/**
 * Workflows that are registered at run time. Needs: dynamodb on rows `workflows` and `workflow#*` of the registry; states to create,
 * change, publish and delete the stage's machines, and ListExecutions; iam:PassRole on the role of workflows and on that of their
 * schedules; events to put and delete rules of workflows; scheduler to put and delete schedules of workflows.
 */
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { clientConfig } from '../../kit/client-config.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { machinesOf } from '../../kit/workflow/executions.ts';
import { createWorkflowReader, declaredIn } from '../../kit/workflow/registered.ts';
import { createMachineStore } from './machines.ts';
import { createRoutes } from './routes.ts';
import { createShelf } from './shelf.ts';
import { createWorkflows } from './workflows.ts';

const { stage, bus, registryTable } = settings();
const prefix = stagePrefix(stage);
const log = createLogger('api.workflows');
const scheduler = new SchedulerClient(clientConfig());
const reader = createWorkflowReader(dynamoDb(), registryTable, declaredIn(systems));
const shelf = createShelf(dynamoDb(), registryTable, systemClock);

export const handler = createWorkflows({
  catalogue: createCatalogue(systems),
  prefix,
  log,
  placed: ({ invokedFunctionArn }) => {
    const where = machinesOf(prefix, invokedFunctionArn);
    return {
      ...{ clock: systemClock, log, reader, shelf },
      machines: createMachineStore(stepFunctions(), where),
      routes: createRoutes(eventBridge(), scheduler, bus, where),
    };
  },
});
