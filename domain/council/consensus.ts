/**
 * Consensus: whether those who debate agree, computed from what they say of themselves, never asserted by one of them.
 *
 * A turn has a stance s from −1 (against) to 1 (for) and a confidence c from 0 to 1. Its weight is w = c × e, where e is the expertise
 * that the debate gives its debater (1 unless told). Over the turns of one round with w > 0, W = Σw:
 *
 *   mean          m = Σ w·s / W
 *   dispersion    d = Σ w·|s − m| / W           weighted mean absolute deviation: 0 (all the same) to 1 (half −1, half 1)
 *   agreement     a = 1 − d
 *   position      `for` where m > DEAD_BAND, `against` where m < −DEAD_BAND, `undecided` between
 *   quorum        W / Σe ≥ quorum               who is unsure weighs little: enough of the weight must be there
 *   agreed        a ≥ threshold, and the quorum is met
 *   movement      mean of |s − s before| over those who had weight in both rounds; 1 where nobody had, for nothing is known
 *   stalled       not agreed, and movement < STILL, or W = 0: nobody is left to move
 *   dissent       turns with w > 0 and |s − m| > DISSENT, the furthest first
 *
 * A round in which nobody has weight has agreement 0, no position, and no quorum. Agreeing to be undecided is agreement too: it is
 * `agreed` with the position `undecided`.
 */

/** Means so near to 0 take no side. */
export const DEAD_BAND = 0.15;
/** Less movement than this in a round is none. */
const STILL = 0.01;
/** Further from the mean than this is dissent. */
const DISSENT = 0.5;

export interface Opinion {
  readonly by: string;
  readonly stance: number;
  readonly confidence: number;
}

export interface Rules {
  readonly threshold: number;
  /** Share of the weight that must be there, of what it would be if all were sure. */
  readonly quorum: number;
  /** Expertise by debater; 1 for those who are not named. */
  readonly expertise?: Readonly<Record<string, number>>;
}

export interface Consensus {
  readonly agreement: number;
  readonly dispersion: number;
  readonly mean: number;
  readonly position: 'for' | 'against' | 'undecided';
  readonly quorum: number;
  readonly agreed: boolean;
  readonly movement: number;
  readonly stalled: boolean;
  /** Who dissents. */
  readonly dissent: readonly string[];
}

/** @param before the turns of the round before, none in the first */
export function consensusOf(round: readonly Opinion[], before: readonly Opinion[], rules: Rules): Consensus {
  const expertise = ({ by }: Opinion): number => rules.expertise?.[by] ?? 1;
  const weighed = round.flatMap((one) => {
    const weight = one.confidence * expertise(one);
    return weight > 0 ? [{ ...one, weight }] : [];
  });
  const total = sum(weighed.map(({ weight }) => weight));
  const of = (value: (stance: number) => number): number =>
    total === 0 ? 0 : sum(weighed.map(({ weight, stance }) => weight * value(stance))) / total;
  const mean = of((stance) => stance);
  const dispersion = total === 0 ? 1 : of((stance) => Math.abs(stance - mean));
  const agreement = clamp(1 - dispersion);
  const possible = sum(round.map(expertise));
  const quorum = possible === 0 ? 0 : total / possible;
  const agreed = total > 0 && agreement >= rules.threshold && quorum >= rules.quorum;
  const movement = movementOf(weighed, before);
  return {
    ...{ agreement, dispersion: clamp(dispersion), mean, position: sideOf(mean), quorum, agreed, movement },
    stalled: !agreed && (total === 0 || movement < STILL),
    dissent: weighed
      .map(({ by, stance }) => ({ by, off: Math.abs(stance - mean) }))
      .filter(({ off }) => off > DISSENT)
      .sort((a, b) => b.off - a.off || (a.by < b.by ? -1 : 1))
      .map(({ by }) => by),
  };
}

function movementOf(round: readonly Opinion[], before: readonly Opinion[]): number {
  const earlier = new Map(before.filter(({ confidence }) => confidence > 0).map(({ by, stance }) => [by, stance]));
  const changes = round.flatMap(({ by, stance }) => {
    const was = earlier.get(by);
    return was === undefined ? [] : [Math.abs(stance - was)];
  });
  return changes.length === 0 ? 1 : sum(changes) / changes.length;
}

/** In one order, whatever order they come in: sums of floating-point numbers depend on it. */
const sum = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b).reduce((a, b) => a + b, 0);
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function sideOf(mean: number): Consensus['position'] {
  if (mean > DEAD_BAND) return 'for';
  return mean < -DEAD_BAND ? 'against' : 'undecided';
}
