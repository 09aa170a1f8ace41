/** Workflows: those that systems declare, the functions that carry out steps and tell of transitions, and the role of those registered later. */
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnMetricFilter, CfnSubscriptionFilter, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { messageKey } from '../../contracts/tables/history.ts';
import {
  approvalKey,
  gatheringKey,
  listeningKey,
  OPEN_APPROVALS_KEY,
  waitingStepKey,
} from '../../contracts/tables/workflows.ts';
import { WORKFLOW_SENDERS } from '../../contracts/workflow-step.ts';
import { machineName, workflowLogGroupName, workflowRoleName, workflowSchedulerRoleName } from '../../domain/naming.ts';
import { platformMessages } from '../../systems/platform.ts';
import {
  answerTokens,
  callMachines,
  consume,
  deliverLogs,
  fetchPayloads,
  leadingKeys,
  publishAs,
  readHistory,
  sendTo,
  storePayloads,
  useRows,
  useSteps,
} from '../constructs/permissions.ts';
import { feed, platformFunction } from '../constructs/platform-function.ts';
import { grant, type Permission, type SignalboxFunction } from '../constructs/signalbox-function.ts';
import { WorkflowMachine } from '../constructs/workflow-machine.ts';
import {
  type Agent,
  agentFunctionName,
  busArn,
  DEFAULT_TIMEOUT_S,
  deadLetterName,
  executionsArn,
  functionArn,
  machineArn,
  queueArn,
  type Stage,
  tableArn,
  WORKFLOW_METRICS,
} from '../stage.ts';

/** Beyond the function that it calls: to say that it failed. */
const MARGIN_S = 10;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_TIMEOUT_S = 900;
/** Executions that end are told by few at a time: nobody waits for it. */
const TRANSITIONS_CONCURRENCY = 2;

