/** A cloud with an EventBridge and an SQS client, and the few things that each test of rules needs. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

const ANYONE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
});

export interface TestQueue {
  readonly url: string;
  readonly arn: string;
}

export async function eventsCloud(options: LocalCloudOptions = {}) {
  const cloud = await testCloud(options);
  const events = new EventBridgeClient(clientSettings(cloud));
  const sqs = new SQSClient(clientSettings(cloud));

  /** A queue that anyone may send to. */
  async function queue(name: string, attributes: Record<string, string> = {}): Promise<TestQueue> {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { Policy: ANYONE, ...attributes } }),
    );
    return { url: QueueUrl, arn: cloud.engine.arn('sqs', name) };
  }

  /** A rule with its targets; targets without an id are called by their number. */
  async function rule(
    Name: string,
    pattern: object | string,
    targets: readonly Omit<Target, 'Id'>[],
    EventBusName = 'default',
  ): Promise<string> {
    const EventPattern = typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
    const { RuleArn = '' } = await events.send(new PutRuleCommand({ Name, EventPattern, EventBusName }));
    const Targets = targets.map((target, i) => ({ Id: `${i}`, ...target }));
    if (Targets.length > 0) await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
    return RuleArn;
  }

  const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));

  /** The messages that are there now, in the order they came; hidden from then on. */
  async function messages({ url }: TestQueue) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    return Messages;
  }
  const bodies = async (from: TestQueue): Promise<string[]> => (await messages(from)).map(({ Body = '' }) => Body);

  return { cloud, events, sqs, queue, rule, put, messages, bodies };
}

/** An entry of source `test` and type `Tested`. */
export const entry = (detail: object, more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: 'test',
  DetailType: 'Tested',
  Detail: JSON.stringify(detail),
  ...more,
});
