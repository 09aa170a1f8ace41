/**
 * What stands in queues: depth from SQS, a call each, and the age of the oldest message, which only CloudWatch knows, for all
 * queues in one call. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../kit/clock.ts';

export interface QueueState {
  readonly depth: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export async function queueState(sqs: SQSClient, url: string): Promise<QueueState> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  const number = (name: QueueAttributeName) => Number(Attributes[name] ?? 0);
  return {
    depth: number('ApproximateNumberOfMessages'),
    inFlight: number('ApproximateNumberOfMessagesNotVisible'),
    delayed: number('ApproximateNumberOfMessagesDelayed'),
  };
}

/** Metrics arrive with a delay of a minute or so: the latest value of the last minutes is what there is. */
const LOOK_BACK_MS = 5 * 60_000;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_PER_CALL = 500;

/** Seconds by queue name. A queue without a value is left out. */
export async function oldestAgesS(
  cloudWatch: CloudWatchClient,
  names: readonly string[],
  clock: Clock,
): Promise<ReadonlyMap<string, number>> {
  const now = clock.now();
  const calls = Array.from({ length: Math.ceil(names.length / QUERIES_PER_CALL) }, (_, i) =>
    names.slice(i * QUERIES_PER_CALL, (i + 1) * QUERIES_PER_CALL),
  );
  const answers = await Promise.all(
    calls.map(async (call) => {
      const { MetricDataResults = [] } = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(now.getTime() - LOOK_BACK_MS),
          EndTime: now,
          ScanBy: 'TimestampDescending',
          MetricDataQueries: call.map((name, i) => ({ Id: `q${i}`, MetricStat: ageOf(name) })),
        }),
      );
      return MetricDataResults.flatMap(({ Id = '', Values = [] }): [string, number][] => {
        const name = call[Number(Id.slice(1))];
        return name === undefined || Values[0] === undefined ? [] : [[name, Values[0]]];
      });
    }),
  );
  return new Map(answers.flat());
}

const ageOf = (QueueName: string) => ({
  Metric: {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: QueueName }],
  },
  Period: 60,
  Stat: 'Maximum',
});
