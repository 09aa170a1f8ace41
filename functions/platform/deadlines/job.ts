/** What the deadline watcher tells itself to do later: a message in the queue of checks, sent with a delay or by a schedule. */
import * as z from 'zod';
import { messageId } from '../../../contracts/message.ts';
import { jsonOf, Undeliverable } from '../../kit/incoming.ts';

const jobSchema = z.strictObject({
  /** `look`: the deadline of an attempt has come. `ask`: the pause before the next attempt is over. */
  step: z.enum(['look', 'ask']),
  messageId,
  /** The attempt that was made last. */
  attempt: z.int().min(1),
});
export type Job = z.output<typeof jobSchema>;

/** Throws Undeliverable. */
export function readJob(body: string): Job {
  const job = jobSchema.safeParse(jsonOf(body));
  if (job.success) return job.data;
  throw new Undeliverable('NotAJob', `The queue message is no job of the watcher: ${z.prettifyError(job.error)}`);
}
