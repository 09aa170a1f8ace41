/** An asynchronous invoke that was accepted: what is kept of it until it is done. Types only. */

export interface AsyncEvent {
  /** ARN as it was invoked. */
  readonly arn: string;
  readonly qualified: boolean;
  readonly payload: string;
  readonly requestId: string;
  readonly clientContext?: string;
  readonly acceptedMs: number;
  /** Attempts that ended in a function error. */
  readonly attempts: number;
  readonly throttles: number;
  /** Not before, epoch ms. */
  readonly dueMs: number;
}
