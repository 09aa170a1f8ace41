/**
 * Asks the next model when one does not answer.
 *
 * 1. Not for what the next one would do no better: the call itself is wrong, or nobody waits for it any more.
 * 2. When money runs out, only a cheaper model is asked, and only where the agent's declaration says so.
 * 3. Never after something was shown.
 */
import type { ModelErrorCode, ModelRef } from '../../../../contracts/model.ts';
import { type Layer, ModelError } from '../port.ts';

/** Another model would refuse it too. */
const FINAL: ReadonlySet<ModelErrorCode> = new Set([
  'Aborted',
  'BadRequest',
  'ContentFiltered',
  'ToolNotAllowed',
  'TooManyToolCalls',
]);

export interface FallbackOptions {
  /** In their order; the first is asked first, whatever the call names. */
  readonly models: readonly ModelRef[];
  /** Whether a cheaper model is asked when a budget is spent. */
  readonly cheaperWhenSpent: boolean;
  readonly isCheaper: (model: ModelRef, than: ModelRef) => boolean;
}

export const createFallback =
  ({ models, cheaperWhenSpent, isCheaper }: FallbackOptions): Layer =>
  (inner) =>
    async function* (call) {
      const left = models.length > 0 ? [...models] : [call.model];
      let model = left.shift() ?? call.model;
      for (;;) {
        let begun = false;
        try {
          for await (const chunk of inner({ ...call, model })) {
            begun = true;
            yield chunk;
          }
          return;
        } catch (error) {
          if (begun || !(error instanceof ModelError) || FINAL.has(error.name)) throw error;
          const from = model;
          const fits = (one: ModelRef) =>
            error.name !== 'BudgetExhausted' || (cheaperWhenSpent && isCheaper(one, from));
          const to = left.find(fits);
          if (to === undefined) throw error;
          left.splice(0, left.indexOf(to) + 1);
          call.tell({ event: 'fell-back', from, to, code: error.name });
          model = to;
        }
      }
    };
