/** The running baseline: it agrees with the textbook's formulas, scores before it learns, and is not fooled by one broken value. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ageTrack,
  extendTrack,
  fitOf,
  type SensorTrack,
  scoreValue,
  startTrack,
  usual,
  WARM_UP_READINGS,
} from '../../../domain/fleet/baseline.ts';
import { gaussian, seededRandom } from '../../../domain/fleet/learn/random.ts';

const trackOf = ([first = 0, ...rest]: number[], used = 1): SensorTrack =>
  rest.reduce((track, value) => extendTrack(track, value, used, 0.95), startTrack(first));

function noise(count: number, mean: number, sd: number): number[] {
  const random = seededRandom(4);
  return Array.from({ length: count }, () => mean + sd * gaussian(random));
}

test('mean and variance are those of the values', () => {
  const values = noise(100, 90, 2).map((value) => Math.max(85, Math.min(95, value)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const track = trackOf(values);
  expect(usual(track)).toBeCloseTo(mean, 6);
  expect(track.variance).toBeCloseTo(variance, 6);
});

test('a straight line is found again, also over uneven usage and with an instrument that was silent for a while', () => {
  let usage = 0;
  let track = startTrack(50);
  for (let index = 1; index <= 60; index += 1) {
    const used = index % 7;
    usage += used;
    track = index % 5 === 0 ? ageTrack(track, used) : extendTrack(track, 50 + 0.25 * usage, used, 0.95);
  }
  const fit = fitOf(track);
  expect(fit?.slope).toBeCloseTo(0.25, 6);
  expect(fit?.level).toBeCloseTo(50 + 0.25 * usage, 5);
});

test('a vehicle that stands has no line: usage does not pass', () => {
  expect(fitOf(trackOf(noise(40, 90, 1), 0))).toBeUndefined();
});

test('nothing is scored during warm-up, and everything after it', () => {
  const values = noise(WARM_UP_READINGS, 90, 1);
  expect(scoreValue(trackOf(values.slice(1)), 200)).toBeUndefined();
  expect(scoreValue(trackOf(values), 200)?.value).toBeGreaterThan(50);
});

test('scores stand in standard deviations with their sign', () => {
  const track = trackOf(noise(200, 90, 2));
  expect(scoreValue(track, usual(track) - 10)?.value).toBeCloseTo(-10 / Math.sqrt(track.variance), 6);
});

test('a steady rise is a trend and noise is none', () => {
  const flat = noise(100, 90, 1);
  const rising = flat.map((value, index) => value + 0.2 * Math.max(0, index - 60));
  expect(Math.abs(scoreValue(trackOf(flat), 90)?.trend ?? 99)).toBeLessThan(4);
  expect(scoreValue(trackOf(rising), 98)?.trend).toBeGreaterThan(4);
});

test('one broken value does not make the next one look usual', () => {
  const track = extendTrack(trackOf(noise(100, 90, 1)), 10_000, 1, 0.95);
  expect(scoreValue(track, 10_000)?.value).toBeGreaterThan(100);
});

test('an instrument that never moved is no anomaly until it does', () => {
  const track = trackOf(Array(50).fill(518.67));
  expect(scoreValue(track, 518.67)).toEqual({ value: 0, level: 0, trend: 0 });
  expect(scoreValue(track, 519)?.value).toBeGreaterThan(100);
});

test('any values give finite scores', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (read, next) => {
      const scores = scoreValue(trackOf(read), next);
      return scores === undefined || Object.values(scores).every(Number.isFinite);
    }),
  );
});
