/** What a model's failure is to a client: a problem with a status while the response has not begun, and its sentence after that. */

import type { ProblemCode } from '../../../contracts/http.ts';
import type { ModelErrorCode } from '../../../contracts/model.ts';
import { ModelError } from '../../kit/model/port.ts';
import { ProblemError, problem } from '../../kit/problem.ts';

interface Told {
  readonly problem: ProblemCode;
  readonly what: string;
  readonly remedy: string;
}

const BUSY: Told = {
  problem: 'model-busy',
  what: 'More is asked of the model than it takes.',
  remedy: 'Ask again after the time in Retry-After.',
};
const DOWN: Told = {
  problem: 'model-unavailable',
  what: 'The model does not answer.',
  remedy: 'Ask again in a moment, or ask another model.',
};
const SETUP: Told = {
  problem: 'model-failed',
  what: 'The model cannot be used as it is set up.',
  remedy: 'Tell the operator; GET /v1/models says what is set up.',
};
const FAILED: Told = {
  problem: 'model-failed',
  what: 'The model refused the request, or answered nothing that can be used.',
  remedy: 'Say it in other words, or ask another model.',
};

const TOLD: Partial<Readonly<Record<ModelErrorCode, Told>>> = {
  QueueFull: BUSY,
  RateLimited: BUSY,
  Timeout: DOWN,
  ProviderFailed: DOWN,
  ConnectionFailed: DOWN,
  Garbled: DOWN,
  BreakerOpen: DOWN,
  BudgetExhausted: {
    problem: 'budget-exhausted',
    what: 'What may be spent is spent.',
    remedy: 'Ask an operator to raise the budget (PUT /v1/budgets), or another agent.',
  },
  ContentFiltered: {
    problem: 'content-filtered',
    what: "The provider's content filter stopped the answer.",
    remedy: 'Say it in other words.',
  },
  ContextTooLong: {
    problem: 'message-too-large',
    what: 'The message is longer than the model takes, even without what was said before.',
    remedy: 'Say it in fewer words.',
  },
  NotAuthorised: SETUP,
  NotAllowed: SETUP,
  UnknownModel: SETUP,
  UnknownPrice: SETUP,
};

const toldOf = (error: ModelError): Told => TOLD[error.name] ?? FAILED;

/** Whatever was thrown: a failure of the model becomes a problem, anything else stays what it is. */
export function asProblem(error: unknown): unknown {
  if (!(error instanceof ModelError)) return error;
  const { problem: code, what, remedy } = toldOf(error);
  const seconds = error.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  const retryAfter = seconds ?? (code === 'model-busy' ? 1 : undefined);
  const detail = `${what} (${error.name}) ${remedy}`;
  return new ProblemError(problem(code, detail), retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` });
}

/** For whoever reads the answer. */
export const sentenceFor = (error: unknown): string => {
  if (!(error instanceof ModelError)) return 'The platform failed to finish the answer. Ask again.';
  const { what, remedy } = toldOf(error);
  return `${what} (${error.name}) ${remedy}`;
};
