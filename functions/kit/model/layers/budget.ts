/**
 * Pays for a call: reserves the most that it can cost before the provider is asked, and settles what it did cost after.
 *
 * 1. The answer may be as long as what was reserved pays for, and no longer.
 * 2. A call that fails costs nothing where the provider refused it before a token; else its input and what came are paid.
 * 3. More than was reserved is never counted: a provider that tells of more tokens than the call may have is not believed, and that
 *    stands in the log.
 * 4. A model without a price is refused. One that costs nothing needs no budget.
 */
import type { ModelErrorCode, ModelRef, Usage } from '../../../../contracts/model.ts';
import { type Budget, budgetsOf, type Caps } from '../../../../domain/model/budget.ts';
import { costNanoUsd, isFree, type Price, type PriceUsd, priceOf } from '../../../../domain/model/prices.ts';
import { estimateTokens } from '../../../../domain/model/tokens.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../observe.ts';
import type { BudgetStore } from '../budget-store.ts';
import { type Call, type Chunk, type Layer, ModelError } from '../port.ts';
import { nameOf, type Reservation, reserve } from '../reserve.ts';
import { createWaiters } from '../waiters.ts';

export interface BudgetOptions {
  readonly store: BudgetStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly caps: Caps;
  /** Prices of one's own, by model. */
  readonly prices?: Readonly<Record<string, PriceUsd>> | undefined;
}

/** Providers do not bill what they refuse before the first token. https://aws.amazon.com/bedrock/pricing/ bills tokens that were processed. */
const COSTS_NOTHING: ReadonlySet<ModelErrorCode> = new Set([
  ...(['RateLimited', 'ProviderFailed', 'ConnectionFailed', 'BadRequest', 'NotAuthorised'] as const),
  ...(['NotAllowed', 'UnknownModel', 'ContextTooLong'] as const),
]);

/** One for a function's environment: calls of it that wait for money stand in one line. */
export function createBudget(options: BudgetOptions): Layer {
  const { store, clock, caps, prices } = options;
  const waiters = createWaiters(clock);

  async function budgetsFor({ payer }: Call) {
    const set = await store.setCaps();
    const all = budgetsOf(payer, caps, clock.now().toISOString().slice(0, 10));
    // An execution's cap is set a moment before it begins, when what is known of set caps may be older: its row is asked each time.
    const isAsked = (budget: Budget) => budget.scope === 'execution' || set.has(nameOf(budget));
    return all.filter((budget) => budget.capNanoUsd !== undefined || isAsked(budget));
  }

  async function settle({ budgets, hold }: Reservation, costNanoUsd: number): Promise<void> {
    const settled = await Promise.allSettled(budgets.map((budget) => store.settle(budget, hold, costNanoUsd)));
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed)
      options.log.warn('A call was not settled: its hold runs out by itself, and is counted as lapsed.', {
        reason: String(failed.reason),
      });
    for (const budget of budgets) waiters.wake(nameOf(budget));
  }

  return (inner) =>
    async function* (call) {
      const price = priceOf(call.model, prices);
      if (!price) throw unknownPrice(call.model);
      if (isFree(price)) {
        yield* inner(call);
        return;
      }
      const reservation = await reserve(call, price, await budgetsFor(call), { store, clock, waiters });
      const bill = createBill(price, reservation);
      let settled: Promise<void> | undefined;
      const pay = () => {
        const cost = bill.costNanoUsd(call.model, options.log);
        call.spend(cost);
        return settle(reservation, cost);
      };
      try {
        for await (const chunk of inner({ ...call, maxOutputTokens: reservation.outputTokens })) {
          bill.add(chunk);
          if (chunk.kind === 'end') settled = pay(); // while the answer is kept
          yield chunk;
        }
      } catch (error) {
        bill.fail(error);
        throw error;
      } finally {
        settled ??= pay(); // it failed, or nobody reads on
        await settled;
      }
    };
}

/** What a call has cost so far. */
function createBill(price: Price, { hold, inputTokens }: Reservation) {
  let text = '';
  let told: Usage | undefined;
  let isFreeOfCharge = false;
  return {
    add(chunk: Chunk): void {
      if (chunk.kind === 'text') text += chunk.text;
      else if (chunk.kind === 'tool-call') text += chunk.tool + chunk.input;
      else told = chunk.usage;
    },
    fail(error: unknown): void {
      isFreeOfCharge = text === '' && error instanceof ModelError && COSTS_NOTHING.has(error.name);
    },
    costNanoUsd(model: ModelRef, log: BudgetOptions['log']): number {
      if (isFreeOfCharge) return 0;
      const usage = told ?? { inputTokens, outputTokens: text === '' ? 0 : estimateTokens(text) };
      const cost = costNanoUsd(price, usage);
      if (cost > hold.nanoUsd)
        log.warn('A provider told of more tokens than the call may have; what was reserved is counted.', {
          model,
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          told_nano_usd: cost,
          counted_nano_usd: hold.nanoUsd,
        });
      return Math.min(hold.nanoUsd, Math.max(0, cost));
    },
  };
}

const unknownPrice = (model: ModelRef): ModelError =>
  new ModelError(
    'UnknownPrice',
    `Nobody knows what ${model} costs, so nothing can be reserved for it. Name its price in the setting SIGNALBOX_MODEL_PRICES_USD, {"${model}": {"input": 1, "output": 2}} in US dollars for a million tokens, or a model of domain/model/prices.ts.`,
  );
