/** Whether anything is still under way: the queues of the stage, asked as any client would ask them. */
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

export interface Waiting {
  /** Visible or being handled, in all queues. */
  readonly underWay: number;
  /** Delayed: deadlines that have not come. */
  readonly delayed: number;
}

const LOOK_EVERY_MS = 250;

export function createQueues(endpoint: string) {
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let urls: readonly string[] | undefined;

  async function look(): Promise<Waiting> {
    urls ??= (await client.send(new ListQueuesCommand({ MaxResults: 1000 }))).QueueUrls ?? [];
    const answers = await Promise.all(
      urls.map((QueueUrl) =>
        client.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
              'ApproximateNumberOfMessagesDelayed',
            ],
          }),
        ),
      ),
    );
    const sum = (...names: readonly string[]) =>
      answers.reduce(
        (total, { Attributes = {} }) =>
          total + names.reduce((all, name) => all + Number((Attributes as Record<string, string>)[name] ?? 0), 0),
        0,
      );
    return {
      underWay: sum('ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'),
      delayed: sum('ApproximateNumberOfMessagesDelayed'),
    };
  }

  return {
    look,
    /** Resolves when nothing is under way: twice in a row, since a message is in no queue while the bus has it. */
    async drained(signal: AbortSignal): Promise<void> {
      for (let empty = 0; empty < 2 && !signal.aborted; ) {
        empty = (await look()).underWay === 0 ? empty + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    close: () => client.destroy(),
  };
}
