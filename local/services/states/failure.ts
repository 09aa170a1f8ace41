/**
 * How a state fails. Owns the error names that Step Functions itself gives and which of them can be handled.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */

/** An error of a state: caught, retried, or the end of the execution. */
export class Failure extends Error {
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause?: string) {
    super(`${error ?? 'Failure'}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
  }
}

/**
 * A failure that Step Functions found while it evaluated a field: its cause begins by saying in which state. With a
 * location it is one of JSONata, and the history tells it as EvaluationFailed.
 */
export class Fault extends Failure {
  readonly location: string | undefined;

  constructor(error: string, detail: string, location?: string) {
    super(error, detail);
    this.location = location;
  }
}

/** What cannot be evaluated in JSONPath: it ends the execution. */
export const runtimeFault = (detail: string): Fault => new Fault('States.Runtime', detail);

/** What cannot be evaluated in JSONata. */
export const queryFault = (location: string, detail: string): Fault =>
  new Fault('States.QueryEvaluationError', detail, location);

/**
 * Whether the ErrorEquals of a Retry or Catch names an error. States.Runtime ends the execution whatever is named. That
 * States.ALL takes States.DataLimitExceeded is recorded from AWS, though its documentation denies it.
 */
export function isNamed(error: string | undefined, names: readonly string[]): boolean {
  if (error === 'States.Runtime') return false;
  return names.some(
    (name) =>
      name === 'States.ALL' ||
      name === error ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout') ||
      (name === 'States.Timeout' && error === 'States.HeartbeatTimeout'),
  );
}
