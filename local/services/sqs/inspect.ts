/** The queues and how deep they are, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Sqs } from './sqs.ts';

export const inspectSqs = ({ queues }: Sqs): Json => ({
  queues: queues.all().map((queue) => ({
    name: queue.name,
    arn: queue.arn,
    url: queues.urlOf(queue),
    fifo: queue.fifo,
    ...queue.counts(),
    oldestAgeMs: queue.oldestAgeMs(),
    deadLetterQueue: queue.settings.redrive?.target ?? null,
  })),
});
