/** What the parts of the cloud bench share: where figures go, and how work is kept under way. */
import type { Figure } from '../kit/report.ts';

export type Add = (subject: string, measure: string, unit: string, value: number, aim?: string) => void;

/** Gathers the values of all runs, a figure for each subject and measure. */
export function createFigures(): { add: Add; figures(): Figure[] } {
  const found = new Map<string, Figure & { runs: number[] }>();
  return {
    add(subject, measure, unit, value, aim) {
      const key = `${subject}\0${measure}`;
      const known = found.get(key);
      if (known) known.runs.push(value);
      else found.set(key, { subject, measure, unit, runs: [value], ...(aim !== undefined && { aim }) });
    },
    figures: () => [...found.values()],
  };
}

/** Calls `work` with 0 … n-1, so many at once. Resolves with the rate, calls a second. */
export async function rate(n: number, atOnce: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let next = 0;
  const one = async (): Promise<void> => {
    for (let index = next++; index < n; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return (n * 1000) / (performance.now() - started);
}

/** For any SDK client of a subject. */
export const settingsFor = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

export const SIGNALBOX = 'local cloud';
