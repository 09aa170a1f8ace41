/** What the deadline watcher tells itself to do later: a message in the queue of checks, sent with a delay or by a schedule. */
import * as z from 'zod';
import { messageId } from '../../../contracts/message.ts';
import { Undeliverable } from '../../kit/incoming.ts';

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
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Undeliverable('NotJson', 'The queue message is not JSON.');
  }
  const job = jobSchema.safeParse(value);
  if (job.success) return job.data;
  throw new Undeliverable('NotAJob', `The queue message is no job of the watcher: ${z.prettifyError(job.error)}`);
}
