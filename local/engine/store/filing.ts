/** Filing: brings segments of the journal into the table, each whole or not at all, in their order. */
import { type Replayed, readSegment, replay } from './journal.ts';
import type { Table } from './table.ts';

/** Files what the journal has and the table has not. Gives the number of the last segment that is in the table. */
export function fileAll(directory: string, table: Table): number {
  const stored = [readSegment(directory, 0), readSegment(directory, 1)]
    .filter((one) => one !== undefined)
    .sort((a, b) => a.segment - b.segment);
  for (const { segment, records } of stored) if (segment > table.filed()) file(table, segment, replay(records));
  return table.filed();
}

/** Files one segment that is written to its end. */
export function fileSegment(directory: string, table: Table, segment: number): void {
  const stored = readSegment(directory, segment % 2 === 0 ? 0 : 1);
  if (stored?.segment !== segment) throw new Error(`The journal in ${directory} does not have its segment ${segment}.`);
  file(table, segment, replay(stored.records));
}

function file(table: Table, segment: number, { names, layers }: Replayed): void {
  table.transaction(segment, () => {
    for (const [collection, name] of names) table.name(collection, name);
    for (const [collection, layer] of layers) {
      if (layer.cleared) table.clear(collection);
      for (const [key, change] of layer.changes)
        if (change === null) table.delete(collection, key);
        else table.put(collection, key, change);
    }
  });
}
