/**
 * One answer of an agent: from the model to the client as it comes, and what came of it.
 *
 * 1. What fails within PATIENCE_MS, before anything was shown, is thrown: the client gets it as a status. Then the response begins,
 *    with or without a text: only a response that has begun tells that its client has left.
 * 2. A client that leaves, and the end of the function's time, abort the model's request: nothing more is spent.
 * 3. The end is told to the client when it is kept, so that what it says next finds the conversation ready.
 */
import type { ModelRef } from '../../../contracts/model.ts';
import type { Turn } from '../../../contracts/tables/chat.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Answer, Model } from '../../kit/model/model.ts';
import { ModelError } from '../../kit/model/port.ts';
import type { Log } from '../../kit/observe.ts';
import type { Sink } from '../../kit/sink.ts';
import { contextOf, missingBefore } from './context.ts';
import { asProblem, sentenceFor } from './problems.ts';
import { standIn, type Talker } from './talkers.ts';
import { openUiStream, type UiStream } from './ui-stream.ts';
import { messageIdsOf, metadataOf } from './views.ts';

const PATIENCE_MS = 2000;
const COMMENT_MS = 15_000;

export interface AnswerDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Writes the end of a turn. */
  readonly keep: (turn: Turn) => Promise<unknown>;
}

export interface Answering {
  readonly talker: Talker;
  /** As it was begun. */
  readonly turn: Turn;
  readonly conversation: string;
  /** Turns before it. */
  readonly before: readonly Turn[];
  readonly model: Model;
  /** This one and no other. */
  readonly only: ModelRef | undefined;
}

type TurnAnswer = NonNullable<Turn['answer']>;
type Ended = Turn & { readonly answer: TurnAnswer };

export async function answer(deps: AnswerDeps, asked: Answering, sink: Sink): Promise<void> {
  const { clock, log } = deps;
  const { turn } = asked;
  const startedMs = clock.monotonicMs();
  const stop = new AbortController();
  const settled = Promise.withResolvers<void>();
  const out = openUiStream(sink, messageIdsOf(asked.conversation, turn).answer, metadataOf(turn), ({ closed }) => {
    void closed.then(() => stop.abort());
  });
  const open = keepOpen(clock, out, settled.promise);
  let text = '';
  let ended: Ended;
  let failure: unknown;
  try {
    const given = await asked.model.reply({
      ...requestOf(asked),
      signal: stop.signal,
      onText: async (piece) => {
        text += piece;
        await out.text(piece);
      },
    });
    if (given.value !== text && given.value.startsWith(text)) await out.text(given.value.slice(text.length)); // repaired unseen
    ended = answered(asked, given, clock.now());
  } catch (error) {
    failure = error;
    ended = failed(asked, error, text, clock.now(), clock.monotonicMs() - startedMs);
    if (!(error instanceof ModelError)) log.error('An answer failed.', { agent: turn.agent, reason: String(error) });
  } finally {
    settled.resolve();
    await open;
  }
  try {
    await deps.keep(ended);
  } catch (error) {
    log.error('The end of a turn could not be kept; its conversation goes on when its time is over.', {
      agent: turn.agent,
      reason: String(error),
    });
    failure ??= error;
  }
  if (failure !== undefined && !out.begun) throw asProblem(failure);
  await tellEnd(out, ended, failure);
}

function tellEnd(out: UiStream, ended: Ended, failure: unknown): Promise<void> {
  if (failure !== undefined) return out.error(sentenceFor(failure), metadataOf(ended));
  if (ended.state === 'answered') return out.finish(metadataOf(ended));
  return out.error('The answer broke off; what came until then is kept. Ask for it again.', metadataOf(ended));
}

const requestOf = ({ talker, before, turn, only }: Answering) => ({
  ...contextOf(talker, before, turn.said.text),
  prompt: talker.prompt,
  maxOutputTokens: talker.maxOutputTokens,
  offline: () => standIn(talker, turn.said.text),
  ...(only && { models: [only] }),
});

/** Begins the response when nothing came for a while, and shows that it is alive from then on. */
async function keepOpen(clock: Clock, out: UiStream, settled: Promise<void>): Promise<void> {
  let over = false;
  void settled.then(() => {
    over = true;
  });
  await Promise.race([clock.sleep(PATIENCE_MS), settled]);
  if (!over) await out.begin();
  while (!over) {
    await Promise.race([clock.sleep(COMMENT_MS), settled]);
    if (!over) await out.comment();
  }
}

const STATES = { cut: 'cut', aborted: 'aborted' } as const;

function answered({ turn, before }: Answering, given: Answer<string>, now: Date): Ended {
  const { value, model, prompt, reason, usage, costNanoUsd, firstTokenMs, totalMs, truncated } = given;
  return {
    ...turn,
    state: reason === 'cut' || reason === 'aborted' ? STATES[reason] : 'answered',
    leaseUntilMs: 0,
    answer: {
      ...{ text: value, at: now.toISOString(), model, prompt, usage, costNanoUsd, firstTokenMs, totalMs, reason },
      truncated: truncated || missingBefore(before) > 0,
    },
  };
}

function failed({ turn, talker, before }: Answering, error: unknown, text: string, now: Date, totalMs: number): Ended {
  const code = error instanceof ModelError ? error.name : 'Error';
  return {
    ...turn,
    state: code === 'Aborted' ? 'aborted' : 'failed',
    leaseUntilMs: 0,
    answer: {
      ...{ text, at: now.toISOString(), prompt: talker.prompt, totalMs, code },
      truncated: missingBefore(before) > 0,
    },
  };
}
