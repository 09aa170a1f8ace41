/**
 * Reserves what a call may cost, in all budgets that pay for it, or in none.
 *
 * 1. The sum is that of the input, as it is counted, and of as many tokens as the answer may have.
 * 2. Where one refuses, domain/model/budget.ts says what is done: wait for others to settle, shorten the answer, or give up.
 * 3. It waits for at most half a minute, and never past the call's own time.
 */
import type { ModelRef } from '../../../contracts/model.ts';
import {
  type Budget,
  type BudgetName,
  judge,
  leastTokens,
  proposedCap,
  type Refusal,
  type Wanted,
} from '../../../domain/model/budget.ts';
import { costNanoUsd, type Price, usdOf } from '../../../domain/model/prices.ts';
import { inputTokensOf } from '../../../domain/model/truncate.ts';
import type { Clock } from '../clock.ts';
import type { BudgetStore, OwnHold, Refused } from './budget-store.ts';
import { type Call, ModelError } from './port.ts';
import type { Waiters } from './waiters.ts';

const LONGEST_WAIT_MS = 30_000;
/** A hold outlives its call by so much, so that clocks may differ and a slow holder may still settle. */
const HOLD_AFTER_MS = 60_000;

export interface Reservation {
  readonly budgets: readonly Budget[];
  readonly hold: OwnHold;
  readonly inputTokens: number;
  /** How long the answer may be that is paid for. */
  readonly outputTokens: number;
}

export interface ReserveOptions {
  readonly store: BudgetStore;
  readonly clock: Clock;
  readonly waiters: Waiters;
}

export const nameOf = ({ scope, id }: BudgetName): string => `${scope}#${id}`;

/** Throws BudgetExhausted; Aborted when the call is, while it waits. */
export async function reserve(
  call: Call,
  price: Price,
  budgets: readonly Budget[],
  { store, clock, waiters }: ReserveOptions,
): Promise<Reservation> {
  const { model, maxOutputTokens, untilMs, signal, tell } = call;
  const inputTokens = inputTokensOf(call);
  const sum = (outputTokens: number) => costNanoUsd(price, { inputTokens, outputTokens });
  const wanted: Wanted = {
    ...{ price, inputTokens, outputTokens: maxOutputTokens, nanoUsd: sum(maxOutputTokens) },
    leastNanoUsd: sum(leastTokens(maxOutputTokens)),
  };
  const startedMs = clock.monotonicMs();
  const endMs = Math.min(untilMs, startedMs + LONGEST_WAIT_MS);
  const isInTime = () => clock.monotonicMs() < endMs;
  const all = budgets.map(nameOf);
  const waitedFor = new Set<string>();
  const wait = async (names: readonly string[], place: 'first' | 'last') => {
    for (const name of names) waitedFor.add(name);
    const found = await waiters.wait(names, place, Math.max(1, endMs - clock.monotonicMs()), signal);
    if (found && found.left + found.held < wanted.leastNanoUsd) throw exhausted(model, found, wanted);
  };
  let outputTokens = maxOutputTokens;
  try {
    for (;;) {
      const tried = await waiters.trying(async () => {
        const lines = waitedFor.size === 0 && isInTime() ? waiters.lines(all) : [];
        if (lines.length > 0) return { lines };
        const hold = newHold(sum(outputTokens), untilMs, clock);
        return { hold, refusals: await holdAll(store, budgets, hold) };
      });
      if ('lines' in tried) {
        await wait(tried.lines, 'last');
        continue;
      }
      const { hold, refusals } = tried;
      if (refusals.length === 0) {
        if (outputTokens < maxOutputTokens) tell({ event: 'limited', model, outputTokens });
        return { budgets, hold, inputTokens, outputTokens };
      }
      if (await giveBackLapsed(store, refusals)) continue;
      const verdict = judge(refusals, wanted, isInTime());
      if (verdict.kind === 'exhausted') {
        waiters.tell(nameOf(verdict.by), verdict.by);
        throw exhausted(model, verdict.by, wanted);
      }
      outputTokens = verdict.kind === 'limit' ? verdict.outputTokens : maxOutputTokens;
      if (verdict.kind === 'wait') await wait(refusals.map(nameOf), waitedFor.size > 0 ? 'first' : 'last');
    }
  } finally {
    const ms = Math.ceil(clock.monotonicMs() - startedMs);
    if (waitedFor.size > 0 && ms > 0) tell({ event: 'waited', model, because: 'budget', ms });
    for (const name of waitedFor) waiters.wake(name); // who waits behind may fit into what this one left
  }
}

function exhausted(model: ModelRef, by: Refusal, wanted: Wanted): ModelError {
  const { scope, id, cap, left } = by;
  const neededNanoUsd = wanted.leastNanoUsd;
  const usd = (nanoUsd: number) => `$${usdOf(nanoUsd)}`;
  return new ModelError(
    'BudgetExhausted',
    `The ${scope} budget of ${id} has ${usd(left)} left of ${usd(cap)}; a call to ${model} needs ${usd(neededNanoUsd)} at least. Raise the cap with PUT /v1/budgets/${scope}/…, or let it use a cheaper model.`,
    { shortfall: { scope, id, model, capNanoUsd: cap, neededNanoUsd, proposedNanoUsd: proposedCap(by, wanted) } },
  );
}

const newHold = (nanoUsd: number, callUntilMs: number, clock: Clock): OwnHold => ({
  id: Buffer.from(clock.randomBytes(9)).toString('base64url'),
  nanoUsd,
  untilMs: Math.ceil(clock.now().getTime() + Math.max(0, callUntilMs - clock.monotonicMs()) + HOLD_AFTER_MS),
});

/** In all at once; where one refuses, the others get it back. */
async function holdAll(store: BudgetStore, budgets: readonly Budget[], hold: OwnHold): Promise<Refused[]> {
  const answers = await Promise.allSettled(budgets.map((budget) => store.reserve(budget, hold)));
  const refusals = answers.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const failed = answers.find((one) => one.status === 'rejected');
  if (refusals.length > 0 || failed) {
    const taken = budgets.filter((_, i) => answers[i]?.status === 'fulfilled' && !answers[i].value);
    await Promise.all(taken.map((budget) => store.settle(budget, hold, 0)));
  }
  if (failed) throw failed.reason;
  return refusals;
}

async function giveBackLapsed(store: BudgetStore, refusals: readonly Refused[]): Promise<boolean> {
  const lapsed = refusals.flatMap((budget) => budget.lapsed.map((hold) => ({ budget, hold })));
  await Promise.all(lapsed.map(({ budget, hold }) => store.lapse(budget, hold)));
  return lapsed.length > 0;
}
