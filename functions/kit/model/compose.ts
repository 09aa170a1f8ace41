/**
 * The layers around a provider, put together. The outer ones belong to one question, the inner ones to the environment of a function:
 * who is refused, waits or retries there, does so together with all others.
 *
 *   paid answer → cache → ask a person → fallback → truncation → retry → breaker → rate limit → budget → attempt → bounded → provider
 *   └── of one question ─────────────────────────┘   └── of the environment ──────────────────────────────────────────┘
 */
import type { ModelRef } from '../../../contracts/model.ts';
import type { ModelUse } from '../../../contracts/system.ts';
import { isCheaper, type PriceUsd } from '../../../domain/model/prices.ts';
import { createRetryBudget } from '../../../domain/model/retry-budget.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../observe.ts';
import type { BudgetStore } from './budget-store.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { createAskPerson } from './layers/ask-person.ts';
import { attempt } from './layers/attempt.ts';
import { bounded } from './layers/bounded.ts';
import { createBudget } from './layers/budget.ts';
import { createCache } from './layers/cache.ts';
import { createFallback } from './layers/fallback.ts';
import { createPaid } from './layers/paid.ts';
import { createRateLimit } from './layers/rate-limit.ts';
import { createRetry } from './layers/retry.ts';
import { createTruncation, type TruncationOptions } from './layers/truncation.ts';
import type { AskForMoney } from './money-news.ts';
import type { Layer, Transport } from './port.ts';
import type { ModelSettings } from './settings.ts';

/** What all users of an environment share. */
export interface Shared {
  readonly settings: ModelSettings;
  readonly clock: Clock;
  readonly provider: Transport;
  readonly breaker: Layer;
  readonly budgets: BudgetStore;
  readonly answers: KeptAnswers;
  readonly contextOf: NonNullable<TruncationOptions['contextOf']>;
  readonly log: Pick<Log, 'warn'>;
}

export interface Asker {
  /** `council.sceptic` */
  readonly id: string;
  readonly use: ModelUse;
  /** Where its declaration says that a person is asked when a budget is spent. */
  readonly askForMoney?: AskForMoney | undefined;
}

export interface Asking {
  /** Absent where no message is handled: then nothing is given again. */
  readonly messageId: string | undefined;
  /** The n-th question, from 1. */
  readonly n: number;
  readonly models: readonly ModelRef[];
}

/** The layers of an environment. Give it each asker, then each question. */
export function composeLayers(shared: Shared): (asker: Asker) => (asking: Asking) => Transport {
  const { settings, clock, provider, breaker, budgets, answers, contextOf, log } = shared;
  const prices: Readonly<Record<string, PriceUsd>> = settings.pricesUsd;
  const environment = {
    truncation: createTruncation({ contextOf }),
    retry: createRetry({ clock, retry: settings.retry, budget: createRetryBudget() }),
    rate: createRateLimit({ clock, rate: settings.rate }),
    provider: attempt(bounded(provider)),
  };
  return ({ id, use, askForMoney }) => {
    const caps = { stage: settings.capsUsd, agent: use.budgetUsd };
    const budget = createBudget({ store: budgets, ...{ clock, log, caps, prices } });
    const { truncation, retry, rate } = environment;
    const inner = truncation(retry(breaker(rate(budget(environment.provider)))));
    const { cacheS, whenSpent = ['cheaper', 'refuse'] } = use;
    const person = askForMoney ? createAskPerson(askForMoney) : same;
    return ({ messageId, n, models }) => {
      const fallback = createFallback({
        models,
        cheaperWhenSpent: whenSpent.includes('cheaper'),
        isCheaper: (model, than) => isCheaper(model, than, prices),
      });
      const cached = cacheS === undefined ? same : createCache({ answers, agent: id, models, seconds: cacheS });
      const paid = messageId === undefined ? same : createPaid({ answers, agent: id, messageId }, n);
      return paid(cached(person(fallback(inner))));
    };
  };
}

const same: Layer = (inner) => inner;
