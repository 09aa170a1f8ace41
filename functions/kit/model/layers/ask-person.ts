/**
 * Has a person asked when a budget is spent, once no cheaper model is left. The call is refused all the same: a person takes longer than
 * a call may last. Who cannot be asked fails the call with that, so that its message is tried again, and asks again.
 */
import type { AskForMoney } from '../money-news.ts';
import { type Layer, ModelError } from '../port.ts';

export const createAskPerson =
  (askForMoney: AskForMoney): Layer =>
  (inner) =>
    async function* (call) {
      try {
        yield* inner(call);
      } catch (error) {
        if (error instanceof ModelError && error.shortfall) await askForMoney(error.shortfall, call.payer);
        throw error;
      }
    };
