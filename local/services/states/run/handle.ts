/**
 * What happens to a state that failed: Retry first, then Catch, then the failure goes to whoever runs the branch.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
import type { Random } from '../../../engine/random.ts';
import type { Retrier } from '../asl/definition.ts';
import { Failure, isNamed } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { RETRY } from '../limits.ts';
import type { Branch } from './branch.ts';
import type { Outcome } from './outcome.ts';

/** `again` when a retrier took it. Throws the error when nothing did. */
export async function handle(branch: Branch, error: unknown): Promise<Outcome | 'again'> {
  if (!(error instanceof Failure)) throw error;
  const { frame, state, run } = branch;
  const waitMs = retryMs(branch, error);
  if (waitMs !== undefined) {
    run.dropBelow(frame.id);
    frame.progress = { kind: 'backoff', untilMs: run.engine.clock.now() + waitMs };
    branch.save();
    return 'again';
  }
  if ((state.Type === 'Map' || state.Type === 'Parallel') && error.error !== 'States.Runtime')
    branch.emit(`${state.Type}StateFailed`);
  const catcher = state.Catch?.find(({ ErrorEquals }) => isNamed(error.error, ErrorEquals));
  if (!catcher) throw error;
  return { ...(await flowOf(branch).leaveCaught(branch, catcher, errorOutput(error))), next: catcher.Next };
}

export const errorOutput = ({ error, cause }: Failure) => ({
  Error: error ?? '',
  Cause: cause ?? '',
});

/** How long until the next attempt; undefined when no retrier takes it, or the one that does is used up. Counts it. */
function retryMs(branch: Branch, failure: Failure): number | undefined {
  const { Retry: retriers = [] } = branch.state;
  const index = retriers.findIndex(({ ErrorEquals }) => isNamed(failure.error, ErrorEquals));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const made = branch.frame.retries[index] ?? 0;
  if (made >= (retrier.MaxAttempts ?? RETRY.attempts)) return undefined;
  branch.frame.retries = retriers.map((_, i) => (branch.frame.retries[i] ?? 0) + (i === index ? 1 : 0));
  return backoffMs(retrier, made, branch.run.engine.random);
}

/** The wait before retry `made + 1`. */
export function backoffMs(retrier: Retrier, made: number, random: Random): number {
  const { IntervalSeconds = RETRY.intervalS, BackoffRate = RETRY.backoffRate, MaxDelaySeconds } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** made, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return 1000 * (retrier.JitterStrategy === 'FULL' ? seconds * random.next() : seconds);
}
