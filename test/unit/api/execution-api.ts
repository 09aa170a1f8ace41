/**
 * The API of workflows and executions on a local cloud: real Step Functions, rules and schedules; rows on a DynamoDB; the function
 * that carries out steps is played by the test.
 */
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { type StepRequest, stepRequestSchema } from '../../../contracts/workflow-step.ts';
import { scheduleGroupName, stepsFunctionName } from '../../../domain/naming.ts';
import { readExecutionId } from '../../../domain/workflow/identity.ts';
import { createExecutionControl } from '../../../functions/kit/workflow/control.ts';
import { createExecutions } from '../../../functions/api/executions/executions.ts';
import { createMachineStore } from '../../../functions/api/workflows/machines.ts';
import { createRoutes } from '../../../functions/api/workflows/routes.ts';
import { createShelf } from '../../../functions/api/workflows/shelf.ts';
import { createWorkflows } from '../../../functions/api/workflows/workflows.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import { createHistoryReader } from '../../../functions/kit/history.ts';
import { openApproval } from '../../../functions/kit/workflow/approvals.ts';
import { createExecutionReader, executionArnOf, machinesOf } from '../../../functions/kit/workflow/executions.ts';
import { createWorkflowReader } from '../../../functions/kit/workflow/registered.ts';
import { createStepsTable } from '../../../functions/kit/workflow/steps-table.ts';
import { createTokens } from '../../../functions/kit/workflow/tokens.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { createUntil } from '../../kit/line-watch.ts';
import { context, fakeBus, fakeClock, fakeLog } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';
import { openTables } from '../kit/tables.ts';
import { caller } from './caller.ts';
import { PREFIX } from './workflow-api.ts';

/** The functions behind the routes, on the parts that they need. */
async function openFunctions() {
  const [cloud, tables] = await Promise.all([testCloud(), openTables()]);
  onTestFinished(() => tables.close());
  const config = clientSettings(cloud);
  const [states, events, scheduler] = [
    new SFNClient(config),
    new EventBridgeClient(config),
    new SchedulerClient(config),
  ];
  await Promise.all([
    testFunctions(cloud).create(stepsFunctionName(PREFIX), 'export const handler = async () => ({});'),
    events.send(new CreateEventBusCommand({ Name: PREFIX })),
    scheduler.send(new CreateScheduleGroupCommand({ Name: scheduleGroupName(PREFIX) })),
  ]);
  const where = machinesOf(PREFIX, context.invokedFunctionArn);
  const clock: Clock = { ...fakeClock(), now: () => new Date() };
  const log = fakeLog();
  const bus = fakeBus();
  const workflows = createWorkflowReader(tables.client, tables.registry, []);
  const reader = createExecutionReader(states, where);
  const approvals = {
    table: createStepsTable(tables.client, tables.registry, clock),
    tokens: createTokens(() => states),
    publish: bus.publish,
    ...{ clock, prefix: PREFIX, historyDays: 30 },
  };
  const registering = createWorkflows({
    ...{ catalogue, prefix: PREFIX, log },
    placed: () => ({
      ...{ clock, log, reader: workflows },
      shelf: createShelf(tables.client, tables.registry, clock),
      machines: createMachineStore(states, where),
      routes: createRoutes(events, scheduler, PREFIX, where),
    }),
  });
  const executing = createExecutions({
    ...{ clock, log, prefix: PREFIX, workflows, approvals },
    history: createHistoryReader(tables.client, tables.history, clock),
    placed: () => ({
      reader,
      control: createExecutionControl(states, where),
      arnOf: (name) => executionArnOf(where, name),
    }),
  });
  return { cloud, tables, events, scheduler, bus, approvals, reader, registering, executing };
}

export async function openExecutions() {
  const world = await openFunctions();
  const { cloud, tables, events, scheduler, bus, approvals, reader, registering, executing } = world;
  const until = createUntil(cloud);
  /** What the steps of an execution have asked so far. */
  const requests = async (id: string): Promise<StepRequest[]> => {
    const name = readExecutionId(id);
    const { events: all } = name ? await reader.history(name, 25_000) : { events: [] };
    return all.flatMap(({ type, details }) => {
      if (type !== 'TaskScheduled') return [];
      const { Payload } = JSON.parse(String(details.parameters)) as { Payload?: unknown };
      const request = stepRequestSchema.safeParse(Payload);
      return request.success ? [request.data] : [];
    });
  };
  return {
    ...{ tables, bus, events, scheduler, until },
    workflows: caller(registering),
    call: caller(executing),
    /** Resolves when so many steps of the execution have asked for something. */
    asked: (id: string, count: number) =>
      until(async () => {
        const all = await requests(id);
        return all.length >= count ? all : undefined;
      }),
    /** Opens the approvals that it asks for, as the function of steps does. */
    async open(id: string, count = 1) {
      const all = await until(async () => {
        const found = (await requests(id)).filter((one) => one.do === 'approve');
        return found.length >= count ? found : undefined;
      });
      for (const request of all) await openApproval(approvals, request);
    },
    answer: async (token: string | undefined, output: unknown) =>
      await approvals.tokens.succeed(token ?? '', JSON.stringify(output)),
    fail: async (token: string | undefined) => await approvals.tokens.fail(token ?? '', 'ParticipantFailed', 'tired'),
    /** Resolves when it does not run any more; gives its state. */
    ended: (id: string) =>
      until(async () => {
        const name = readExecutionId(id);
        const state = name && (await reader.describe(name))?.state;
        return state === 'running' ? undefined : state;
      }),
  };
}
