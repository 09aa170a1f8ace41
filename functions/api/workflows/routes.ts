/**
 * Rules on the bus and schedules of workflows that were registered at run time: the same that lib makes of those declared, from
 * domain/workflow/routing.ts. Setting them replaces what was there; every call may be made again.
 */
import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException as NoSuchSchedule,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { platformQueueName, scheduleGroupName, workflowSchedulerRoleName } from '../../../domain/naming.ts';
import {
  RULE_TARGET,
  ruleNamesOf,
  rulesOf,
  scheduleNameOf,
  scheduleOf,
  type WorkflowRule,
  type WorkflowSchedule,
} from '../../../domain/workflow/routing.ts';
import type { Machines } from '../../kit/workflow/executions.ts';

export interface Routes {
  /** What this definition needs, and nothing else of its workflow's. */
  set(definition: WorkflowDefinition): Promise<void>;
  remove(workflow: string): Promise<void>;
}

export function createRoutes(
  events: EventBridgeClient,
  scheduler: SchedulerClient,
  bus: string,
  { prefix, partition, region, account }: Machines,
): Routes {
  const queueArn = `arn:${partition}:sqs:${region}:${account}:${platformQueueName(prefix, 'triggers')}`;
  const schedulerRole = `arn:${partition}:iam::${account}:role/${workflowSchedulerRoleName(prefix)}`;
  const GroupName = scheduleGroupName(prefix);

  const putRule = async ({ name: Name, description, eventPattern, inputTransformer }: WorkflowRule) => {
    await events.send(
      new PutRuleCommand({
        ...{ Name, EventBusName: bus, Description: description, EventPattern: JSON.stringify(eventPattern) },
      }),
    );
    const { inputPathsMap, inputTemplate } = inputTransformer;
    const InputTransformer = { InputPathsMap: { ...inputPathsMap }, InputTemplate: inputTemplate };
    const put = await events.send(
      new PutTargetsCommand({
        ...{ Rule: Name, EventBusName: bus, Targets: [{ Id: RULE_TARGET, Arn: queueArn, InputTransformer }] },
      }),
    );
    const [failed] = put.FailedEntries ?? [];
    if (failed) throw new Error(`EventBridge did not take the target of rule ${Name}: ${failed.ErrorMessage}`);
  };
  const deleteRule = async (Name: string) => {
    const where = { EventBusName: bus };
    await events
      .send(new RemoveTargetsCommand({ Rule: Name, Ids: [RULE_TARGET], ...where }))
      .catch(unlessGone(ResourceNotFoundException));
    await events.send(new DeleteRuleCommand({ Name, ...where })).catch(unlessGone(ResourceNotFoundException));
  };
  const putSchedule = async ({ name: Name, description, expression, timezone, input }: WorkflowSchedule) => {
    const schedule = {
      ...{ Name, GroupName, Description: description, ScheduleExpression: expression },
      ...(timezone !== undefined && { ScheduleExpressionTimezone: timezone }),
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: { Arn: queueArn, RoleArn: schedulerRole, Input: input },
    };
    try {
      await scheduler.send(new CreateScheduleCommand(schedule));
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
      await scheduler.send(new UpdateScheduleCommand(schedule));
    }
  };
  const deleteSchedule = async (Name: string) => {
    await scheduler.send(new DeleteScheduleCommand({ Name, GroupName })).catch(unlessGone(NoSuchSchedule));
  };

  return {
    async set(definition) {
      const rules = rulesOf(definition, prefix);
      const schedule = scheduleOf(definition);
      const others = ruleNamesOf(prefix, definition.id).filter((name) => !rules.some((rule) => rule.name === name));
      await Promise.all([
        ...rules.map(putRule),
        ...others.map(deleteRule),
        schedule ? putSchedule(schedule) : deleteSchedule(scheduleNameOf(definition.id)),
      ]);
    },
    async remove(workflow) {
      await Promise.all([...ruleNamesOf(prefix, workflow).map(deleteRule), deleteSchedule(scheduleNameOf(workflow))]);
    },
  };
}

/** What is to be removed and is not there is removed. */
const unlessGone =
  (kind: abstract new (...args: never[]) => Error) =>
  (error: unknown): void => {
    if (!(error instanceof kind)) throw error;
  };
