/**
 * Makes a call fit into its model's context.
 *
 * 1. Counted before: what would not fit loses its middle (domain/model/truncate.ts), and a message says so in its place.
 * 2. The provider counts otherwise and refuses: once more, with half of what was sent.
 * 3. The answer has at least half of a small context; where less is left than was asked, or the model writes no more at once, its limit
 *    is lowered and told.
 * 4. What cannot be made to fit is ContextTooLong: nothing that matters is dropped in silence.
 */
import type { ModelRef } from '../../../../contracts/model.ts';
import { contextTokensOf, longestAnswerOf } from '../../../../domain/model/models.ts';
import { inputTokensOf, truncate } from '../../../../domain/model/truncate.ts';
import { type Call, type ChatMessage, type Layer, ModelError } from '../port.ts';

export interface TruncationOptions {
  /** Tokens of question and answer together; undefined where it is not known better than domain/model/models.ts does. */
  readonly contextOf?: (model: ModelRef) => Promise<number | undefined>;
}

export const createTruncation =
  ({ contextOf }: TruncationOptions = {}): Layer =>
  (inner) =>
    async function* (call) {
      const context = (await contextOf?.(call.model)) ?? contextTokensOf(call.model);
      const fitting = fitted(call, context);
      let begun = false;
      try {
        for await (const chunk of inner(fitting)) {
          begun = true;
          yield chunk;
        }
      } catch (error) {
        if (begun || !(error instanceof ModelError) || error.name !== 'ContextTooLong') throw error;
        const half = shorter(fitting, Math.floor(inputTokensOf(fitting) / 2), 'provider');
        if (!half) throw error;
        yield* inner(half);
      }
    };

function fitted(call: Call, context: number): Call {
  const wanted = Math.min(call.maxOutputTokens, longestAnswerOf(call.model) ?? call.maxOutputTokens);
  const forAnswer = Math.min(wanted, Math.floor(context / 2));
  const fitting = shorter(call, context - forAnswer, 'counted');
  if (!fitting)
    throw new ModelError(
      'ContextTooLong',
      `${call.model} reads ${context} tokens; instructions, task and latest turn alone are more. Shorten them, or name a model with a larger context first.`,
    );
  const maxOutputTokens = Math.min(wanted, context - inputTokensOf(fitting));
  if (maxOutputTokens >= call.maxOutputTokens) return fitting;
  call.tell({ event: 'limited', model: call.model, outputTokens: maxOutputTokens });
  return { ...fitting, maxOutputTokens };
}

/** The call with at most so many tokens; undefined when that cannot be, or when nothing could be left out. */
function shorter(call: Call, mostTokens: number, because: 'counted' | 'provider'): Call | undefined {
  const besides = inputTokensOf({ ...call, messages: [] });
  const cut = truncate<ChatMessage>(call.messages, mostTokens - besides, marker);
  if (!cut) return undefined;
  const { messages, left } = cut;
  if (left.messages === 0) return because === 'provider' ? undefined : call;
  call.tell({ event: 'truncated', model: call.model, because, ...left });
  return { ...call, messages };
}

const marker = (left: number): ChatMessage => ({
  role: 'user',
  text: `(${left} earlier messages were left out here: the conversation is longer than the model reads at once.)`,
});
