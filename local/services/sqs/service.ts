/**
 * Amazon Simple Queue Service: standard and FIFO queues, durable. What is supported, and what is not, stands in README.md.
 */
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { addPermission } from './actions/add-permission.ts';
import { cancelMessageMoveTask } from './actions/cancel-message-move-task.ts';
import { changeMessageVisibility } from './actions/change-message-visibility.ts';
import { changeMessageVisibilityBatch } from './actions/change-message-visibility-batch.ts';
import { createQueue } from './actions/create-queue.ts';
import { deleteMessage } from './actions/delete-message.ts';
import { deleteMessageBatch } from './actions/delete-message-batch.ts';
import { deleteQueue } from './actions/delete-queue.ts';
import { getQueueAttributes } from './actions/get-queue-attributes.ts';
import { getQueueUrl } from './actions/get-queue-url.ts';
import { listDeadLetterSourceQueues } from './actions/list-dead-letter-source-queues.ts';
import { listMessageMoveTasks } from './actions/list-message-move-tasks.ts';
import { listQueueTags } from './actions/list-queue-tags.ts';
import { listQueues } from './actions/list-queues.ts';
import { purgeQueue } from './actions/purge-queue.ts';
import { receiveMessage } from './actions/receive-message.ts';
import { removePermission } from './actions/remove-permission.ts';
import { sendMessage } from './actions/send-message.ts';
import { sendMessageBatch } from './actions/send-message-batch.ts';
import { setQueueAttributes } from './actions/set-queue-attributes.ts';
import { startMessageMoveTask } from './actions/start-message-move-task.ts';
import { tagQueue } from './actions/tag-queue.ts';
import { untagQueue } from './actions/untag-queue.ts';
import { inspectSqs } from './inspect.ts';
import { invalidInput } from './invalid-input.ts';
import { measureQueues, type QueueMetrics } from './metrics.ts';
import { MoveTasks } from './move-tasks.ts';
import { queueSource, queueTarget } from './ports.ts';
import { queueType } from './resources/queue.ts';
import { queuePolicyType } from './resources/queue-policy.ts';
import type { Sqs } from './sqs.ts';
import { Queues } from './store.ts';

export function createSqs(engine: Engine): Service {
  let metrics: QueueMetrics | undefined;
  const queues = new Queues(engine, {
    added: (queue) => metrics?.added(queue),
    removed: (queue) => metrics?.removed(queue),
    active: () => metrics?.active(),
  });
  const tasks = new MoveTasks(engine, queues);
  const sqs: Sqs = { engine, queues, tasks };
  engine.ports.offer('queues', queueSource(engine, queues));
  engine.ports.offerTarget('sqs', queueTarget(engine, queues));

  const queueChanges = [createQueue, deleteQueue, purgeQueue, setQueueAttributes, addPermission, removePermission];
  const messageChanges = [sendMessage, sendMessageBatch, deleteMessage, deleteMessageBatch];
  const otherChanges = [tagQueue, untagQueue, startMessageMoveTask, cancelMessageMoveTask];
  const changes = [...queueChanges, ...messageChanges, ...otherChanges].map((action) => action(sqs));
  // Nobody waits for the disk here: see queue/queue.ts, rule 1.
  const receives = [receiveMessage, changeMessageVisibility, changeMessageVisibilityBatch].map((action) => action(sqs));
  const looks = [getQueueAttributes, getQueueUrl, listQueues, listQueueTags].map((action) => action(sqs));
  const redriveLooks = [listDeadLetterSourceQueues, listMessageMoveTasks].map((action) => action(sqs));

  return {
    name: 'sqs',
    protocols: [{ kind: 'json', version: '1.0', targetPrefix: 'AmazonSQS' }],
    actions: [...durably(engine, changes), ...receives, ...looks, ...redriveLooks],
    resources: [queueType(sqs), queuePolicyType(sqs)],
    invalidInput,
    inspect: () => inspectSqs(sqs),
    start() {
      metrics = measureQueues(engine, () => queues.all());
      for (const queue of queues.all()) metrics?.added(queue);
      tasks.resume();
    },
    stop() {
      tasks.stop();
      metrics?.stop();
      for (const queue of queues.all()) queue.stop();
    },
  };
}
