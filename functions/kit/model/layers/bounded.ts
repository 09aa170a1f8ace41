/**
 * Directly around a provider: believes nothing that it says of itself.
 *
 * 1. An answer that is longer than twice its limit ends there, as `length`: some servers and models ignore the limit. Twice, because
 *    tokens are estimated, on the safe side (domain/model/tokens.ts). A piece that goes beyond is cut there: it may be all of the answer.
 * 2. Tokens that are missing, negative, not whole, 0 of a text, or more than ten times of what was counted here and more than the call
 *    may have, are replaced by what was counted here, and the usage says so. Servers that do not count tell 0: money must not.
 * 3. After the end, nothing more is read.
 */
import type { Usage } from '../../../../contracts/model.ts';
import { estimateTokens } from '../../../../domain/model/tokens.ts';
import { inputTokensOf } from '../../../../domain/model/truncate.ts';
import type { Call, Layer } from '../port.ts';

const LENGTH_FACTOR = 2;
/** As tokens are estimated. */
const BYTES_OF_A_TOKEN = 3;
const ABSURD_FACTOR = 10;
/** What templates of chats, tools and schemas may add to a short call; a figure below is not absurd. */
const UNSEEN_INPUT_TOKENS = 2_000;

export const bounded: Layer = (provider) =>
  async function* (call) {
    const mostTokens = call.maxOutputTokens * LENGTH_FACTOR;
    let written = '';
    let pieces = 0;
    let hasBegun = false;
    for await (const chunk of provider(call)) {
      if (chunk.kind === 'end') {
        yield { ...chunk, usage: credible(chunk.usage, call, written) };
        return;
      }
      if (!hasBegun) call.firstText?.();
      hasBegun = true;
      const room = mostTokens * BYTES_OF_A_TOKEN - written.length;
      written += chunk.kind === 'text' ? chunk.text : chunk.tool + chunk.input;
      pieces += 1;
      if (!isTooLong(written, pieces, mostTokens)) yield chunk;
      else {
        if (chunk.kind === 'text' && room > 0) yield { ...chunk, text: chunk.text.slice(0, room) };
        yield { kind: 'end', reason: 'length', usage: credible({ inputTokens: -1, outputTokens: -1 }, call, written) };
        return;
      }
    }
  };

/** A piece is a token at least: empty ones without end are an answer without end, too. */
const isTooLong = (written: string, pieces: number, mostTokens: number): boolean =>
  pieces > mostTokens || (written.length > mostTokens && estimateTokens(written) > mostTokens);

function credible({ inputTokens, outputTokens, estimated }: Usage, call: Call, written: string): Usage {
  const input = inputTokensOf(call);
  const output = written === '' ? 0 : estimateTokens(written);
  const isInput = isCredible(inputTokens, input, UNSEEN_INPUT_TOKENS);
  const isOutput = isCredible(outputTokens, output, call.maxOutputTokens);
  return {
    inputTokens: isInput ? inputTokens : input,
    outputTokens: isOutput ? outputTokens : output,
    ...((estimated || !isInput || !isOutput) && { estimated: true }),
  };
}

/** @param most what it may be, however little was counted */
const isCredible = (told: number, counted: number, most: number): boolean =>
  Number.isSafeInteger(told) && told >= Math.min(1, counted) && told <= Math.max(counted * ABSURD_FACTOR, most);
