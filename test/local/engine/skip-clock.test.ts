/** The clock that skips, by itself: order, standing still, housekeeping, being held and put forward. */
import { expect, test } from 'vitest';
import type { TimerKind } from '../../../local/engine/clock.ts';
import { type SkipClock, skipClock } from '../../../local/engine/skip/skip-clock.ts';

const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** A clock and what its timers did: names with the moment (ms after the start) at which they fired. */
function watched() {
  const clock = skipClock(START_MS);
  const fired: string[] = [];
  return {
    clock,
    fired,
    set: (name: string, ms: number, kind?: TimerKind) =>
      clock.at(START_MS + ms, () => fired.push(`${name} at ${clock.now() - START_MS}`), kind),
    until: (ms: number) => new Promise<void>((resolve) => clock.at(START_MS + ms, resolve)),
  };
}

/** Resolves when the clock has had every chance to move. */
async function rest(clock: SkipClock): Promise<void> {
  await clock.advance(0);
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
}

test('timers fire in the order of their moments, then in the order in which they were set', async () => {
  const { set, until, fired } = watched();
  set('late', 3 * DAY_MS);
  set('first of two', DAY_MS);
  set('second of two', DAY_MS);
  set('soon', 1);
  set('past', -5);
  await until(4 * DAY_MS);
  expect(fired).toEqual([
    'past at 0',
    'soon at 1',
    `first of two at ${DAY_MS}`,
    `second of two at ${DAY_MS}`,
    `late at ${3 * DAY_MS}`,
  ]);
});

test('what follows from one moment is done before the next one comes', async () => {
  const { clock, set, until, fired } = watched();
  clock.at(START_MS + 1_000, async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    set('follows', 1_500);
  });
  set('next', 2_000);
  await until(3_000);
  expect(fired).toEqual(['follows at 1500', 'next at 2000']);
});

test('a timer that was cancelled does not fire, and does not move the time', async () => {
  const { clock, set, until, fired } = watched();
  const cancels = Array.from({ length: 3_000 }, (_, i) => set(`${i}`, DAY_MS + i));
  for (const cancel of cancels) cancel();
  await rest(clock);
  expect(clock.now()).toBe(START_MS);
  set('kept', 10);
  await until(20);
  expect(fired).toEqual(['kept at 10']);
});

test('housekeeping does not move the time, and fires on the way', async () => {
  const { clock, set, until, fired } = watched();
  const everyHour = (hour: number): void => {
    clock.at(
      START_MS + hour * 3_600_000,
      () => {
        fired.push(`hour ${hour}`);
        everyHour(hour + 1);
      },
      'background',
    );
  };
  everyHour(1);
  await rest(clock);
  expect(clock.now()).toBe(START_MS);
  set('foreground', 2.5 * 3_600_000);
  await until(2.6 * 3_600_000);
  expect(fired).toEqual(['hour 1', 'hour 2', 'foreground at 9000000']);
});

test('while somebody waits for a record, housekeeping moves the time', async () => {
  const { clock, fired, set } = watched();
  set('daily', DAY_MS, 'background');
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.at(START_MS + DAY_MS, resolve, 'background');
  const arrived = clock.awaiting();
  await promise;
  arrived();
  expect(fired).toEqual([`daily at ${DAY_MS}`]);
});

test('a clock that is held moves only as it is put forward, and stands where it was put', async () => {
  const { clock, set, fired } = watched();
  const release = clock.hold();
  set('in a second', 1_000);
  set('in a minute', 60_000);
  await rest(clock);
  expect(clock.now()).toBe(START_MS);
  await clock.advance(30_000);
  expect([clock.now() - START_MS, ...fired]).toEqual([30_000, 'in a second at 1000']);
  release();
  release();
  await rest(clock);
  expect([clock.now() - START_MS, ...fired]).toEqual([60_000, 'in a second at 1000', 'in a minute at 60000']);
});

test('time stands while something outside works', async () => {
  const { clock, set, fired } = watched();
  const { promise, resolve } = Promise.withResolvers<string>();
  const answer = clock.work.during(promise);
  set('timer', 1_000);
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  expect(fired).toEqual([]);
  resolve('answer');
  expect(await answer).toBe('answer');
  await rest(clock);
  expect(fired).toEqual(['timer at 1000']);
});

test('functions run one after the other; one that waits for the cloud lets the others, and the time, go on', async () => {
  const { clock, until } = watched();
  const told: string[] = [];
  const outer = clock.work.turn(async (piece) => {
    piece.place('outer');
    told.push('outer asks');
    const answered = clock.work.request('outer');
    await until(20_000);
    answered();
    told.push(`outer has its answer after ${clock.now() - START_MS} ms`);
  });
  const other = clock.work.turn(async () => void told.push(`other runs after ${clock.now() - START_MS} ms`));
  await Promise.all([outer, other]);
  expect(told).toEqual(['outer asks', 'other runs after 0 ms', 'outer has its answer after 20000 ms']);
});

test('a limit comes by the time that skips, or by the machine when that stands', async () => {
  const { clock } = watched();
  const hit: string[] = [];
  await new Promise<void>((resolve) => clock.limit(DAY_MS, resolve));
  expect(clock.now() - START_MS).toBe(DAY_MS);
  await clock.work.turn(
    () => new Promise<void>((resolve) => clock.limit(20, () => resolve(void hit.push('the machine')))),
  );
  expect([clock.now() - START_MS, ...hit]).toEqual([DAY_MS, 'the machine']);
});

test('a clock that was stopped fires nothing more, and lets nobody wait', async () => {
  const { clock, set, fired } = watched();
  set('timer', 0);
  const advanced = clock.advance(10_000);
  clock.stop();
  await advanced;
  set('later', 0);
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  expect(fired).toEqual([]);
});

test('ten thousand moments pass in order', async () => {
  const { clock, until } = watched();
  let last = START_MS;
  let [steps, backwards] = [0, 0];
  for (let i = 0; i < 10_000; i++) {
    clock.at(START_MS + ((i * 7_919) % 10_000) * 60_000, () => {
      steps += 1;
      if (clock.now() < last) backwards += 1;
      last = clock.now();
    });
  }
  await until(10_001 * 60_000);
  expect([steps, backwards]).toEqual([10_000, 0]);
});
