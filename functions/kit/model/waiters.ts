/**
 * Calls of one environment that wait for money that others hold: a line for each budget.
 *
 * 1. Whoever settles here wakes the first of the line. What other environments settle is found out by looking again, less and less
 *    often, and only by the first: a thousand who wait cost no more writes than one.
 * 2. Who comes while others wait stands behind them. Who was woken too early stands in front again.
 * 3. At most TRIES_AT_ONCE try at a time, so that of many who come at once most see that there is a line before they try.
 */
import type { Refusal } from '../../../domain/model/budget.ts';
import type { Clock } from '../clock.ts';
import { pause } from './pause.ts';

const TRIES_AT_ONCE = 16;
const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 2_000;

export interface Waiters {
  /** Runs one try, when there is room for it. */
  trying<T>(run: () => Promise<T>): Promise<T>;
  /** Those of the budgets that somebody waits for. */
  lines(budgets: readonly string[]): string[];
  /**
   * Until it is this one's turn to try, or some time has passed; or until somebody found that nothing is left: then that.
   * Throws Aborted when the call is.
   */
  wait(
    budgets: readonly string[],
    place: 'first' | 'last',
    ms: number,
    signal: AbortSignal,
  ): Promise<Refusal | undefined>;
  /** Money came back, or whoever was woken left some. */
  wake(budget: string): void;
  /** Tells all of the line what somebody found: each sees for itself whether that is too little. */
  tell(budget: string, found: Refusal): void;
}

type Go = (found?: Refusal) => void;

interface Line {
  readonly waiting: Go[];
  looks: number;
}

export function createWaiters(clock: Clock): Waiters {
  const lines = new Map<string, Line>();

  function leave(budget: string, go: Go): void {
    const line = lines.get(budget);
    const at = line?.waiting.indexOf(go) ?? -1;
    if (!line || at < 0) return;
    line.waiting.splice(at, 1);
    if (line.waiting.length === 0) lines.delete(budget);
  }

  function stand(budget: string, go: Go, place: 'first' | 'last'): void {
    const line = lines.get(budget) ?? { waiting: [], looks: 0 };
    if (place === 'first') line.waiting.unshift(go);
    else line.waiting.push(go);
    if (lines.has(budget)) return;
    lines.set(budget, line);
    void look(budget, line);
  }

  /** As long as somebody stands in the line. */
  async function look(budget: string, line: Line): Promise<void> {
    while (lines.get(budget) === line) {
      await clock.sleep(Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** line.looks++) * (0.5 + clock.random()));
      if (lines.get(budget) === line) wake(budget);
    }
  }

  function wake(budget: string): void {
    const first = lines.get(budget)?.waiting[0];
    if (!first) return;
    leave(budget, first);
    first();
  }

  return {
    trying: createTries(),
    lines: (budgets) => budgets.filter((budget) => lines.has(budget)),
    async wait(budgets, place, ms, signal) {
      let go: Go = () => undefined;
      const woken = new Promise<Refusal | undefined>((resolve) => {
        go = resolve;
      });
      for (const budget of budgets) stand(budget, go, place);
      try {
        return (await Promise.race([woken, pause(clock, ms, signal)])) ?? undefined;
      } finally {
        for (const budget of budgets) leave(budget, go);
      }
    },
    wake(budget) {
      const line = lines.get(budget);
      if (line) line.looks = 0;
      wake(budget);
    },
    tell(budget, found) {
      for (const go of lines.get(budget)?.waiting.splice(0) ?? []) go(found);
      lines.delete(budget);
    },
  };
}

/** Rule 3. */
function createTries(): Waiters['trying'] {
  const queued: (() => void)[] = [];
  let tries = 0;
  return async (run) => {
    if (tries >= TRIES_AT_ONCE) await new Promise<void>((resolve) => queued.push(resolve));
    else tries += 1;
    try {
      return await run();
    } finally {
      const next = queued.shift();
      if (next) next();
      else tries -= 1;
    }
  };
}
