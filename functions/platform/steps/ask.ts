/**
 * Asks one participant.
 *
 *   row step#<id> ── not there ──> written with the token, sent
 *      ├── waits, or has failed, with another token ──> takes this token, sent again under the same id
 *      └── has its answer ──> this token hears it at once, nothing is sent
 *
 * The row is written before anything is sent, so that no answer finds nobody who waits for it.
 */
import type { Message } from '../../../contracts/message.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import { type WaitingStep, waitingStepKey, waitingStepSchema } from '../../../contracts/tables/workflows.ts';
import type { StepRequestOf } from '../../../contracts/workflow-step.ts';
import type { HistoryReader } from '../../kit/history.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import { takeAnswer } from '../../kit/workflow/answers.ts';
import type { AnswersDeps } from '../../kit/workflow/answers-deps.ts';
import { type Unrevised, untilFirst } from '../../kit/workflow/steps-table.ts';
import { type ClaimedDeps, filled } from './claimed.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import { type Asking, type Request, toRequest } from './request.ts';

export interface AskDeps extends AnswersDeps, DeliverDeps, Omit<ClaimedDeps, 'clock' | 'history'> {
  readonly clock: AnswersDeps['clock'] & ClaimedDeps['clock'];
  readonly history: Pick<HistoryReader, 'story'>;
}

/** Throws StepFailed. */
export async function ask(deps: AskDeps, request: StepRequestOf<'ask'>): Promise<void> {
  const asking = { ...request, index: 0, payload: await filled(deps, request.payload) };
  const made = toRequest(deps.catalogue, deps.prefix, asking, 1, deps.clock.now());
  const row = waitingRow(deps, asking, made, { token: request.token });
  const opened = await open(deps, row);
  if (opened === 'answered') return;
  if (opened === 'first') await send(deps, made, { ...row, revision: 1 });
  else await send(deps, await asAgain(deps, made));
}

export function waitingRow(
  { historyDays }: Pick<AskDeps, 'historyDays'>,
  { execution, workflow, step, expects, reply }: Pick<Asking, 'execution' | 'workflow' | 'step' | 'expects' | 'reply'>,
  { message: { id, replyTo, expiresAt, sentAt } }: Request,
  more: Pick<WaitingStep, 'token'> | Pick<WaitingStep, 'gathering' | 'from'>,
): Unrevised<WaitingStep> {
  return {
    pk: waitingStepKey(id),
    sk: SELF_ROW,
    ...{ workflow, execution, step, expects },
    ...(reply !== undefined && { reply }),
    ...(replyTo !== undefined && { replyTo }),
    ...more,
    ttl: ttlAfterDays(new Date(expiresAt ?? sentAt), historyDays),
  };
}

const open = (deps: AskDeps, row: Unrevised<WaitingStep>): Promise<'first' | 'asked' | 'answered'> =>
  untilFirst(`The step that waits for ${row.pk}`, async () => {
    if (await deps.table.write(row, undefined)) return 'first';
    const before = await deps.table.read(waitingStepSchema, row.pk);
    if (!before) return 'again';
    if (before.token === row.token) return before.settledAt === undefined ? 'asked' : 'answered';
    const { answer, settledAt } = before;
    if (answer && settledAt !== undefined) {
      await deps.tokens.succeed(row.token ?? '', answer.output);
      const after = { ...row, answer, settledAt };
      return (await deps.table.write(after, before)) ? 'answered' : 'again';
    }
    const after = { ...row, ...(before.failed && { failed: before.failed }) };
    return (await deps.table.write(after, before)) ? 'asked' : 'again';
  });

/** Its number stands in the history: the first that arrives there is the one that readers find. */
export async function asAgain({ history }: Pick<AskDeps, 'history'>, request: Request): Promise<Request> {
  const { row, attempts } = await history.story(request.message.id);
  return row ? { ...request, message: { ...request.message, attempt: attempts.length + 2 } } : request;
}

/**
 * Sends, and takes the answers that came back at once.
 * @param waiting the row of the step, where it was written a moment ago
 */
export async function send(deps: AskDeps, request: Request, waiting?: WaitingStep): Promise<void> {
  const answers: readonly Message[] = await deliver(deps, request);
  for (const [i, answer] of answers.entries()) await takeAnswer(deps, answer, i === 0 ? waiting : undefined);
}
