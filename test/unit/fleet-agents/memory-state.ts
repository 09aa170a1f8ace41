/** An agent's state in memory, as the table keeps it: JSON, versions, conditions. Each operation gives way to others first. */
import type { Entry, State } from '../../../functions/kit/state.ts';

interface Row {
  readonly text: string;
  readonly version: number;
}

export interface MemoryState extends State {
  /** Values by `partition/key`. */
  readonly rows: () => Readonly<Record<string, unknown>>;
  readonly writes: () => number;
  readonly reads: () => number;
}

export function memoryState(): MemoryState {
  const partitions = new Map<string, Map<string, Row>>();
  let [writes, reads] = [0, 0];
  const rowsOf = (partition: string) => {
    const rows = partitions.get(partition) ?? new Map<string, Row>();
    partitions.set(partition, rows);
    return rows;
  };
  const entry = <T>(key: string, { text, version }: Row): Entry<T> => ({ key, value: JSON.parse(text) as T, version });
  return {
    async get<T>(partition: string, key: string) {
      await giveWay();
      reads += 1;
      const row = rowsOf(partition).get(key);
      return row && entry<T>(key, row);
    },
    async list<T>(partition: string, prefix = '') {
      await giveWay();
      reads += 1;
      const keys = [...rowsOf(partition).keys()].filter((key) => key.startsWith(prefix)).sort();
      return keys.flatMap((key) => {
        const row = rowsOf(partition).get(key);
        return row ? [entry<T>(key, row)] : [];
      });
    },
    async put(partition, key, value, { ifVersion } = {}) {
      await giveWay();
      const before = rowsOf(partition).get(key);
      if (ifVersion !== undefined && (before?.version ?? 0) !== ifVersion) return false;
      writes += 1;
      rowsOf(partition).set(key, { text: JSON.stringify(value), version: (ifVersion ?? 0) + 1 });
      return true;
    },
    async delete(partition, key) {
      await giveWay();
      rowsOf(partition).delete(key);
    },
    rows: () =>
      Object.fromEntries(
        [...partitions].flatMap(([partition, rows]) =>
          [...rows].map(([key, { text }]) => [`${partition}/${key}`, JSON.parse(text)]),
        ),
      ),
    writes: () => writes,
    reads: () => reads,
  };
}

const giveWay = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
