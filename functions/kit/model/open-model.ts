/**
 * Opens the model port of a function: settings, provider, tables, and the layers around the provider (compose.ts), once for its
 * environment; and gives a Model to whoever asks. docs/decisions/0014-model-layers.md says why the layers stand as they do.
 */
import type { ModelUse } from '../../../contracts/system.ts';
import { CONVERSATION_PREFIX } from '../../../contracts/workflow-step.ts';
import { dynamoDb } from '../clients.ts';
import { type Clock, systemLater } from '../clock.ts';
import { settings } from '../env.ts';
import { createLogger, lazyLog } from '../observe.ts';
import type { Publish } from '../publish.ts';
import { createBreakerNews } from './breaker-news.ts';
import { createBreakerStore } from './breaker-store.ts';
import { createBudgetStore } from './budget-store.ts';
import { composeLayers } from './compose.ts';
import { createContextOf } from './context-of.ts';
import { createModel } from './create-model.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createBreaker } from './layers/breaker.ts';
import { createLive } from './live.ts';
import type { Model } from './model.ts';
import { createAskForMoney } from './money-news.ts';
import { openProvider } from './providers/open-provider.ts';
import { createKeepReport } from './reports.ts';
import { modelSettings } from './settings.ts';

/** Who uses models: an agent, or a function that asks on behalf of one. */
export interface ModelUser {
  /** `council.sceptic` */
  readonly id: string;
  readonly system: string;
  /** What its declaration says about models. */
  readonly use?: ModelUse | undefined;
  readonly clock: Clock;
  readonly publish: Publish;
}

/** For what it asks this time. */
export interface Purpose {
  /** Of a workflow's execution: `workflow:debate:2026-47`. */
  readonly conversation: string;
  /** Where a message is handled: its id, under which calls are kept and paid once. */
  readonly messageId?: string;
  /** How much time there is for all calls together, milliseconds from now. */
  readonly withinMs: number;
}

/** Opens the layers for one user; the Model that it gives serves one purpose: a message, or a request. */
export function openModels(user: ModelUser): (purpose: Purpose) => Model {
  const { id, system, use = {}, clock } = user;
  const { shared, layers, keep, live, askForMoney } = environmentOf(user);
  const asksPerson = use.whenSpent?.includes('ask') ?? false;
  const transportFor = layers({ id, use, askForMoney: asksPerson ? askForMoney : undefined });
  return ({ conversation, messageId, withinMs }) =>
    createModel({
      transport: (n, models) => transportFor({ messageId, n, models }),
      payer: { agent: id, system, conversation, execution: executionOf(conversation) },
      models: use.models ?? shared.settings.models,
      tools: use.tools ?? [],
      untilMs: clock.monotonicMs() + withinMs,
      clock,
      keep: (report, n) => keep(report, messageId, n),
      live: messageId === undefined ? undefined : () => live({ id: messageId, agent: id, conversation }),
    });
}

/** `debate:2026-47` of `workflow:debate:2026-47`; undefined for any other conversation. */
const executionOf = (conversation: string): string | undefined =>
  conversation.startsWith(CONVERSATION_PREFIX) ? conversation.slice(CONVERSATION_PREFIX.length) : undefined;

/** A probe that has not told how it went so long after its attempt's time is gone. */
const AFTER_PROBE_MS = 5_000;

type Environment = ReturnType<typeof openEnvironment>;
let environment: Environment | undefined;

/** All users of a function share one, opened for the first. */
const environmentOf = (user: ModelUser): Environment => {
  environment ??= openEnvironment(user);
  return environment;
};

function openEnvironment({ id, clock, publish }: ModelUser) {
  const { registryTable, historyTable, historyDays } = settings();
  const own = modelSettings();
  const client = dynamoDb();
  const log = lazyLog(() => createLogger(id));
  const provider = openProvider(own, clock, systemLater);
  const shared = {
    settings: own,
    clock,
    log,
    provider: provider.transport,
    breaker: createBreaker({
      clock,
      store: createBreakerStore(client, registryTable),
      rules: { ...own.breaker, leaseMs: own.timeoutMs + AFTER_PROBE_MS },
      timeoutMs: own.timeoutMs,
      ...createBreakerNews({ agent: id, publish, clock, log }),
    }),
    budgets: createBudgetStore(client, registryTable, clock),
    answers: createKeptAnswers(client, registryTable, clock, log),
    contextOf: createContextOf({ url: own.url, fetchFor: provider.fetchFor, clock, later: systemLater }),
  };
  return {
    shared,
    layers: composeLayers(shared),
    keep: createKeepReport({
      ...{ client, registryTable, historyTable, historyDays, clock, log },
      connections: provider.statistics,
    }),
    live: createLive(client, historyTable, clock),
    askForMoney: createAskForMoney({ client, table: registryTable, publish, clock }),
  };
}
