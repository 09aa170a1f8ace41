/**
 * Tries again what may go well in a moment, after longer and longer waits.
 *
 * 1. Which errors are tried again stands in MODEL_ERRORS. What a layer further in refuses is not.
 * 2. Somebody who was shown text is not shown it again: a stream that breaks after its first chunk ends there, as `cut`.
 *    Where nothing is shown, chunks are held back until the answer is whole, and a broken one is dropped.
 * 3. Retries have a budget (domain/model/retry-budget.ts), one for all models of a function's environment, and no retry begins
 *    after the caller's time.
 */
import { MODEL_ERRORS } from '../../../../contracts/model.ts';
import { retryDelayMs } from '../../../../domain/model/backoff.ts';
import type { RetryBudget } from '../../../../domain/model/retry-budget.ts';
import { estimateTokens } from '../../../../domain/model/tokens.ts';
import { inputTokensOf } from '../../../../domain/model/truncate.ts';
import type { Clock } from '../../clock.ts';
import { pause } from '../pause.ts';
import { type Call, type Chunk, type Layer, ModelError } from '../port.ts';
import type { ModelSettings } from '../settings.ts';

export interface RetryOptions {
  readonly clock: Clock;
  readonly retry: ModelSettings['retry'];
  /** One for the environment. */
  readonly budget: RetryBudget;
}

export const createRetry =
  (options: RetryOptions): Layer =>
  (inner) =>
    async function* (call) {
      options.budget.called();
      for (let attempt = 1; ; attempt++) {
        const heldBack: Chunk[] = [];
        let shown: string | undefined;
        try {
          for await (const chunk of inner({ ...call, attempt })) {
            if (!call.shown) {
              heldBack.push(chunk);
              continue;
            }
            shown = (shown ?? '') + (chunk.kind === 'text' ? chunk.text : '');
            yield chunk;
          }
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          if (shown !== undefined) {
            yield cut(call, shown, error);
            return;
          }
          await beforeNext(call, attempt, error, options);
          continue;
        }
        yield* heldBack;
        return;
      }
    };

/** What came stands; what is missing is said. Throws when the caller ended it. */
function cut(call: Call, shown: string, error: ModelError): Chunk {
  if (error.name === 'Aborted') throw error;
  call.tell({ event: 'cut', model: call.model, code: error.name });
  const outputTokens = shown === '' ? 0 : estimateTokens(shown);
  return {
    kind: 'end',
    reason: 'cut',
    usage: { inputTokens: inputTokensOf(call), outputTokens, estimated: true },
  };
}

/** Waits until the next try may begin; throws the error when there is none. */
async function beforeNext(
  { model, signal, tell, untilMs }: Call,
  attempt: number,
  error: ModelError,
  { clock, retry, budget }: RetryOptions,
): Promise<void> {
  if (!MODEL_ERRORS[error.name].retriable) throw error;
  const refuse = (because: 'attempts' | 'retry-budget' | 'time'): never => {
    tell({ event: 'retry-refused', model, because });
    throw error;
  };
  if (attempt >= retry.attempts) refuse('attempts');
  const ownMs = retryDelayMs(retry, attempt, clock.random());
  const askedMs = Math.ceil(error.retryAfterMs ?? 0);
  const ms = Math.max(ownMs, askedMs);
  if (clock.monotonicMs() + ms >= untilMs) refuse('time');
  if (!budget.take()) refuse('retry-budget');
  if (ms === 0) return;
  await pause(clock, ms, signal);
  tell({ event: 'waited', model, because: askedMs > ownMs ? 'retry-after' : 'retry', ms });
}
