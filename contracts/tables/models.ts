/**
 * Rows that belong to models. In the registry: budgets, answers that were paid, answers that are kept, breakers, counters of experiments.
 * In the history: calls, beside the message for which they were made.
 */
import * as z from 'zod';
import {
  BREAKER_STATES,
  BUDGET_SCOPES,
  type BudgetScope,
  callReportSchema,
  type ModelRef,
  modelRef,
} from '../model.ts';
import { SELF_ROW } from './registry.ts';

const nanoUsd = z.int();

/** All budgets, and nothing else: what a role that pays may touch. */
export const BUDGET_KEYS = 'budget#*';
/**
 * `budget#<scope>#<id>` / self
 *
 * | scope | ids |
 * |---|---|
 * | day | `2026-11-21`, UTC |
 * | system, agent | `council@2026-11-21`, `council.sceptic@2026-11-21`; an agent's share of a conversation: `council.sceptic:<conversation>` |
 * | conversation, execution | as they are called |
 */
export const budgetKey = (scope: BudgetScope, id: string) => `budget#${scope}#${id}`;
/** `budget#list#<scope>` / `<id>`: which budgets there are. */
export const budgetListKey = (scope: BudgetScope) => `budget#list#${scope}`;
/** `budget#set` / `<scope>#<id>`: caps that somebody set, also where neither settings nor a declaration have one. Not of executions, whose rows are asked each time. */
export const SET_CAPS_KEY = 'budget#set';
export const setCapRow = (scope: BudgetScope, id: string) => `${scope}#${id}`;

/**
 * `budget#refused#<scope>#<id>` / `<cap>#<execution>`: executions of workflows that the budget refused at this cap, nano-dollars, and that
 * go on when somebody raises it.
 */
export const refusedKey = (scope: BudgetScope, id: string) => `budget#refused#${scope}#${id}`;
export const refusedRow = (cap: number, execution: string) => `${refusedAt(cap)}${execution}`;
export const refusedAt = (cap: number) => `${cap}#`;

/** Attributes of a budget's row that are holds: `hold#<id>`. Of their own, so that one write makes the row and its first hold. */
export const HOLD_ATTRIBUTES = 'hold#';
export const holdAttribute = (id: string) => `${HOLD_ATTRIBUTES}${id}`;
export const holdSchema = z.strictObject({
  nanoUsd: nanoUsd.min(0),
  /** Epoch milliseconds: whoever held it is gone by then. */
  untilMs: z.int(),
});
export type Hold = z.output<typeof holdSchema>;

/** cap = left + spent + what is held, always. Nano-dollars; `left` is negative where a cap was lowered below what was spent. */
export const budgetRowSchema = z
  .object({
    pk: z.string(),
    sk: z.literal(SELF_ROW),
    scope: z.enum(BUDGET_SCOPES),
    id: z.string(),
    cap: nanoUsd.min(0),
    left: nanoUsd,
    spent: nanoUsd.min(0),
    /** How many holds there are. */
    holds: z.int().min(0),
    /** Given back because a hold ran out: what was spent of it, nobody told. */
    lapsed: nanoUsd.min(0).optional(),
    /** Who set the cap: then it stands, whatever settings and declarations say. */
    capSetBy: z.string().optional(),
    capSetAt: z.string().optional(),
    ttl: z.number(),
  })
  .catchall(z.unknown());
export type BudgetRow = z.output<typeof budgetRowSchema>;

export const CALL_ROWS = 'call#';
export const callRow = (n: number) => `${CALL_ROWS}${String(n).padStart(3, '0')}`;

/** `paid#<agent>#<messageId>` / `call#001#2`: the second round of the first question while the message was handled. */
export const paidKey = (agent: string, messageId: string) => `paid#${agent}#${messageId}`;
export const paidRow = (question: number, round: number) => `${callRow(question)}#${round}`;
export const paidKeyPattern = (agent: string) => `paid#${agent}#*`;
/** `cache#<agent>#<hash>` / self */
export const cacheKey = (agent: string, hash: string) => `cache#${agent}#${hash}`;
export const cacheKeyPattern = (agent: string) => `cache#${agent}#*`;

/** An answer as it was given. */
export const keptAnswerSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  /** `studio/design@2`, with the variant that was drawn; empty for a call without a prompt. */
  prompt: z.string(),
  /** Who answered. */
  model: modelRef,
  /** Its chunks, as JSON text. */
  chunks: z.string(),
  ttl: z.number(),
});
export type KeptAnswerRow = z.output<typeof keptAnswerSchema>;

/** `experiment#all` / `<experiment>/<variant>`: counters, all added to. */
export const EXPERIMENTS_KEY = 'experiment#all';
/** Upper bounds of the buckets in which durations are counted, milliseconds; the last bucket has none. */
export const DURATION_BUCKETS_MS = [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200] as const;
const count = z.int().min(0).default(0);
export const experimentRowSchema = z
  .object({
    pk: z.literal(EXPERIMENTS_KEY),
    sk: z.string(),
    calls: count,
    answered: count,
    cut: count,
    aborted: count,
    failed: count,
    inputTokens: count,
    outputTokens: count,
    costNanoUsd: count,
    totalMs: count,
    firstTokenMs: count,
    /** How many had a first token. */
    firstTokens: count,
  })
  .catchall(z.int().min(0));
export type ExperimentRow = z.output<typeof experimentRowSchema>;
/** The attribute of a bucket: `bucket3`. */
export const bucketAttribute = (index: number) => `bucket${index}`;

/**
 * History: `message#<id>` / `call#001`: the n-th question for the message. Its report is one attribute: with `conversation` and `at` of
 * its own, the row would stand in the index of conversations, among messages.
 */
export const callRowSchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith(CALL_ROWS),
  report: callReportSchema,
  ttl: z.number(),
});
export type CallRow = z.output<typeof callRowSchema>;

/** All breakers: what every role that asks models may touch. */
export const BREAKER_KEYS = 'breaker#*';
/** `breaker#<model>` / self */
export const breakerKey = (model: ModelRef) => `breaker#${model}`;
const epochMs = z.number().min(0);
/** What domain/model/breaker.ts says, and how often it was written: a write names the version that it saw. */
export const breakerRowSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  model: modelRef,
  breaker: z.strictObject({
    state: z.enum(BREAKER_STATES),
    failures: z.int().min(0),
    successes: z.int().min(0),
    openedAtMs: epochMs.optional(),
    probe: z.strictObject({ id: z.string(), untilMs: epochMs }).optional(),
  }),
  version: z.int().min(1),
});
