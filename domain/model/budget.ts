/**
 * What is decided about money, without time or tables: which budgets pay for a call, and what is done when one of them refuses.
 * How money is moved is in functions/kit/model/budget-store.ts.
 */
import type { BudgetScope, ModelRef } from '../../contracts/model.ts';
import type { ModelUse } from '../../contracts/system.ts';
import { nanoUsdOf, outputTokensFor, type Price } from './prices.ts';

/** An answer with fewer tokens is of no use, unless fewer were asked for. */
const LEAST_TOKENS = 64;

export interface BudgetName {
  readonly scope: BudgetScope;
  /** contracts/tables/models.ts has a table of them. */
  readonly id: string;
}

export interface Budget extends BudgetName {
  /** What settings or declaration say; undefined where only somebody's own setting may stand in its row. */
  readonly capNanoUsd: number | undefined;
}

export interface Paying {
  readonly agent: string;
  readonly system: string;
  readonly conversation: string;
  readonly execution?: string | undefined;
}

export interface Caps {
  /** Of the stage, US dollars. */
  readonly stage: Partial<Readonly<Record<BudgetScope, number>>>;
  /** Of the agent's declaration. */
  readonly agent?: ModelUse['budgetUsd'] | undefined;
}

/**
 * All budgets that a call of somebody may be paid from, with their caps. An agent's and a system's are for a day, in UTC; a
 * conversation's and an execution's for as long as they go. Of an agent's two caps for a day the lower one counts.
 */
export function budgetsOf({ agent, system, conversation, execution }: Paying, caps: Caps, day: string): Budget[] {
  const perDay = [caps.stage.agent, caps.agent?.day].filter((cap) => cap !== undefined);
  const named: (readonly [BudgetScope, string, number | undefined])[] = [
    ['day', day, caps.stage.day],
    ['system', `${system}@${day}`, caps.stage.system],
    ['agent', `${agent}@${day}`, perDay.length > 0 ? Math.min(...perDay) : undefined],
    ['conversation', conversation, caps.stage.conversation],
    ['agent', `${agent}:${conversation}`, caps.agent?.conversation],
    ...(execution === undefined ? [] : ([['execution', execution, caps.stage.execution]] as const)),
  ];
  return named.map(([scope, id, cap]) => ({
    ...{ scope, id },
    capNanoUsd: cap === undefined ? undefined : nanoUsdOf(cap),
  }));
}

/** What a budget says that has refused. `held` may come back, all or some of it. */
export interface Refusal extends BudgetName {
  readonly cap: number;
  readonly left: number;
  readonly held: number;
}

/** What somebody is told who may raise the cap. */
export interface Shortfall extends BudgetName {
  readonly model: ModelRef;
  readonly capNanoUsd: number;
  /** What the call needs at least. */
  readonly neededNanoUsd: number;
  /** The cap that is proposed. */
  readonly proposedNanoUsd: number;
}

export interface Wanted {
  readonly price: Price;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What input and output together may cost: the sum that was refused, or a smaller one. */
  readonly nanoUsd: number;
  /** The same with the fewest output tokens that are of use. */
  readonly leastNanoUsd: number;
}

/**
 * Which cap to propose when a budget is spent: twice what it is, and enough for the whole call in any case. Less would be spent by the
 * next calls, and a person asked again for each.
 */
export const proposedCap = ({ cap, left }: Pick<Refusal, 'cap' | 'left'>, { nanoUsd }: Pick<Wanted, 'nanoUsd'>) =>
  Math.max(2 * cap, cap - left + nanoUsd);

export const leastTokens = (outputTokens: number): number => Math.min(LEAST_TOKENS, outputTokens);

export type Verdict =
  | { readonly kind: 'again' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'limit'; readonly outputTokens: number }
  | { readonly kind: 'exhausted'; readonly by: Refusal };

/**
 * 1. Where the whole sum will do once others have settled, it waits for them: a shortened answer is worth less than a late one.
 * 2. Where it will not, the answer is made as long as what is left pays for, if that is of use.
 * 3. Where even that takes what others hold, it waits. Else the money is gone.
 */
export function judge(refusals: readonly Refusal[], wanted: Wanted, mayWait: boolean): Verdict {
  const room = Math.min(...refusals.map(({ left }) => left));
  const scarcest = refusals.toSorted((a, b) => a.left + a.held - b.left - b.held)[0];
  if (!scarcest || room >= wanted.nanoUsd) return { kind: 'again' };
  const later = scarcest.left + scarcest.held;
  if (mayWait && later >= wanted.nanoUsd) return { kind: 'wait' };
  if (room >= wanted.leastNanoUsd) {
    const outputTokens = outputTokensFor(wanted.price, wanted.inputTokens, room);
    return { kind: 'limit', outputTokens: Math.min(outputTokens, wanted.outputTokens) };
  }
  if (mayWait && later >= wanted.leastNanoUsd) return { kind: 'wait' };
  return { kind: 'exhausted', by: scarcest };
}
