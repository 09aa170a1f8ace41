/** How long a flow takes from its request to its result, and how many a second when a hundred run at once. */
import { rate } from '../cloud/measure.ts';
import { median, percentile } from '../kit/stats.ts';
import { FLOWS, type Flow } from './flows.ts';

const ALONE = 200;
const AT_ONCE = 100;
const BATCHES = 3;
/** Before a measurement, so that functions are warm and code is compiled. */
const WARM_UP = 100;

/** Starts one flow and resolves when it has ended. Rejects when its result is wrong. */
export type RunFlow = (flow: Flow, name: string) => Promise<void>;
export type AddHere = (measure: string, unit: string, value: number, aim?: string) => void;

/** `aim` is of two steps, one at a time. */
export async function measureFlows(add: AddHere, run: RunFlow, what: string, aim?: string): Promise<void> {
  let last = 0;
  const one = (flow: Flow) => run(flow, `${what.replaceAll(/\W/g, '')}-${last++}`);
  for (const [flow, steps] of Object.entries(FLOWS) as [Flow, number][]) {
    await rate(WARM_UP, 10, () => one(flow));
    const took: number[] = [];
    for (let i = 0; i < ALONE; i++) {
      const from = performance.now();
      await one(flow);
      took.push(performance.now() - from);
    }
    const name = `${steps} steps${what && `, ${what}`}`;
    add(`${name}, one at a time, p50`, 'ms', median(took), flow === 'twoStep' ? aim : undefined);
    add(`${name}, one at a time, p95`, 'ms', percentile(took, 95));
    const rates: number[] = [];
    let failed = 0;
    const counted = async (): Promise<void> => {
      try {
        await one(flow);
      } catch {
        failed += 1;
      }
    };
    for (let i = 0; i < BATCHES; i++) {
      const before = failed;
      const perSecond = await rate(AT_ONCE, AT_ONCE, counted);
      rates.push((perSecond * (AT_ONCE - failed + before)) / AT_ONCE);
    }
    add(`${name}, ${AT_ONCE} at once`, 'flows/s', median(rates));
    if (failed > 0) add(`${name}, ${AT_ONCE} at once: failed, of ${BATCHES * AT_ONCE}`, 'flows', failed);
  }
}
