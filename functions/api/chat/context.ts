/**
 * What a model is given of a conversation: the role, the turns before that were answered, and what was said last. Where there are
 * more turns than were loaded, the role says so; what is too long for the model beyond that, the truncation layer leaves out.
 */
import type { Turn } from '../../../contracts/tables/chat.ts';
import type { ChatMessage } from '../../kit/model/port.ts';
import type { Talker } from './talkers.ts';

interface Context {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
}

/** @param before turns before the latest, in order */
export function contextOf({ text }: Talker, before: readonly Turn[], said: string): Context {
  const missing = missingBefore(before);
  return {
    system: missing > 0 ? `${text}\n\n(The first ${missing} turns of the conversation are not here.)` : text,
    messages: [
      ...before.flatMap((turn): ChatMessage[] =>
        turn.answer && turn.answer.text !== ''
          ? [
              { role: 'user', text: turn.said.text },
              { role: 'assistant', text: turn.answer.text },
            ]
          : [],
      ),
      { role: 'user', text: said },
    ],
  };
}

/** Turns before the first that was loaded. */
export const missingBefore = (turns: readonly Turn[]): number => (turns[0]?.turn ?? 1) - 1;
