/** SQS: send, receive and delete, one by one and in batches of ten, with the same client on both subjects. */
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Hosted } from '../kit/host.ts';
import { type Add, rate, settingsFor } from './measure.ts';

const CALLERS = 8;
const SINGLES = 600;
const BATCHES = 200;
const BATCH = 10;
const BODY = JSON.stringify({ note: 'bench'.repeat(40) });

export async function measureQueues(add: Add, { name, url }: Hosted, aim?: string): Promise<void> {
  const sqs = new SQSClient({ ...settingsFor(url), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench' }));
  const single = async (): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: BODY }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  };
  const batch = async (): Promise<void> => {
    const Sent = Array.from({ length: BATCH }, (_, i) => ({ Id: `${i}`, MessageBody: BODY }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: Sent }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH }));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  await rate(BATCHES / 4, CALLERS, single);
  await rate(BATCHES / 4, CALLERS, batch);
  add(name, 'SQS send, receive, delete, one by one', 'messages/s', await rate(SINGLES, CALLERS, single), aim);
  add(name, 'SQS send, receive, delete, by ten', 'messages/s', BATCH * (await rate(BATCHES, CALLERS, batch)), aim);
  sqs.destroy();
}
