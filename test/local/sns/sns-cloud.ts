/** What the SNS tests share: a cloud with clients, topics, queues that topics may send to, and what arrived. */
import {
  CreateTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

/** Lets topics send. */
const TOPICS_MAY_SEND = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
  ],
});

export async function snsCloud(options: LocalCloudOptions = {}) {
  const cloud = await testCloud(options);
  const sns = new SNSClient(clientSettings(cloud));
  const sqs = new SQSClient(clientSettings(cloud));
  const arnOf = (queue: string) => cloud.engine.arn('sqs', queue);
  const urlOf = (queue: string) => `${cloud.url}/${cloud.engine.account}/${queue}`;
  return {
    cloud,
    sns,
    sqs,
    arnOf,
    async topic(Name = 'news', Attributes: Record<string, string> = {}): Promise<string> {
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name, Attributes }));
      return TopicArn;
    },
    async queue(QueueName: string, Policy: string | undefined = TOPICS_MAY_SEND): Promise<string> {
      await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { ...(Policy && { Policy }) } }));
      return arnOf(QueueName);
    },
    async subscribe(TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}): Promise<string> {
      const Protocol = Endpoint.includes(':lambda:') ? 'lambda' : Endpoint.includes('@') ? 'email' : 'sqs';
      const asked = new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });
      return (await sns.send(asked)).SubscriptionArn ?? '';
    },
    publish: (TopicArn: string, Text: string, more: Partial<PublishCommandInput> = {}) =>
      sns.send(new PublishCommand({ TopicArn, Message: Text, ...more })),
    async received(queue: string): Promise<Message[]> {
      const asked = { QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
      return (await sqs.send(new ReceiveMessageCommand(asked))).Messages ?? [];
    },
  };
}

export const text = (value: string) => ({ DataType: 'String', StringValue: value });
