/** What runs: a function per agent and per task of the platform, and what feeds them. */
import { Annotations, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { agentPermissions, consume, publishAs, readHistory, sendTo } from '../constructs/permissions.ts';
import { feed, platformFunction } from '../constructs/platform-function.ts';
import { SignalboxFunction } from '../constructs/signalbox-function.ts';
import { modelEnvironment } from '../model-settings.ts';
import {
  type Agent,
  agentFunctionName,
  DEFAULT_TIMEOUT_S,
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
      ...(agent.needs?.includes('model') && { environment: modelEnvironment(stage) }),
    });
    this.warnOfTime(agent);
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
    for (const { name, lane } of queues) feed(this, stage, made, name, this.concurrencyOf(lane));
  }

  private warnOfTime({ id, needs, timeoutS = DEFAULT_TIMEOUT_S }: Agent): void {
    const { modelTimeoutS } = this.stage.settings;
    if (!needs?.includes('model') || timeoutS > modelTimeoutS) return;
    Annotations.of(this).addWarningV2(
      `signalbox:model-time-${id}`,
      `Agent ${id} has ${timeoutS} s, and one attempt at a model may take ${modelTimeoutS} s: a model that hangs leaves no time for another try. Raise its timeoutS, or lower modelTimeoutS.`,
    );
  }

  private recorder(): void {
    const stage = this.stage;
    const made = platformFunction(this, stage, 'recorder', 'Writes every message of the bus once to the history.');
    made.allow(
      { actions: ['dynamodb:BatchWriteItem'], resources: [tableArn(this, stage.historyTable)] },
      consume(this, [stage.historyQueue]),
      sendTo(this, [deadLetterName(stage.historyQueue)]),
    );
    feed(this, stage, made, stage.historyQueue, stage.settings.normalConcurrency);
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
    const made = platformFunction(
      this,
      stage,
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
      feed(this, stage, made, queue, stage.settings.normalConcurrency);
  }

  private deadLetters(): void {
    const stage = this.stage;
    const queues = [
      ...stage.subscriptions.map(({ deadLetterQueue }) => deadLetterQueue),
      ...stage.platformQueues.map(deadLetterName),
    ];
    const made = platformFunction(
      this,
      stage,
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
    for (const queue of queues) feed(this, stage, made, queue, 2);
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
}
