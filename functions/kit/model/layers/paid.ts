/**
 * An answer that was paid is not paid again: when a message is handled a second time, the n-th question asked for it gets the answer
 * that it got the first time.
 *
 * 1. The answer is kept before its end is passed on: what was told to be whole is there the next time.
 * 2. It is the n-th question with the same prompt and version, whatever has changed in what was filled in: time, state. With another
 *    prompt, other code asks, and it is asked anew.
 * 3. Kept for a day. One that broke off or was ended is not kept. Of two deliveries that are handled at once, both pay: an agent with
 *    effects `once` has no such two.
 */
import { paidKey, paidRow } from '../../../../contracts/tables/models.ts';
import { handingOver, type KeptAnswers, promptName } from '../kept-answers.ts';
import type { Layer } from '../port.ts';

const DAY_S = 86_400;

export interface PaidOptions {
  readonly answers: KeptAnswers;
  readonly agent: string;
  readonly messageId: string;
}

/** For one question: its calls, for tools and repairs, come one after the other. @param question counted from 1 */
export const createPaid = ({ answers, agent, messageId }: PaidOptions, question: number): Layer => {
  let rounds = 0;
  return (inner) =>
    async function* (call) {
      rounds += 1;
      const [pk, sk] = [paidKey(agent, messageId), paidRow(question, rounds)];
      const before = await answers.read(pk, sk);
      if (before?.prompt === promptName(call)) {
        call.tell({ event: 'given-again', model: before.model });
        yield* before.chunks;
        return;
      }
      yield* handingOver(inner, call, (answer, reason) =>
        reason !== 'cut' && reason !== 'aborted' ? answers.keep(pk, sk, answer, DAY_S) : undefined,
      );
    };
};
