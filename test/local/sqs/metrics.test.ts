/** The queues in CloudWatch: gauges that tell the present, and sums once a minute while anything happens. */
import { expect, test } from 'vitest';
import { createEngine } from '../../../local/engine/engine.ts';
import type { Datum } from '../../../local/engine/ports.ts';
import { createSqs } from '../../../local/services/sqs/service.ts';
import { handClock } from '../../kit/hand-clock.ts';

test('depth, age and counts of a queue', async () => {
  const clock = handClock();
  const engine = createEngine({ clock });
  const gauges = new Map<string, () => number>();
  const sums: Datum[] = [];
  engine.ports.offer('metrics', {
    put: (data) => sums.push(...data),
    gauge(_, name, { QueueName }, __, read) {
      gauges.set(`${QueueName} ${name}`, read);
      return () => gauges.delete(`${QueueName} ${name}`);
    },
  });
  const sqs = createSqs(engine);
  await sqs.start?.();
  const queue = sqs.resources.find(({ type }) => type === 'AWS::SQS::Queue');
  const place = { stackName: 's', logicalId: 'l', name: () => 'orders' };
  const made = await queue?.create(queue.properties.parse({ DelaySeconds: 0 }) as never, place);
  const arn = engine.arn('sqs', 'orders');
  const delivery = { body: 'x', source: { principal: 'a', arn: 'b', roleArn: 'c' } };
  await engine.ports.target(arn).deliverBatch?.(arn, [delivery, delivery, delivery]);
  clock.advance(7_000);
  engine.ports.get('queues').receive(arn, 2);

  const read = (name: string) => gauges.get(`orders ${name}`)?.();
  expect(read('ApproximateNumberOfMessagesVisible')).toBe(1);
  expect(read('ApproximateNumberOfMessagesNotVisible')).toBe(2);
  expect(read('ApproximateNumberOfMessagesDelayed')).toBe(0);
  expect(read('ApproximateAgeOfOldestMessage')).toBe(7);
  clock.advance(60_000);
  expect(sums.map(({ name, values }) => [name, ...values])).toEqual([
    ['NumberOfMessagesSent', 3],
    ['NumberOfMessagesReceived', 2],
  ]);
  clock.advance(600_000);
  expect(sums).toHaveLength(2); // nothing happened
  if (made) await queue?.remove(made, place);
  expect(gauges.size).toBe(0);
  await sqs.stop?.();
  await engine.close();
});
