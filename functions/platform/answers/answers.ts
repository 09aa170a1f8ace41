/**
 * Messages that came of what steps of workflows sent, as the bus brings them: each goes to the step that waits for it. What an
 * answer is, and what becomes of it, is in kit/workflow/answers.ts.
 */
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import { envelopeOf } from '../../kit/incoming.ts';
import { takeAnswer } from '../../kit/workflow/answers.ts';
import type { AnswersDeps } from '../../kit/workflow/answers-deps.ts';

export const createAnswers =
  (deps: AnswersDeps & { readonly deadLetter: DeadLetter }): BatchFunction =>
  (event) =>
    eachRecord(event, deps, (record) => takeAnswer(deps, envelopeOf(record)));
