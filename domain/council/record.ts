/** A debate as it is told: from the result of its workflow where it has ended, from its messages while it runs. */
import type { Message } from '../../contracts/message.ts';
import {
  debaterOf,
  type Judgement,
  judgementSchema,
  type PlacedTurn,
  turnSchema,
  type Verdict,
  verdictSchema,
} from './debate.ts';

export interface DebateRecord {
  readonly turns: readonly PlacedTurn[];
  /** Of the last round that was judged. */
  readonly judgement?: Judgement | undefined;
  readonly verdict?: Verdict | undefined;
}

/**
 * @param messages of its conversation, in the order in which they were sent. A debater has one turn in each round, so its n-th turn is of
 *   round n; a turn that was tried again has the same id, and is one message.
 */
export function recordOf(messages: readonly Message[]): DebateRecord {
  const spoken = new Map<string, number>();
  const turns: PlacedTurn[] = [];
  let judgement: Judgement | undefined;
  let verdict: Verdict | undefined;
  for (const { type, sender, payload } of messages) {
    const from = `agent:${sender}`;
    if (type === 'council.turn.taken' && debaterOf(from) !== undefined) {
      const round = (spoken.get(from) ?? 0) + 1;
      spoken.set(from, round);
      const turn = turnSchema.safeParse(payload);
      if (turn.success) turns.push({ round, from, payload: turn.data });
    }
    if (type === 'council.judgement.made') judgement = judgementSchema.safeParse(payload).data ?? judgement;
    if (type === 'council.verdict.given') verdict = verdictSchema.safeParse(payload).data ?? verdict;
  }
  return { turns, judgement, verdict };
}
