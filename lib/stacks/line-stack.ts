/** The line: the bus, its archive, a queue per subscription and lane, and the rules between them. Nothing here runs code. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnArchive, CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { CfnQueuePolicy, type Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { CONVERSATION_PREFIX, WORKFLOW_SENDERS } from '../../contracts/workflow-step.ts';
import { lanesOf } from '../../domain/lanes.ts';
import { machineName, workflowRuleName } from '../../domain/naming.ts';
import { lineQueue, queuePolicy } from '../constructs/line-queue.ts';
import {
  DEFAULT_TIMEOUT_S,
  deadLetterName,
  machineArn,
  queueArn,
  ruleArn,
  type Stage,
  type Subscription,
} from '../stage.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGETS_PER_RULE = 5;

export class LineStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    const bus = new CfnEventBus(this, 'Bus', {
      name: stage.bus,
      description: 'Messages of agents and workflows; not what is asked and answered directly.',
    });
    new CfnArchive(this, 'Archive', {
      archiveName: `${stage.prefix}-messages`,
      sourceArn: bus.attrArn,
      eventPattern: { source: [{ prefix: SOURCE_PREFIX }] },
      retentionDays: stage.settings.archiveDays,
      description: 'All messages of the bus, for replay.',
    });
    new CfnScheduleGroup(this, 'Deadlines', { name: stage.scheduleGroup });
    for (const subscription of stage.subscriptions) this.subscription(stage, subscription);
    this.channels(stage, bus);
    this.platformQueue(stage, bus, 'History', stage.historyQueue, {
      eventPattern: { source: [{ prefix: SOURCE_PREFIX }] },
    });
    // What a workflow asks has the timeout of its step. What has no sender is no message; that is told where it arrives.
    const sender = [{ 'anything-but': { prefix: WORKFLOW_SENDERS } }, { exists: false }];
    this.platformQueue(stage, bus, 'DeadlineRequests', stage.deadlinesQueue, {
      eventPattern: { detail: { expects: ['ack', 'reply'], sender } },
    });
    this.platformQueue(stage, bus, 'DeadlineChecks', stage.deadlineChecksQueue);
    // Answers that came over queues. What an agent answers directly, platform/steps takes from the invocation.
    this.platformQueue(stage, bus, 'Answers', stage.answersQueue, {
      eventPattern: { detail: { correlationId: [{ prefix: CONVERSATION_PREFIX }], causationId: [{ exists: true }] } },
    });
    this.workflowQueues(stage, bus);
  }

  /** The queues of one agent's subscription: one a lane, and one for the dead letters of all lanes. */
  private subscription(
    { settings, prefix, bus }: Stage,
    { agent, channel, queues, deadLetterQueue }: Subscription,
  ): void {
    const visibilityTimeout = Duration.seconds((agent.timeoutS ?? DEFAULT_TIMEOUT_S) * settings.visibilityFactor);
    const dead = lineQueue(this, `${agent.id} ${channel} dead`, {
      queueName: deadLetterQueue,
      visibilityTimeout: Duration.seconds(DEFAULT_TIMEOUT_S * settings.visibilityFactor), // a platform function reads it
    });
    const lanes = queues.map(({ name, lane }) =>
      lineQueue(this, `${agent.id} ${channel} ${lane}`, {
        queueName: name,
        visibilityTimeout,
        deadLetterQueue: { queue: dead, maxReceiveCount: settings.maxReceives },
      }),
    );
    this.policy(`${agent.id} ${channel} policy`, lanes, [ruleArn(this, bus, `${ruleName(prefix, channel)}-*`)]);
    this.policy(`${agent.id} ${channel} dead policy`, [dead]);
  }

  /** A rule per channel and lane, and another for each further five subscribers. */
  private channels({ prefix, channels, subscriptions }: Stage, bus: CfnEventBus): void {
    for (const [channel, { lanes }] of Object.entries(channels)) {
      const subscribers = subscriptions.filter((subscription) => subscription.channel === channel);
      for (const { lane, priorities } of lanesOf(lanes)) {
        for (let first = 0; first < subscribers.length; first += TARGETS_PER_RULE) {
          const part = first === 0 ? '' : `-${first / TARGETS_PER_RULE + 1}`;
          const targets = subscribers.slice(first, first + TARGETS_PER_RULE).map(({ agent, queues }) => ({
            id: agent.id,
            arn: queueArn(this, queues.find((queue) => queue.lane === lane)?.name ?? ''),
          }));
          const eventPattern = { detail: { channel: [channel], ...(lane !== 'all' && { priority: priorities }) } };
          const rule = new CfnRule(this, `${channel} ${lane}${part}`, {
            name: `${ruleName(prefix, channel)}-${lane}${part}`,
            eventBusName: bus.ref,
            eventPattern,
            targets,
          });
          for (const { agent, queues } of subscribers)
            rule.node.addDependency(
              this.node.findChild(`${agent.id} ${channel} ${queues.find((queue) => queue.lane === lane)?.lane}`),
            );
        }
      }
    }
  }

  /** A queue that one platform function reads, fed by a rule on the bus where there is a pattern. */
  private platformQueue(stage: Stage, bus: CfnEventBus, id: string, name: string, fed: Fed = {}): Queue {
    const { eventPattern, rules, deliveryDelay } = fed;
    const visibilityTimeout = Duration.seconds(DEFAULT_TIMEOUT_S * stage.settings.visibilityFactor);
    const dead = lineQueue(this, `${id}Dead`, { queueName: deadLetterName(name), visibilityTimeout });
    const queue = lineQueue(this, `${id}Queue`, {
      queueName: name,
      visibilityTimeout,
      ...(deliveryDelay && { deliveryDelay }),
      deadLetterQueue: { queue: dead, maxReceiveCount: stage.settings.maxReceives },
    });
    if (eventPattern)
      new CfnRule(this, `${id}Rule`, {
        name,
        eventBusName: bus.ref,
        eventPattern,
        targets: [{ id: 'queue', arn: queue.queueArn }],
      });
    this.policy(`${id}Policy`, [queue], eventPattern ? [ruleArn(this, stage.bus, name)] : rules);
    this.policy(`${id}DeadPolicy`, [dead]);
    return queue;
  }

  /** What starts and moves workflows comes by rules of theirs, and by Scheduler as a role; that they end, by a rule on the default bus. */
  private workflowQueues(stage: Stage, bus: CfnEventBus): void {
    const ofWorkflows = ruleArn(this, stage.bus, workflowRuleName(stage.prefix, '*'));
    this.platformQueue(stage, bus, 'Triggers', stage.triggersQueue, { rules: [ofWorkflows] });
    const name = stage.transitionsQueue;
    const queue = this.platformQueue(stage, bus, 'Transitions', name, {
      rules: [ruleArn(this, '', name)],
      deliveryDelay: LOG_DELAY,
    });
    new CfnRule(this, 'TransitionsRule', {
      name,
      description: 'Executions of workflows that have ended.',
      eventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [{ prefix: machineArn(this, machineName(stage.prefix, '')) }],
        },
      },
      targets: [{ id: 'queue', arn: queue.queueArn }],
    });
  }

  private policy(id: string, queues: readonly Queue[], rules: readonly string[] = []): void {
    new CfnQueuePolicy(this, id, {
      queues: queues.map(({ queueUrl }) => queueUrl),
      policyDocument: queuePolicy(rules, this.account),
    });
  }
}

/** How a queue of the platform's own is fed: by a rule on the bus that is made for it, or by those that are named. */
interface Fed {
  readonly eventPattern?: object;
  readonly rules?: readonly string[];
  readonly deliveryDelay?: Duration;
}

/** When an execution has ended, its log has this long to arrive before its history is read for what is missing. */
const LOG_DELAY = Duration.seconds(60);

/** Rules take 64 characters. */
const ruleName = (prefix: string, channel: string): string => `${prefix}--${channel.replaceAll('.', '-')}`;
