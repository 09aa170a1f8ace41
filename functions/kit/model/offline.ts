/**
 * The provider that needs nothing: it answers with the prompt's own stand-in, always the same, and says so. For demos and tests;
 * refused in stage `prod` (open-provider.ts).
 */
import { estimateTokens } from '../../../domain/model/tokens.ts';
import { ModelError, type Transport } from './port.ts';

/** Pieces of an answer, so that what streams is seen to stream. */
const PIECE = 24;

export const offline: Transport = async function* ({ messages, output, rehearse, signal, maxOutputTokens }) {
  if (!rehearse)
    throw new ModelError(
      'UnknownModel',
      'The offline provider knows only prompts that bring a stand-in; this call has none.',
    );
  const text = output ? rehearse() : `(offline stand-in, not a model) ${rehearse()}`;
  const inputTokens = messages.reduce(
    (sum, one) => sum + estimateTokens('text' in one ? one.text : JSON.stringify(one.result)),
    0,
  );
  let shown = '';
  for (let at = 0; at < text.length && !signal.aborted; at += PIECE) {
    const piece = text.slice(at, at + PIECE);
    if (estimateTokens(shown + piece) > maxOutputTokens) {
      yield {
        kind: 'end',
        reason: 'length',
        usage: { inputTokens, outputTokens: estimateTokens(shown), estimated: true },
      };
      return;
    }
    shown += piece;
    yield { kind: 'text', text: piece };
  }
  const usage = { inputTokens, outputTokens: estimateTokens(shown), estimated: true };
  yield { kind: 'end', reason: signal.aborted ? 'aborted' : 'stop', usage };
};
