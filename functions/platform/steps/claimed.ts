/**
 * Brings back what was too large for the state of an execution: wherever `{claimedFrom, bytes}` stands in what a step sends, the
 * payload of that message takes its place.
 *
 * An execution's input must not be a way to read what others wrote: besides messages of workflows' conversations, only one is
 * brought that really was too large, and whose size the claim knows.
 */
import type * as z from 'zod';
import { CONVERSATION_PREFIX, claimedOutputSchema } from '../../../contracts/workflow-step.ts';
import type { Clock } from '../../kit/clock.ts';
import { type HistoryReader, messageIn } from '../../kit/history.ts';
import { Undeliverable, withPayload } from '../../kit/incoming.ts';
import type { Payloads } from '../../kit/payloads.ts';
import { LONGEST_OUTPUT_BYTES } from '../../kit/workflow/answers-deps.ts';
import { StepFailed } from '../../kit/workflow/step-failed.ts';

/** The recorder may be a moment behind the answer that has just come. */
const TRIES = 6;
const PAUSE_MS = 250;

export interface ClaimedDeps {
  readonly history: Pick<HistoryReader, 'story'>;
  readonly payloads: Payloads;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Throws StepFailed when it is gone. */
export async function filled(deps: ClaimedDeps, value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  const claimed = 'claimedFrom' in value ? claimedOutputSchema.safeParse(value) : undefined;
  if (claimed?.success) return await payloadOf(deps, claimed.data);
  if (Array.isArray(value)) return await Promise.all(value.map((one) => filled(deps, one)));
  const entries = Object.entries(value).map(async ([key, one]) => [key, await filled(deps, one)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function payloadOf(
  { history, payloads, clock }: ClaimedDeps,
  { claimedFrom: id, bytes }: z.output<typeof claimedOutputSchema>,
): Promise<unknown> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await clock.sleep(PAUSE_MS * attempt);
    const { row } = await history.story(id);
    if (!row) continue;
    const message = messageIn(row);
    const { payload } = await withPayload(payloads, message).catch(lost);
    if (message.correlationId.startsWith(CONVERSATION_PREFIX)) return payload;
    const size = message.claim?.bytes ?? Buffer.byteLength(JSON.stringify(payload));
    if (bytes > LONGEST_OUTPUT_BYTES && bytes === size) return payload;
    throw new StepFailed('InvalidPayload', `Message ${id} was not too large for the workflow: it is not brought here.`);
  }
  throw new StepFailed('InvalidPayload', `Message ${id}, whose payload belongs here, is not in the history.`);
}

const lost = (error: unknown): never => {
  throw error instanceof Undeliverable ? new StepFailed('InvalidPayload', error.message) : error;
};
