/** The C-MAPSS layout: good rows become readings, bad ones refusals that say where and why, and the rest goes on. */
import { expect, test } from 'vitest';
import { CMAPSS_HEADER, type CmapssRow, readCmapss, readLives, readRuns } from '../../../domain/fleet/cmapss.ts';

const row = (unit: string, cycle: string, fill = '1.5') => [unit, cycle, ...Array(24).fill(fill)].join(',');

async function rowsOf(...lines: string[]): Promise<CmapssRow[]> {
  const rows: CmapssRow[] = [];
  for await (const one of readCmapss([CMAPSS_HEADER, ...lines])) {
    rows.push(one);
  }
  return rows;
}

test('each engine becomes a vehicle with its cycle and 24 instruments', async () => {
  const [first, second] = await rowsOf(row('7', '3'), '', `${row('112', '1')}\r`);
  expect(first).toMatchObject({ ok: true, reading: { layout: 'turbofan', vehicleId: 'engine-007', cycle: 3 } });
  expect(first?.ok && Object.keys(first.reading.sensors)).toHaveLength(24);
  expect(second).toMatchObject({ ok: true, reading: { vehicleId: 'engine-112' } });
});

test.each([
  ['a column short', '1,1,2.0', { field: 'row', rule: 'must have 26 columns', value: '3 columns' }],
  ['a word', row('1', '1').replace('1.5', 'hot'), { field: 'op_setting_1', rule: 'must be a number', value: 'hot' }],
  ['an empty cell', row('1', '1').replace(/1\.5$/, ''), { field: 'sensor_21', rule: 'must be a number', value: '' }],
  ['infinity', row('1', '1', 'Infinity'), { field: 'op_setting_1', value: 'Infinity' }],
  ['half a cycle', row('1', '1.5'), { field: 'cycle', rule: 'must be a whole number from 1', value: '1.5' }],
  ['unit 0', row('0', '1'), { field: 'unit', rule: 'must be a whole number from 1', value: '0' }],
])('a row with %s is refused by line, field, rule and value, and the next row is read', async (_, bad, refusal) => {
  const rows = await rowsOf(row('1', '1'), bad, row('1', '2'));
  expect(rows.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(rows[1]).toMatchObject({ refusal: { place: 'line 3', ...refusal } });
});

test('a foreign header ends the reading at line 1', async () => {
  const rows: CmapssRow[] = [];
  for await (const one of readCmapss(['a,b,c', row('1', '1')])) {
    rows.push(one);
  }
  expect(rows).toMatchObject([{ ok: false, refusal: { place: 'line 1', field: 'header', value: 'a,b,c' } }]);
});

test('a training file is grouped by engine, and a bad row in it is an error with its place', async () => {
  const runs = await readRuns([CMAPSS_HEADER, row('1', '1'), row('2', '1'), row('1', '2')]);
  expect(runs.map((run) => run.map(({ cycle }) => cycle))).toEqual([[1, 2], [1]]);
  await expect(readRuns([CMAPSS_HEADER, row('x', '1')])).rejects.toThrow('line 2: unit must be a number, but is "x"');
});

test('true lives are read in the order of the units', () => {
  expect(readLives(['unit,rul', '1,112', '2,98', ''])).toEqual([112, 98]);
  expect(() => readLives(['unit,rul', '2,98'])).toThrow('line 2: must be "1,<remaining cycles>"');
});
