/** What runs: a function per agent and per task of the platform, and what feeds them. */
import { Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { agentPermissions, consume, publishAs, readHistory, sendTo } from '../constructs/permissions.ts';
import { SignalboxFunction } from '../constructs/signalbox-function.ts';
import {
  type Agent,
  agentFunctionName,
  deadLetterName,
  queueArn,
  type Stage,
  scheduleArn,
  tableArn,
} from '../stage.ts';

export class AgentsStack extends Stack {
  private readonly stage: Stage;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.stage = stage;
    for (const agent of stage.agents) this.agent(agent);
    this.recorder();
    this.deadlines();
    this.deadLetters();
  }

  private agent(agent: Agent): void {
    const stage = this.stage;
    const made = new SignalboxFunction(this, agent.id, stage, {
      functionName: agentFunctionName(stage, agent),
      description: `Agent ${agent.id}: ${agent.title}.`,
      entry: agent.entry,
      ...(agent.timeoutS !== undefined && { timeoutS: agent.timeoutS }),
      ...(agent.memoryMb !== undefined && { memoryMb: agent.memoryMb }),
    });
    const queues = stage.subscriptions
      .filter((subscription) => subscription.agent === agent)
      .flatMap((subscription) => subscription.queues);
    made.allow(
      ...agentPermissions(this, stage, agent),
      consume(
        this,
        queues.map(({ name }) => name),
      ),
    );
    for (const { name, lane } of queues) this.feed(made, name, this.concurrencyOf(lane));
  }

  private recorder(): void {
    const stage = this.stage;
    const made = this.platformFunction('recorder', 'Writes every message once to the history.');
    made.allow(
      { actions: ['dynamodb:BatchWriteItem'], resources: [tableArn(this, stage.historyTable)] },
      consume(this, [stage.historyQueue]),
      sendTo(this, [deadLetterName(stage.historyQueue)]),
    );
    this.feed(made, stage.historyQueue, stage.settings.normalConcurrency);
  }

  private deadlines(): void {
    const stage = this.stage;
    const scheduler = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Lets deadlines beyond 15 minutes come back.',
    });
    scheduler.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn(this, stage.deadlineChecksQueue)] }),
    );
    const made = this.platformFunction(
      'deadlines',
      'Watches requests that expect an answer: asks again, then escalates.',
      {
        SIGNALBOX_DEADLINE_CHECKS_QUEUE: stage.deadlineChecksQueue,
        SIGNALBOX_SCHEDULE_GROUP: stage.scheduleGroup,
        SIGNALBOX_SCHEDULER_ROLE: scheduler.roleArn,
      },
    );
    made.allow(
      consume(this, [stage.deadlinesQueue, stage.deadlineChecksQueue]),
      sendTo(this, [
        stage.deadlineChecksQueue,
        ...[stage.deadlinesQueue, stage.deadlineChecksQueue].map(deadLetterName),
      ]),
      readHistory(this, stage),
      {
        actions: ['scheduler:CreateSchedule'],
        resources: [scheduleArn(this, stage.scheduleGroup)],
        whyPattern: 'Each deadline is a schedule of its own, named after its message; the group holds nothing else.',
      },
      {
        actions: ['iam:PassRole'],
        resources: [scheduler.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      // It asks again in the name of whoever asked first, so the source cannot be narrowed to one sender.
      {
        actions: ['events:PutEvents'],
        resources: [this.formatArn({ service: 'events', resource: 'event-bus', resourceName: stage.bus })],
        conditions: { StringLike: { 'events:source': 'signalbox.*' } },
      },
    );
    for (const queue of [stage.deadlinesQueue, stage.deadlineChecksQueue])
      this.feed(made, queue, stage.settings.normalConcurrency);
  }

  private deadLetters(): void {
    const stage = this.stage;
    const queues = [
      ...stage.subscriptions.map(({ deadLetterQueue }) => deadLetterQueue),
      ...[stage.historyQueue, stage.deadlinesQueue, stage.deadlineChecksQueue].map(deadLetterName),
    ];
    const made = this.platformFunction(
      'dead-letters',
      'Keeps what no agent could handle, with the reason, until someone redrives it.',
    );
    made.allow(
      consume(this, queues),
      readHistory(this, stage),
      {
        actions: ['dynamodb:PutItem'],
        resources: [tableArn(this, stage.historyTable)],
      },
      publishAs(this, stage, 'platform.dead-letters', ['platform.error']),
    );
    for (const queue of queues) this.feed(made, queue, 2);
  }

  private platformFunction(
    name: string,
    description: string,
    environment: Readonly<Record<string, string>> = {},
  ): SignalboxFunction {
    const { prefix } = this.stage;
    return new SignalboxFunction(this, name, this.stage, {
      functionName: `${prefix}-platform-${name}`,
      description,
      entry: `platform/${name}`,
      environment,
    });
  }

  /** Each lane has its own concurrency, so that critical never waits behind low. */
  private concurrencyOf(lane: string): number {
    const { criticalConcurrency, highConcurrency, normalConcurrency, lowConcurrency } = this.stage.settings;
    const lanes: Readonly<Record<string, number>> = {
      critical: criticalConcurrency,
      high: highConcurrency,
      low: lowConcurrency,
    };
    return lanes[lane] ?? normalConcurrency;
  }

  private feed(made: SignalboxFunction, queue: string, maximumConcurrency: number): void {
    const mapping = new CfnEventSourceMapping(made, `From ${queue}`, {
      eventSourceArn: queueArn(this, queue),
      functionName: made.function.functionName,
      batchSize: this.stage.settings.batchSize,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency },
    });
    mapping.node.addDependency(made.role);
  }
}
