/** How a step says that it cannot be done, and how the execution hears why. */

import type * as z from 'zod';
import type { StepError, stepFailureSchema } from '../../../contracts/workflow-step.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html allows 32,768; a sentence is enough. */
const LONGEST_REASON = 4_000;

/** A failure that the definition can name in `retry` and `catch`. Anything else that is thrown is a fault of the platform. */
export class StepFailed extends Error {
  readonly error: StepError;
  constructor(error: StepError, reason: string) {
    super(reason);
    this.error = error;
    this.name = error; // without a token, this is the name that the state machine sees
  }
}

/** The cause of a failed step, as JSON text. */
export const causeOf = (step: string, reason: string, messageId?: string): string =>
  JSON.stringify({
    step,
    reason: reason.slice(0, LONGEST_REASON),
    ...(messageId && { messageId }),
  } satisfies z.output<typeof stepFailureSchema>);
