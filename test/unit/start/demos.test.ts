/** Which demo `npm start` opens, and what it refuses before anything is started. */
import { expect, test } from 'vitest';
import { openDemo } from '../../../bin/commands/demo/demos.ts';

const options = {
  ...{ port: 0, data: undefined, system: 'fleet', once: true, json: false },
  ...{ subjects: [], telemetry: undefined, seed: 1 },
};

test.each(['fleet', 'planner', 'studio', 'council'])('%s has a demo', async (system) => {
  const { title, notes } = await openDemo({ ...options, system });
  expect(title).toContain(system === 'fleet' ? 'seed 1' : `the ${system}:`);
  expect(notes).toEqual([]);
});

test.each(['navy', 'constructor'])('%s has none: the error names those that have', async (system) => {
  await expect(openDemo({ ...options, system })).rejects.toThrow(
    `There is no demo of a system called ${system}. --system takes fleet, studio, council, planner.`,
  );
});

test('a data set is for the fleet', async () => {
  const mixed = openDemo({ ...options, system: 'planner', telemetry: 'engines.csv' });
  await expect(mixed).rejects.toThrow('--telemetry is read by the fleet');
});
