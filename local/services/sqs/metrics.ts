/**
 * The queues in CloudWatch: gauges that are read when someone asks, and sums that are handed over once a minute, while
 * anything happens at all.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Datum } from '../../engine/ports.ts';
import type { Queue } from './queue/queue.ts';
import type { Counts } from './queue/tally.ts';

const NAMESPACE = 'AWS/SQS';
const MINUTE_MS = 60_000;
const SUMS: Readonly<Record<keyof Counts, string>> = {
  sent: 'NumberOfMessagesSent',
  received: 'NumberOfMessagesReceived',
  deleted: 'NumberOfMessagesDeleted',
  emptyReceives: 'NumberOfEmptyReceives',
};

export interface QueueMetrics {
  added(queue: Queue): void;
  removed(queue: Queue): void;
  /** Something was counted: the minute's sums are due at its end. */
  active(): void;
  /** Hands over what is counted, and ends. */
  stop(): void;
}

/** Call it when all services are there. Without a metrics service nothing is measured. */
export function measureQueues(engine: Engine, queues: () => readonly Queue[]): QueueMetrics | undefined {
  if (!engine.ports.has('metrics')) return undefined;
  const metrics = engine.ports.get('metrics');
  const gauges = new Map<Queue, Cancel[]>();
  /** The end of a minute in which something was counted, and its beginning. */
  let due: { readonly cancel: Cancel; readonly minuteMs: number } | undefined;

  function flush(): void {
    due?.cancel();
    const atMs = due?.minuteMs ?? engine.clock.now();
    due = undefined;
    const data: Datum[] = [];
    for (const queue of queues()) {
      const counts = queue.tally.take();
      for (const [key, name] of Object.entries(SUMS) as [keyof Counts, string][]) {
        if (counts[key] === 0) continue;
        const dimensions = { QueueName: queue.name };
        data.push({ namespace: NAMESPACE, name, dimensions, unit: 'Count', atMs, values: [counts[key]] });
      }
    }
    if (data.length > 0) metrics.put(data);
  }

  return {
    added(queue) {
      const gauge = (name: string, unit: string, read: () => number) =>
        metrics.gauge(NAMESPACE, name, { QueueName: queue.name }, unit, read);
      gauges.set(queue, [
        gauge('ApproximateNumberOfMessagesVisible', 'Count', () => queue.counts().visible),
        gauge('ApproximateNumberOfMessagesNotVisible', 'Count', () => queue.counts().inFlight),
        gauge('ApproximateNumberOfMessagesDelayed', 'Count', () => queue.counts().delayed),
        gauge('ApproximateAgeOfOldestMessage', 'Seconds', () => Math.floor(queue.oldestAgeMs() / 1_000)),
      ]);
    },
    removed(queue) {
      for (const cancel of gauges.get(queue) ?? []) cancel();
      gauges.delete(queue);
    },
    active() {
      const now = engine.clock.now();
      const minuteMs = now - (now % MINUTE_MS);
      due ??= { minuteMs, cancel: engine.clock.at(minuteMs + MINUTE_MS, flush, 'background') };
    },
    stop() {
      flush();
      for (const cancels of gauges.values()) for (const cancel of cancels) cancel();
      gauges.clear();
    },
  };
}
