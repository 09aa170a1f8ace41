/** Space ahead of the journal's writer: zeros in front, never over what was handed out, and none left at the end. */
import { closeSync, constants, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSpace, type Space } from '../../../local/engine/store/space.ts';
import { dataDirectory } from '../../kit/cloud.ts';

const FRAME_BYTES = 40_000;

function fileIn(directory: string, content = ''): string {
  const path = join(directory, 'journal-1');
  writeFileSync(path, content);
  return path;
}

/** Writes frames one after the other as the journal does; gives what is then to be in the file. */
async function writeFrames(space: Space, path: string, count: number): Promise<string> {
  const file = openSync(path, constants.O_WRONLY);
  onTestFinished(() => closeSync(file));
  let whole = '';
  for (let n = 0; n < count; n++) {
    const frame = String.fromCharCode(97 + (n % 26)).repeat(FRAME_BYTES);
    await new Promise<void>((ready) => space.reserve(whole.length + FRAME_BYTES, ready));
    writeSync(file, frame, whole.length);
    whole += frame;
  }
  return whole;
}

test('zeros never go over what was written, and are gone when it is closed', async () => {
  const path = fileIn(dataDirectory());
  const space = openSpace(path);
  const whole = await writeFrames(space, path, 60);
  await space.close();
  expect(readFileSync(path, 'latin1') === whole).toBe(true);
});

test('the file is longer than what is written while it is open', async () => {
  const path = fileIn(dataDirectory());
  const space = openSpace(path);
  const first = await writeFrames(space, path, 1);
  await new Promise<void>((ready) => space.reserve(16 * FRAME_BYTES, ready)); // waits for the zeros under way
  expect(statSync(path).size).toBeGreaterThan(first.length);
  await space.close();
});

test('a file that was there keeps its length when less is written', async () => {
  const path = fileIn(dataDirectory(), 'x'.repeat(100_000));
  const space = openSpace(path);
  const whole = await writeFrames(space, path, 2);
  await space.close();
  expect(readFileSync(path, 'latin1')).toBe(whole + 'x'.repeat(20_000));
});

test('a file that stays small gets no zeros', async () => {
  const path = fileIn(dataDirectory());
  const space = openSpace(path);
  await new Promise<void>((ready) => space.reserve(1_000, ready));
  expect(statSync(path).size).toBe(0);
  await space.close();
});
