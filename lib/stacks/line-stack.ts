/** The line: the bus, its archive, a queue per subscription and lane, and the rules between them. Nothing here runs code. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnArchive, CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { CfnQueuePolicy, type Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { lanesOf } from '../../domain/lanes.ts';
import { lineQueue, queuePolicy } from '../constructs/line-queue.ts';
import { DEFAULT_TIMEOUT_S, deadLetterName, queueArn, ruleArn, type Stage, type Subscription } from '../stage.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const TARGETS_PER_RULE = 5;

export class LineStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    const bus = new CfnEventBus(this, 'Bus', { name: stage.bus, description: 'Every message of every agent.' });
    new CfnArchive(this, 'Archive', {
      archiveName: `${stage.prefix}-messages`,
      sourceArn: bus.attrArn,
      eventPattern: { source: [{ prefix: SOURCE_PREFIX }] },
      retentionDays: stage.settings.archiveDays,
      description: 'All messages, for replay.',
    });
    new CfnScheduleGroup(this, 'Deadlines', { name: stage.scheduleGroup });
    for (const subscription of stage.subscriptions) this.subscription(stage, subscription);
    this.channels(stage, bus);
    this.platformQueue(stage, bus, 'History', stage.historyQueue, { source: [{ prefix: SOURCE_PREFIX }] });
    this.platformQueue(stage, bus, 'DeadlineRequests', stage.deadlinesQueue, { detail: { expects: ['ack', 'reply'] } });
    this.platformQueue(stage, bus, 'DeadlineChecks', stage.deadlineChecksQueue);
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
  private platformQueue(stage: Stage, bus: CfnEventBus, id: string, name: string, eventPattern?: object): void {
    const visibilityTimeout = Duration.seconds(DEFAULT_TIMEOUT_S * stage.settings.visibilityFactor);
    const dead = lineQueue(this, `${id}Dead`, { queueName: deadLetterName(name), visibilityTimeout });
    const queue = lineQueue(this, `${id}Queue`, {
      queueName: name,
      visibilityTimeout,
      deadLetterQueue: { queue: dead, maxReceiveCount: stage.settings.maxReceives },
    });
    if (eventPattern)
      new CfnRule(this, `${id}Rule`, {
        name,
        eventBusName: bus.ref,
        eventPattern,
        targets: [{ id: 'queue', arn: queue.queueArn }],
      });
    this.policy(`${id}Policy`, [queue], eventPattern && [ruleArn(this, stage.bus, name)]);
    this.policy(`${id}DeadPolicy`, [dead]);
  }

  private policy(id: string, queues: readonly Queue[], rules: readonly string[] = []): void {
    new CfnQueuePolicy(this, id, {
      queues: queues.map(({ queueUrl }) => queueUrl),
      policyDocument: queuePolicy(rules, this.account),
    });
  }
}

/** Rules take 64 characters. */
const ruleName = (prefix: string, channel: string): string => `${prefix}--${channel.replaceAll('.', '-')}`;
