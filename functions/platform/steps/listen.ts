/**
 * A step that waits for a message: its row, under the message's type. Whoever gets the messages of the workflow's rule settles it.
 * A message counts that was sent after the step began to wait and before its time is up.
 */
import { heardKey, heardSchema, listeningKey, listeningSchema } from '../../../contracts/tables/workflows.ts';
import type { StepRequestOf } from '../../../contracts/workflow-step.ts';
import { stepMessageId } from '../../../domain/workflow/identity.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import type { AnswersDeps } from '../../kit/workflow/answers-deps.ts';
import { untilFirst } from '../../kit/workflow/steps-table.ts';

/** A row is of no use once its time is up; it stays a day for whoever looks into what happened. */
const KEPT_DAYS = 1;

/** Tried again or redriven, the step still counts what was sent since it began, and what it heard. */
export const openListening = (
  { table, tokens, clock }: Pick<AnswersDeps, 'table' | 'tokens' | 'clock'>,
  { token, workflow, execution, step, place, type, where, timeoutS }: StepRequestOf<'listen'>,
): Promise<void> =>
  untilFirst(`Listening for ${type}`, async () => {
    const [pk, sk] = [listeningKey(type), stepMessageId(execution, step, place)] as const;
    const before = await table.read(listeningSchema, pk, sk);
    const heard = await table.read(heardSchema, heardKey(sk)); // after the row: it is written before that one ends
    if (heard) {
      await tokens.succeed(token, heard.output);
      return undefined;
    }
    const now = clock.now();
    const until = new Date(now.getTime() + timeoutS * 1000);
    const row = {
      ...{ pk, sk, token, workflow, execution, step, where },
      sinceAt: before?.sinceAt ?? now.toISOString(),
      untilAt: until.toISOString(),
      ttl: ttlAfterDays(until, KEPT_DAYS),
    };
    return (await table.write(row, before)) ? undefined : 'again';
  });
