/** What rules and schedules of workflows put into the queue of triggers (domain/workflow/routing.ts). */
import * as z from 'zod';
import { MAX_HOPS, messageSchema } from '../../../contracts/message.ts';
import { workflowId } from '../../../contracts/workflow.ts';
import { jsonOf, Undeliverable } from '../../kit/incoming.ts';

const triggerSchema = z.discriminatedUnion('for', [
  z.strictObject({ workflow: workflowId, for: z.literal('start'), message: messageSchema }),
  z.strictObject({ workflow: workflowId, for: z.literal('wait'), message: messageSchema }),
  z.strictObject({ workflow: workflowId, for: z.literal('schedule'), at: z.iso.datetime(), input: z.json() }),
]);
export type Trigger = z.output<typeof triggerSchema>;
export type TriggerFor<F extends Trigger['for']> = Extract<Trigger, { for: F }>;

/** Throws Undeliverable. */
export function readTrigger(body: string): Trigger {
  const trigger = triggerSchema.safeParse(jsonOf(body));
  if (!trigger.success)
    throw new Undeliverable('NotATrigger', `The queue message moves no workflow: ${z.prettifyError(trigger.error)}`);
  if (trigger.data.for !== 'schedule' && trigger.data.message.hops > MAX_HOPS)
    throw new Undeliverable(
      'TooManyHops',
      `The message has made ${trigger.data.message.hops} hops; the limit is ${MAX_HOPS}. It probably goes round in a loop.`,
    );
  return trigger.data;
}
