/**
 * Reads the CSV layout of NASA's C-MAPSS engines, line by line, into readings; each unit becomes a vehicle, `engine-001`.
 * Opens no file: the caller brings the lines. Rules: 1. a bad row is refused with its line, field, rule and value, and the
 * rows after it go on; 2. a header that is not the layout's ends the reading, for no column could be trusted after it.
 */
import { type Refusal, TURBOFAN_SENSORS, type TurbofanReading } from './readings.ts';

const COLUMNS: readonly string[] = ['unit', 'cycle', ...TURBOFAN_SENSORS];
export const CMAPSS_HEADER = COLUMNS.join(',');

export type CmapssRow =
  | { readonly ok: true; readonly reading: TurbofanReading }
  | { readonly ok: false; readonly refusal: Refusal };

/** The vehicle id of an engine by its number in the file: 7 gives `engine-007`. */
function engineId(unit: number): string {
  return `engine-${String(unit).padStart(3, '0')}`;
}

function parseRow(line: string, place: string): CmapssRow {
  const refuse = (field: string, rule: string, value: string): CmapssRow => ({
    ok: false,
    refusal: { place, field, rule, value },
  });
  const cells = line.split(',');
  if (cells.length !== COLUMNS.length) {
    return refuse('row', `must have ${COLUMNS.length} columns`, `${cells.length} columns`);
  }
  const sensors: Record<string, number> = {};
  let unit = 0;
  let cycle = 0;
  for (const [index, field] of COLUMNS.entries()) {
    const text = cells[index]?.trim() ?? '';
    const value = text === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) {
      return refuse(field, 'must be a number', text);
    }
    if (index < 2 && !(Number.isInteger(value) && value >= 1)) {
      return refuse(field, 'must be a whole number from 1', text);
    }
    if (field === 'unit') {
      unit = value;
    } else if (field === 'cycle') {
      cycle = value;
    } else {
      sensors[field] = value;
    }
  }
  return { ok: true, reading: { layout: 'turbofan', vehicleId: engineId(unit), cycle, sensors } };
}

/** Turns the lines of a C-MAPSS file, header first, into readings and refusals, one for each line that is not empty. */
export async function* readCmapss(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CmapssRow> {
  let number = 0;
  for await (const raw of lines) {
    number += 1;
    const line = number === 1 ? raw.replace(/^\uFEFF/, '').trim() : raw.trim();
    const place = `line ${number}`;
    if (number === 1 && line !== CMAPSS_HEADER) {
      yield { ok: false, refusal: { place, field: 'header', rule: `must be "${CMAPSS_HEADER}"`, value: line } };
      return;
    }
    if (number > 1 && line !== '') {
      yield parseRow(line, place);
    }
  }
}

/** All readings of a C-MAPSS file by engine, in the file's order. Throws at the first bad row: a training set has none. */
export async function readRuns(lines: AsyncIterable<string> | Iterable<string>): Promise<TurbofanReading[][]> {
  const runs = new Map<string, TurbofanReading[]>();
  for await (const row of readCmapss(lines)) {
    if (!row.ok) {
      const { place, field, rule, value } = row.refusal;
      throw new Error(`${place}: ${field} ${rule}, but is "${value}". Mend the file, or take the original one.`);
    }
    const run = runs.get(row.reading.vehicleId);
    if (run === undefined) {
      runs.set(row.reading.vehicleId, [row.reading]);
    } else {
      run.push(row.reading);
    }
  }
  return [...runs.values()];
}

/** The true remaining cycles of a test set's engines, `unit,rul` with its header, in the order of the units. */
export function readLives(lines: readonly string[]): number[] {
  const rows = lines.slice(1).filter((line) => line.trim() !== '');
  return rows.map((line, index) => {
    const [unit, life] = line.split(',').map(Number);
    if (unit !== index + 1 || life === undefined || !(life >= 0)) {
      throw new Error(`line ${index + 2}: must be "${index + 1},<remaining cycles>", but is "${line}".`);
    }
    return life;
  });
}
