/** What the local cloud did, counted from its trace ledger: `states:end`, `lambda:invoke signalbox-dev-platform-steps` … */
import { setTimeout } from 'node:timers/promises';
import type { Trace, Traces } from '../../local/engine/traces.ts';
import { FUNCTION_MS } from '../line/cost.ts';

export interface Tally {
  /** Resolves with its status when the execution of that name has ended; it may have ended already. */
  ended(name: string): Promise<string>;
  /** Resolves when so many were counted since the start. */
  reached(what: string, n: number): Promise<void>;
  counts(): Readonly<Record<string, number>>;
  /** Resolves when nothing was counted for so long. */
  quiet(ms: number): Promise<void>;
}

interface Waiting {
  readonly what: string;
  readonly n: number;
  readonly resolve: () => void;
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export function createTally(traces: Traces): Tally {
  const counts: Record<string, number> = {};
  const outcomes = new Map<string, string>();
  const executions = new Map<string, (status: string) => void>();
  const waiting = new Set<Waiting>();
  let latest = performance.now();

  const add = (what: string, n: number) => {
    const now = (counts[what] ?? 0) + n;
    counts[what] = now;
    for (const one of waiting) {
      if (one.what !== what || now < one.n) continue;
      waiting.delete(one);
      one.resolve();
    }
  };

  function end(name: string, status: string): void {
    const resolve = executions.get(name);
    executions.delete(name);
    if (resolve) resolve(status);
    else outcomes.set(name, status);
  }

  traces.subscribe(({ service, action, resource = '', outcome, durationMs = 0, detail }: Trace) => {
    latest = performance.now();
    const n = service === 'sqs' ? Number(detail?.messages ?? 1) : 1;
    add(`${service}:${action}`, n);
    if (action === 'invoke' || action === 'deliver') add(`${service}:${action} ${lastPart(resource)}`, n);
    if (service === 'lambda' && action === 'invoke') add(FUNCTION_MS, durationMs);
    if (service === 'states' && action === 'end') end(lastPart(resource), outcome);
  });

  return {
    ended(name) {
      const known = outcomes.get(name);
      outcomes.delete(name);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => executions.set(name, resolve));
    },
    reached: (what, n) =>
      (counts[what] ?? 0) >= n
        ? Promise.resolve()
        : new Promise((resolve) => waiting.add({ what, n, resolve: () => resolve() })),
    counts: () => counts,
    async quiet(ms) {
      for (let left = ms; left > 0; left = ms - (performance.now() - latest)) await setTimeout(left);
    },
  };
}
