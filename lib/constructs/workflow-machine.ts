/**
 * A workflow that a system declares: its machine, a version of it for each definition, the alias that new executions take, its role,
 * and what brings it messages and times.
 *
 * 1. A version outlives the deployment that replaces it, so that what runs on it comes to its end.
 * 2. The role may do what the steps of this workflow do, and nothing else.
 */
import { createHash } from 'node:crypto';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnStateMachine, CfnStateMachineAlias, CfnStateMachineVersion } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowDefinition } from '../../contracts/workflow.ts';
import { LIVE_ALIAS, machineName } from '../../domain/naming.ts';
import { compileWorkflow, machineText } from '../../domain/workflow/compile.ts';
import { workflowSender } from '../../domain/workflow/identity.ts';
import { RULE_TARGET, rulesOf, scheduleOf } from '../../domain/workflow/routing.ts';
import { allSteps } from '../../domain/workflow/steps.ts';
import { acknowledge } from '../acknowledged.ts';
import { queueArn, type Stage } from '../stage.ts';
import { callMachines, deliverLogs, publishAs, useSteps } from './permissions.ts';
import { grant } from './signalbox-function.ts';

export interface WorkflowMachineProps {
  readonly definition: WorkflowDefinition;
  readonly logGroup: LogGroup;
  /** As whom Scheduler puts a time into the queue `triggers`. */
  readonly scheduler: Role;
}

export class WorkflowMachine extends Construct {
  constructor(scope: Construct, stage: Stage, { definition, logGroup, scheduler }: WorkflowMachineProps) {
    super(scope, definition.id);
    const { prefix } = stage;
    const text = machineText(compileWorkflow(definition, { prefix, channelOf: (type) => channelOf(stage, type) }));
    const role = this.role(stage, definition);
    const machine = new CfnStateMachine(this, 'Machine', {
      stateMachineName: machineName(prefix, definition.id),
      roleArn: role.roleArn,
      definitionString: text,
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
    });
    machine.node.addDependency(role);
    acknowledge(machine, 'AwsSolutions-SF2', NO_TRACING);
    const version = new CfnStateMachineVersion(this, `Version ${shortHash(text)}`, {
      stateMachineArn: machine.attrArn,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
      description: definition.title.slice(0, 256),
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alias = new CfnStateMachineAlias(this, 'Live', {
      name: LIVE_ALIAS,
      description: 'The version that new executions take.',
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
    for (const moved of this.routes(stage, definition, scheduler)) moved.node.addDependency(alias);
  }

  private role(stage: Stage, definition: WorkflowDefinition): Role {
    const { id, title } = definition;
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `Workflow ${id}: ${title}.`,
    });
    const all = allSteps(definition).map(({ step }) => step);
    const told = all.flatMap((step) => (step.kind === 'message' && step.expects === 'none' ? [step.type] : []));
    const called = all.flatMap((step) => (step.kind === 'subworkflow' ? [step.workflow] : []));
    grant(role, [
      useSteps(stack, stage),
      ...(told.length > 0 ? [publishAs(stack, stage, workflowSender(id), unique(told))] : []),
      ...(called.length > 0
        ? callMachines(
            stack,
            unique(called).map((one) => machineName(stage.prefix, one)),
          )
        : []),
      deliverLogs,
    ]);
    return role;
  }

  private routes(stage: Stage, definition: WorkflowDefinition, scheduler: Role): Construct[] {
    const arn = queueArn(Stack.of(this), stage.triggersQueue);
    const rules = rulesOf(definition, stage.prefix).map(
      (rule, index) =>
        new CfnRule(this, `Rule ${index}`, {
          name: rule.name,
          description: rule.description,
          eventBusName: stage.bus,
          eventPattern: rule.eventPattern,
          targets: [{ id: RULE_TARGET, arn, inputTransformer: rule.inputTransformer }],
        }),
    );
    const schedule = scheduleOf(definition);
    if (!schedule) return rules;
    const { name, description, expression, timezone, input } = schedule;
    return [
      ...rules,
      new CfnSchedule(this, 'Schedule', {
        name,
        description,
        groupName: stage.scheduleGroup,
        scheduleExpression: expression,
        ...(timezone !== undefined && { scheduleExpressionTimezone: timezone }),
        flexibleTimeWindow: { mode: 'OFF' },
        target: { arn, roleArn: scheduler.roleArn, input },
      }),
    ];
  }
}

const NO_TRACING =
  'Every transition is a message in the history; a trace of X-Ray would tell the same a second time, and cost for each.';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
const unique = (words: readonly string[]): string[] => [...new Set(words)].sort();

const channelOf = ({ channels }: Stage, type: string): string | undefined =>
  Object.keys(channels).find((name) => channels[name]?.carries.includes(type));
