/**
 * Queues for the other services, in process: as a target of rules, schedules and destinations, and as the source of event
 * source mappings.
 */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Delivery, QueueMessage, Queues as QueuesPort, Target } from '../../engine/ports.ts';
import { draftOf } from './draft.ts';
import { noSuchQueue } from './errors.ts';
import { md5OfAttributes } from './md5.ts';
import type { Message } from './message.ts';
import { checkDelivery } from './policy.ts';
import type { Queue } from './queue/queue.ts';
import { ALL_SYSTEM_ATTRIBUTES, systemAttributesOf } from './received.ts';
import type { Queues } from './store.ts';

function queueOf(queues: Queues, arn: string): Queue {
  const queue = queues.byArn(arn);
  if (!queue) throw noSuchQueue();
  return queue;
}

/** Deliveries to queues. */
export function queueTarget(engine: Engine, queues: Queues): Target {
  function send(queue: Queue, delivery: Delivery): AwsError | undefined {
    try {
      checkDelivery(queue, engine.account, delivery.source);
      const { body, messageGroupId, messageDeduplicationId, attributes } = delivery;
      const input = {
        MessageBody: body,
        MessageGroupId: messageGroupId,
        MessageDeduplicationId: messageDeduplicationId,
        MessageAttributes: attributes,
      };
      queue.send(draftOf(queue, input, engine.account));
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  async function deliverBatch(arn: string, deliveries: readonly Delivery[]): Promise<(AwsError | undefined)[]> {
    const queue = queues.byArn(arn);
    const outcomes = deliveries.map((delivery) => (queue ? send(queue, delivery) : noSuchQueue()));
    const refused = outcomes.find((outcome) => outcome !== undefined);
    const delayMs = queue?.settings.delayMs ?? 0;
    const source = deliveries[0]?.source.arn;
    const detail = { messages: deliveries.length, source, ...(delayMs > 0 && { delayMs }) };
    engine.traces.add({ service: 'sqs', action: 'deliver', resource: arn, outcome: refused?.code ?? 'ok', detail });
    await engine.store.durable();
    return outcomes;
  }

  return {
    deliverBatch,
    async deliver(arn, delivery) {
      const [refusal] = await deliverBatch(arn, [delivery]);
      if (refusal) throw refusal;
    },
  };
}

/** What event source mappings take from queues. */
export function queueSource(engine: Engine, queues: Queues): QueuesPort {
  const trace = (action: string, resource: string, messages: number) =>
    engine.traces.add({ service: 'sqs', action, resource, outcome: 'ok', detail: { messages } });

  /** Receipts that have run out meanwhile are no failure: the message is on its way again. */
  function eachReceipt(handles: readonly string[], perform: (handle: string) => void): number {
    let done = 0;
    for (const handle of handles) {
      try {
        perform(handle);
        done += 1;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
      }
    }
    return done;
  }

  return {
    receive(arn, limit) {
      const queue = queueOf(queues, arn);
      const messages = queue.receive(limit, undefined, true);
      if (messages.length > 0) trace('receive', arn, messages.length);
      return messages.map((message) => queueMessage(queue, message));
    },
    async remove(arn, handles) {
      const queue = queueOf(queues, arn);
      trace(
        'remove',
        arn,
        eachReceipt(handles, (handle) => queue.delete(handle)),
      );
      await engine.store.durable();
    },
    release(arn, handles, delayMs) {
      const queue = queueOf(queues, arn);
      trace(
        'release',
        arn,
        eachReceipt(handles, (handle) => queue.changeVisibility(handle, delayMs)),
      );
    },
    onAvailable: (arn, listener) => queueOf(queues, arn).onAvailable(listener),
    visibilityTimeoutMs: (arn) => queueOf(queues, arn).settings.visibilityMs,
  };
}

function queueMessage(queue: Queue, message: Message): QueueMessage {
  const { stored } = message;
  const md5OfMessageAttributes = md5OfAttributes(stored.attributes);
  return {
    messageId: stored.id,
    receiptHandle: queue.handleOf(message),
    body: stored.body,
    md5OfBody: stored.md5,
    attributes: systemAttributesOf(message, ALL_SYSTEM_ATTRIBUTES),
    messageAttributes: stored.attributes ?? {},
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
  };
}
