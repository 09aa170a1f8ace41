/** Consensus as its definition says (domain/council/consensus.ts): properties over any round, and examples computed by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consensusOf, type Opinion } from '../../../domain/council/consensus.ts';

const RULES = { threshold: 0.8, quorum: 0.5 };
const EPSILON = 1e-9;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const stance = fc.double({ min: -1, max: 1, noNaN: true });
const voice = fc.record({ stance, confidence: share });
const named = (voices: readonly Omit<Opinion, 'by'>[]): Opinion[] => voices.map((one, i) => ({ ...one, by: `d${i}` }));
const round = fc.array(voice, { minLength: 1, maxLength: 20 }).map(named);
const sure = fc.array(fc.record({ stance, confidence: fc.double({ min: 0.1, max: 1, noNaN: true }) }), {
  minLength: 1,
  maxLength: 20,
});
const given = (...stances: number[]): Opinion[] => named(stances.map((stance) => ({ stance, confidence: 1 })));

test('every figure lies within its bounds', () => {
  fc.assert(
    fc.property(round, round, (now, before) => {
      const { agreement, dispersion, mean, quorum, movement } = consensusOf(now, before, RULES);
      for (const value of [agreement, dispersion, quorum]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + EPSILON);
      }
      expect(Math.abs(mean)).toBeLessThanOrEqual(1 + EPSILON);
      expect(movement).toBeGreaterThanOrEqual(0);
      expect(movement).toBeLessThanOrEqual(2);
    }),
  );
});

test('the order of the turns does not matter', () => {
  fc.assert(
    fc.property(
      round.chain((now) => fc.tuple(fc.constant(now), fc.shuffledSubarray(now, { minLength: now.length }))),
      round,
      ([now, shuffled], before) => {
        expect(consensusOf(shuffled, before.toReversed(), RULES)).toEqual(consensusOf(now, before, RULES));
      },
    ),
  );
});

test('one stance is full agreement, whatever the confidence', () => {
  fc.assert(
    fc.property(sure, stance, (voices, same) => {
      const { agreement, mean, dissent } = consensusOf(
        named(voices.map((one) => ({ ...one, stance: same }))),
        [],
        RULES,
      );
      expect(agreement).toBeCloseTo(1, 9);
      expect(mean).toBeCloseTo(same, 9);
      expect(dissent).toEqual([]);
    }),
  );
});

test('the mirrored round has the mirrored mean and position, and the same agreement', () => {
  fc.assert(
    fc.property(round, round, (now, before) => {
      const mirrored = (turns: readonly Opinion[]) => turns.map((one) => ({ ...one, stance: -one.stance }));
      const one = consensusOf(now, before, RULES);
      const other = consensusOf(mirrored(now), mirrored(before), RULES);
      expect(other.mean).toBeCloseTo(-one.mean, 9);
      expect(other.agreement).toBeCloseTo(one.agreement, 9);
      expect(other.movement).toBeCloseTo(one.movement, 9);
      const opposite = { for: 'against', against: 'for', undecided: 'undecided' } as const;
      if (Math.abs(Math.abs(one.mean) - 0.15) > EPSILON) expect(other.position).toBe(opposite[one.position]);
    }),
  );
});

test('who has no weight changes nothing but the quorum', () => {
  fc.assert(
    fc.property(round, round, stance, (now, before, whatever) => {
      const silent = { by: 'silent', stance: whatever, confidence: 0 };
      const {
        quorum: less,
        agreed: _,
        stalled: __,
        ...others
      } = consensusOf([...now, silent], [...before, silent], RULES);
      const { quorum, agreed: ___, stalled: ____, ...before_ } = consensusOf(now, before, RULES);
      expect(others).toEqual(before_);
      expect(less).toBeLessThanOrEqual(quorum);
    }),
  );
});

test('a voice at the mean does not lower the agreement; expertise weighs like confidence', () => {
  fc.assert(
    fc.property(sure, share, (voices, confidence) => {
      const now = named(voices);
      const { agreement, mean } = consensusOf(now, [], RULES);
      const joined = consensusOf([...now, { by: 'more', stance: mean, confidence }], [], RULES);
      expect(joined.agreement).toBeGreaterThanOrEqual(agreement - EPSILON);
    }),
  );
  fc.assert(
    fc.property(sure, (voices) => {
      const now = named(voices);
      const expertise = Object.fromEntries(now.map(({ by, confidence }) => [by, confidence]));
      const weighed = consensusOf(
        now.map((one) => ({ ...one, confidence: 1 })),
        [],
        { ...RULES, expertise },
      );
      expect(weighed.mean).toBeCloseTo(consensusOf(now, [], RULES).mean, 9);
    }),
  );
});

test('examples by hand', () => {
  expect(consensusOf(given(1, -1), [], RULES)).toMatchObject({
    agreement: 0,
    mean: 0,
    position: 'undecided',
    agreed: false,
  });
  expect(consensusOf(given(1, 0.5, 0), given(1, 0.5, 0.5), RULES)).toMatchObject({
    ...{ mean: 0.5, position: 'for', agreed: false, stalled: false, dissent: [] },
    agreement: 1 - 1 / 3,
    movement: 0.5 / 3,
  });
  expect(consensusOf(given(0.9, 0.9, 0.9, -0.9), [], RULES).dissent).toEqual(['d3']);
  const unsure = named([
    { stance: 0.6, confidence: 0.2 },
    { stance: 0.7, confidence: 0.3 },
  ]);
  expect(consensusOf(unsure, [], RULES)).toMatchObject({ agreed: false, quorum: 0.25, position: 'for' });
  expect(consensusOf(unsure, [], { ...RULES, quorum: 0.2 })).toMatchObject({ agreed: true });
});

test('stalled: nobody moves and they do not agree; or nobody is left who could', () => {
  const apart = given(1, 1, -1);
  expect(consensusOf(apart, [], RULES)).toMatchObject({ movement: 1, stalled: false });
  expect(consensusOf(apart, apart, RULES)).toMatchObject({ movement: 0, stalled: true });
  expect(consensusOf(given(0.5, 0.5), given(0.5, 0.5), RULES)).toMatchObject({ agreed: true, stalled: false });
  const gone = apart.map((one) => ({ ...one, confidence: 0 }));
  expect(consensusOf(gone, apart, RULES)).toEqual({
    ...{ agreement: 0, dispersion: 1, mean: 0, position: 'undecided', quorum: 0, agreed: false },
    ...{ movement: 1, stalled: true, dissent: [] },
  });
});
