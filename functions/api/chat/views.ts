/** Conversations as clients see them: messages of the AI SDK, with what is known of each answer beside it. */
import type { AnswerMetadata, ChatUiMessage, Conversation } from '../../../contracts/chat.ts';
import type { Turn } from '../../../contracts/tables/chat.ts';

const NANO = 1_000_000_000;

/** Of the two messages of a turn; the user's is what the client called it. */
export const messageIdsOf = (conversation: string, { turn, said }: Pick<Turn, 'turn' | 'said'>) => ({
  said: said.id ?? `${conversation}-${turn}-said`,
  answer: `${conversation}-${turn}`,
});

export function metadataOf({ agent, turn, state, answer }: Turn): AnswerMetadata {
  if (!answer || state === 'answering') return { agent, turn, state };
  const { at, code, model, prompt, usage, costNanoUsd, firstTokenMs, totalMs, truncated, reason } = answer;
  return {
    ...{ agent, turn, state, at, prompt, totalMs, truncated },
    ...(code !== undefined && { code }),
    ...(model !== undefined && { model }),
    ...(usage && { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
    ...(costNanoUsd !== undefined && { costUsd: costNanoUsd / NANO }),
    ...(firstTokenMs !== undefined && { firstTokenMs }),
    ...(reason !== undefined && { reason }),
  };
}

/** @param turns at least one, in order */
export function conversationView(id: string, turns: readonly [Turn, ...Turn[]]): Conversation {
  const [first] = turns;
  const last = turns.at(-1) ?? first;
  return {
    ...{ id, owner: last.owner, agent: last.agent },
    messages: turns.flatMap((turn): ChatUiMessage[] => {
      const ids = messageIdsOf(id, turn);
      return [
        { id: ids.said, role: 'user', parts: [{ type: 'text', text: turn.said.text }] },
        {
          ...{ id: ids.answer, role: 'assistant', metadata: metadataOf(turn) },
          parts: turn.answer ? [{ type: 'text', text: turn.answer.text }] : [],
        },
      ];
    }),
    ...(first.turn > 1 && { before: first.turn }),
  };
}