export class WorkflowsStack extends Stack {
  private readonly stage: Stage;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.stage = stage;
    this.steps();
    this.answers();
    this.triggers();
    const logGroup = this.logs(this.transitions());
    this.roleOfRegistered();
    const scheduler = this.schedulerRole();
    for (const definition of stage.workflows) new WorkflowMachine(this, stage, { definition, logGroup, scheduler });
  }

  private steps(): void {
    const stage = this.stage;
    const direct = stage.agents.filter(({ reachedBy = [] }) => reachedBy.includes('direct'));
    const timeoutS = Math.max(...[...direct, {}].map(({ timeoutS }: Partial<Agent>) => timeoutS ?? DEFAULT_TIMEOUT_S));
    const made = platformFunction(
      this,
      stage,
      'steps',
      'Carries out what steps of workflows ask: sends, gathers, listens, has approved.',
      {},
      Math.min(timeoutS + MARGIN_S, LONGEST_TIMEOUT_S),
    );
    made.allow(
      this.publishForWorkflows(),
      publishAs(this, stage, 'platform.answers', ['platform.answer.late']),
      useRows(this, stage.registryTable, [
        ...[waitingStepKey, gatheringKey, listeningKey, approvalKey].map((key) => key('*')),
        OPEN_APPROVALS_KEY,
      ]),
      answerTokens,
      readHistory(this, stage),
      this.onMessages('dynamodb:BatchWriteItem'),
      ...(direct.length > 0
        ? [
            {
              actions: ['lambda:InvokeFunction'],
              resources: direct.map((agent) => functionArn(this, agentFunctionName(stage, agent))),
            },
          ]
        : []),
      ...storePayloads(this, stage, ['*']),
      ...fetchPayloads(this, stage, ['*']),
    );
  }

  private answers(): void {
    const stage = this.stage;
    const made = platformFunction(this, stage, 'answers', 'Brings answers to the steps that wait for them.');
    made.allow(
      consume(this, [stage.answersQueue]),
      sendTo(this, [deadLetterName(stage.answersQueue)]),
      useRows(this, stage.registryTable, [waitingStepKey('*'), gatheringKey('*')]),
      answerTokens,
      publishAs(this, stage, 'platform.answers', ['platform.answer.late']),
      ...fetchPayloads(this, stage, ['*']),
    );
    feed(this, stage, made, stage.answersQueue, stage.settings.normalConcurrency);
  }

  private triggers(): void {
    const stage = this.stage;
    const machines = machineName(stage.prefix, '*');
    const made = platformFunction(this, stage, 'triggers', 'Starts workflows, and gives them messages they wait for.');
    made.allow(
      consume(this, [stage.triggersQueue]),
      sendTo(this, [deadLetterName(stage.triggersQueue)]),
      {
        actions: ['states:StartExecution'],
        resources: [machineArn(this, machines)],
        whyPattern: 'Workflows are registered at run time: each is a machine of the stage.',
      },
      useRows(this, stage.registryTable, [listeningKey('*')]),
      answerTokens,
      ...fetchPayloads(this, stage, ['*']),
    );
    feed(this, stage, made, stage.triggersQueue, stage.settings.normalConcurrency);
  }

  private transitions(): SignalboxFunction {
    const stage = this.stage;
    const made = platformFunction(this, stage, 'transitions', 'Tells every transition of every execution on the bus.');
    made.allow(
      consume(this, [stage.transitionsQueue]),
      sendTo(this, [deadLetterName(stage.transitionsQueue)]),
      {
        actions: ['states:GetExecutionHistory'],
        resources: [executionsArn(this, machineName(stage.prefix, '*'))],
        whyPattern: 'Workflows are registered at run time: the pattern is the executions of all of the stage.',
      },
      this.onMessages('dynamodb:BatchGetItem'),
      publishAs(this, stage, 'platform.transitions', ['platform.workflow.moved']),
    );
    feed(this, stage, made, stage.transitionsQueue, TRANSITIONS_CONCURRENCY);
    return made;
  }

  /** One log group for all machines; what stands in it goes to the function `transitions` and is counted. */
  private logs(transitions: SignalboxFunction): LogGroup {
    const { prefix, settings } = this.stage;
    const group = new LogGroup(this, 'Logs', {
      logGroupName: workflowLogGroupName(prefix),
      retention: settings.logDays as RetentionDays,
      removalPolicy: settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const permission = new CfnPermission(this, 'FromLogs', {
      action: 'lambda:InvokeFunction',
      functionName: transitions.function.functionName,
      principal: 'logs.amazonaws.com',
      sourceArn: group.logGroupArn,
      sourceAccount: this.account,
    });
    const subscription = new CfnSubscriptionFilter(this, 'Transitions', {
      filterName: 'transitions',
      logGroupName: group.logGroupName,
      filterPattern: '',
      destinationArn: transitions.function.functionArn,
    });
    subscription.node.addDependency(permission);
    for (const [metricName, { event }] of Object.entries(WORKFLOW_METRICS))
      new CfnMetricFilter(this, metricName, {
        filterName: metricName,
        logGroupName: group.logGroupName,
        filterPattern: `{ $.type = "${event}" }`,
        metricTransformations: [{ metricNamespace: 'Signalbox', metricName, metricValue: '1', defaultValue: 0 }],
      });
    return group;
  }

  /** What the API registers runs as this role: any of them may do what the steps of any may. */
  private roleOfRegistered(): void {
    const stage = this.stage;
    const role = new Role(this, 'Registered', {
      roleName: workflowRoleName(stage.prefix),
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'Workflows that are registered at run time.',
    });
    grant(role, [
      useSteps(this, stage),
      this.publishForWorkflows(Object.keys(platformMessages)),
      ...callMachines(this, [machineName(stage.prefix, '*')]),
      deliverLogs,
    ]);
  }

  private schedulerRole(): Role {
    const role = new Role(this, 'Scheduler', {
      roleName: workflowSchedulerRoleName(this.stage.prefix),
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Lets times start workflows.',
    });
    grant(role, [{ actions: ['sqs:SendMessage'], resources: [queueArn(this, this.stage.triggersQueue)] }]);
    return role;
  }

  /**
   * In the name of workflows, none of which is an agent.
   * @param except types that the platform alone sends
   */
  private publishForWorkflows(except: readonly string[] = []): Permission {
    return {
      actions: ['events:PutEvents'],
      resources: [busArn(this, this.stage.bus)],
      conditions: {
        StringLike: { 'events:source': `${SOURCE_PREFIX}${WORKFLOW_SENDERS}*` },
        ...(except.length > 0 && { StringNotEquals: { 'events:detail-type': except } }),
      },
    };
  }

  /** On messages in the history, and on what stands beside them. */
  private onMessages(action: string): Permission {
    return {
      actions: [action],
      resources: [tableArn(this, this.stage.historyTable)],
      conditions: leadingKeys([messageKey('*')]),
    };
  }
}
