/**
 * Requests that expect an answer: when to look, when to ask again, when to give up. Pure.
 *
 *   asked ──deadline──> answered: done
 *             └── not ──> asked again after a pause, up to three times ──> given up: escalated
 *             └── past its time ──> given up: escalated
 */
import type { Message } from '../contracts/message.ts';
import { type Backoff, fullJitterMs } from './retry.ts';

/** For requests that name no deadline. */
const DEFAULT_DEADLINE_MS = 60_000;
const MAX_RETRIES = 3;
const PAUSE: Backoff = { firstMs: 1_000, factor: 2, longestMs: 30_000 };

export const deadlineMsOf = ({ deadlineMs }: Pick<Message, 'deadlineMs'>): number => deadlineMs ?? DEFAULT_DEADLINE_MS;
export const dueAt = (message: Pick<Message, 'deadlineMs' | 'sentAt'>): number =>
  Date.parse(message.sentAt) + deadlineMsOf(message);

export type NextStep =
  | { readonly step: 'ask-again'; readonly pauseMs: number }
  | { readonly step: 'give-up'; readonly why: string };

/**
 * After a deadline has passed without an answer.
 * @param attempt the attempt that was not answered, from 1
 * @param random uniform in [0, 1)
 */
export function afterDeadline(message: Message, attempt: number, nowMs: number, random: number): NextStep {
  if (attempt > MAX_RETRIES)
    return { step: 'give-up', why: `No answer to ${attempt} attempts of ${deadlineMsOf(message)} ms each.` };
  if (message.expiresAt !== undefined && Date.parse(message.expiresAt) <= nowMs)
    return { step: 'give-up', why: `No answer, and the message was good until ${message.expiresAt} only.` };
  return { step: 'ask-again', pauseMs: fullJitterMs(PAUSE, attempt, random) };
}

/** One attempt to get an answer, as the escalation tells it. */
export interface AttemptTold {
  readonly attempt: number;
  readonly at: string;
  readonly outcome: string;
}

interface KnownOutcome {
  readonly agent: string;
  readonly outcome: string;
  readonly finishedAt: string;
  readonly error?: { readonly code: string; readonly reason: string } | undefined;
}

/**
 * What is known of each attempt. An outcome belongs to the last attempt before it.
 * @param sentAt of each attempt, in order
 */
export function attemptsTold(
  sentAt: readonly string[],
  outcomes: readonly KnownOutcome[],
  deadLetters: readonly { readonly agent: string; readonly at: string; readonly error: { readonly code: string } }[],
): AttemptTold[] {
  return sentAt.map((at, i) => {
    const until = sentAt[i + 1];
    const within = (time: string) => time >= at && (until === undefined || time < until);
    const known = [
      ...outcomes.filter(({ finishedAt }) => within(finishedAt)).map(outcomeTold),
      ...deadLetters
        .filter((letter) => within(letter.at))
        .map(({ agent, error }) => `${agent} gave it up (${error.code})`),
    ];
    return { attempt: i + 1, at, outcome: known.length ? `no answer; ${known.join('; ')}` : 'no answer, no outcome' };
  });
}

const outcomeTold = ({ agent, outcome, error }: KnownOutcome): string =>
  `${agent}: ${outcome}${error ? ` (${error.code}: ${error.reason})` : ''}`;
