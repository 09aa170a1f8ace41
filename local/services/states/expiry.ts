/**
 * Forgets executions that ended long ago, with their histories and map runs. Owns the order in which they are due; whoever
 * reads executions sweeps first, so nothing that is due is seen. Children of a map run go with the execution it is part of.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
import type { Engine } from '../../engine/engine.ts';
import { CLOSED_EXECUTIONS_DAYS } from './limits.ts';
import type { Execution } from './model.ts';
import type { StatesStore } from './store.ts';

export interface Expiry {
  ended(execution: Execution): void;
  /** Costs nothing when none is due. */
  sweep(): void;
}

const KEPT_MS = CLOSED_EXECUTIONS_DAYS * 86_400_000;

export function createExpiry({ clock }: Engine, store: StatesStore): Expiry {
  const isOver = ({ status, type, mapRun }: Execution) => status !== 'RUNNING' && type === 'STANDARD' && !mapRun;
  const dueMs = ({ stoppedMs = 0 }: Execution) => stoppedMs + KEPT_MS;
  /** In the order in which they ended; one that was redriven since may be in it twice. */
  let queue = store.executions
    .list()
    .filter(isOver)
    .sort((a, b) => dueMs(a) - dueMs(b))
    .map((execution) => ({ arn: execution.arn, dueMs: dueMs(execution) }));
  let next = 0;
  return {
    ended(execution) {
      if (isOver(execution)) queue.push({ arn: execution.arn, dueMs: dueMs(execution) });
    },
    sweep() {
      const nowMs = clock.now();
      for (let head = queue[next]; head && head.dueMs <= nowMs; head = queue[++next]) {
        const known = store.executions.get(head.arn);
        if (known && isOver(known) && dueMs(known) <= nowMs) store.forgetExecution(known.arn);
      }
      if (next < 1000) return;
      queue = queue.slice(next);
      next = 0;
    },
  };
}
