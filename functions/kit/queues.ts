/**
 * What few messages need of SQS, by URL: loaded with the first that needs it (queue-door.ts). Built apart from the functions
 * (functions/build-parts.ts).
 */
import { DeleteMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from './client-config.ts';

export interface Queues {
  send(url: string, body: string, attributes: Readonly<Record<string, string | number>>): Promise<void>;
  /** Deletes what was received, at most ten. Throws when SQS keeps one of them. */
  remove(url: string, receipts: readonly string[]): Promise<void>;
}

let client: SQSClient | undefined;

export function sqsQueues(): Queues {
  // Queue URLs name the queue, not the endpoint: that one comes from the environment.
  client ??= new SQSClient({ useQueueUrlAsEndpoint: false, ...clientConfig() });
  const sqs = client;
  return {
    async send(QueueUrl, MessageBody, attributes) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
        ]),
      );
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
    },
    async remove(QueueUrl, receipts) {
      const Entries = receipts.map((ReceiptHandle, i) => ({ Id: `${i}`, ReceiptHandle }));
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`SQS did not delete ${Failed.length} messages: ${Failed[0]?.Message}`);
    },
  };
}
