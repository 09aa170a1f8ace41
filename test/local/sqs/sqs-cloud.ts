/** What the SQS tests share: a cloud with a client, a queue, and short words for the usual calls. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

type Attributes = Partial<Record<QueueAttributeName, string>>;
/** Also attributes that do not exist. */
type GivenAttributes = Readonly<Record<string, string | undefined>>;

export async function sqsCloud(options: LocalCloudOptions = {}) {
  const cloud = await testCloud(options);
  const client = new SQSClient(clientSettings(cloud));
  return {
    cloud,
    client,
    arnOf: (name: string) => cloud.engine.arn('sqs', name),
    /** The URL of a new queue; FIFO when its name says so. */
    async create(name: string, attributes: GivenAttributes = {}): Promise<string> {
      const Attributes = { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes } as Attributes;
      const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      return QueueUrl;
    },
    send: (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
      const input = { QueueUrl, MaxNumberOfMessages: 10, ...more };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(input));
      return Messages;
    },
    remove: (QueueUrl: string, { ReceiptHandle }: Message) =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    async attributes(QueueUrl: string): Promise<Attributes> {
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      return (await client.send(asked)).Attributes ?? {};
    },
  };
}

export const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
