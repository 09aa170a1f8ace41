/** One call through the layers, read to its end: its text in one piece, what tools it calls, and how it stopped. */
import type { EndReason, Usage } from '../../../contracts/model.ts';
import { estimateTokens } from '../../../domain/model/tokens.ts';
import { inputTokensOf } from '../../../domain/model/truncate.ts';
import type { AskOptions } from './model.ts';
import { type Call, ModelError, type ToolCall, type Transport } from './port.ts';

export interface Round {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly reason: EndReason;
  readonly usage: Usage;
}

/** Gets each piece of text as it comes; `'stop'` ends the call there. */
export type OnText = NonNullable<AskOptions['onText']>;

/**
 * Throws what the layers throw; an abort after the first text is no error: what came until then is there, and the reason says so.
 * @param stop ends the provider's request when `onText` says `'stop'`
 */
export async function readRound(transport: Transport, call: Call, onText: OnText, stop: () => void): Promise<Round> {
  let text = '';
  const toolCalls: ToolCall[] = [];
  let end: Pick<Round, 'reason' | 'usage'> | undefined;
  const aborted = (): Round => ({ text, toolCalls, reason: 'aborted', usage: estimated(call, text) });
  try {
    for await (const chunk of transport(call)) {
      if (chunk.kind === 'end') {
        end = { reason: chunk.reason, usage: chunk.usage }; // and on: layers may have work to do behind it
      } else if (chunk.kind === 'text') {
        text += chunk.text;
        if ((await onText(chunk.text)) === 'stop') {
          stop();
          return aborted();
        }
      } else toolCalls.push({ callId: chunk.callId, tool: chunk.tool, input: chunk.input });
    }
  } catch (error) {
    if (error instanceof ModelError && error.name === 'Aborted' && text !== '') return aborted();
    throw error;
  }
  if (!end) throw new ModelError('Garbled', `The answer of ${call.model} ended without saying so; try again.`);
  return { text, toolCalls, ...end };
}

const estimated = (call: Call, text: string): Usage => ({
  inputTokens: inputTokensOf(call),
  outputTokens: estimateTokens(text),
  estimated: true,
});
