/**
 * The functions that Step Functions adds to JSONata, and those of JSONata's own that must take time and randomness from the
 * cloud. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */

import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../../../../engine/clock.ts';
import { type Random, seededRandom } from '../../../../engine/random.ts';
import { HASHES } from '../hashes.ts';

/** The state of an execution has room for fewer numbers. */
export const LONGEST_SEQUENCE = 1_000_000;

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
}

const moment = jsonata('$fromMillis($ms, $picture, $zone)');

const known = new WeakMap<Surroundings, Readonly<Record<string, unknown>>>();

/** By name; the same for the same surroundings. */
export function awsFunctions(surroundings: Surroundings): Readonly<Record<string, unknown>> {
  const before = known.get(surroundings);
  if (before) return before;
  const made = makeFunctions(surroundings);
  known.set(surroundings, made);
  return made;
}

const makeFunctions = ({ clock, random }: Surroundings): Readonly<Record<string, unknown>> => ({
  partition: (items: readonly unknown[] | undefined, size: number) => {
    const chunk = Math.floor(size);
    if (!(chunk > 0)) throw new Error('The second argument of $partition must be a positive integer');
    const list = items === undefined ? [] : Array.isArray(items) ? items : [items];
    return Array.from({ length: Math.ceil(list.length / chunk) }, (_, i) => list.slice(i * chunk, (i + 1) * chunk));
  },
  range: (first: number, last: number, step: number) => {
    if (!step) throw new Error('The third argument of $range must not be zero');
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > LONGEST_SEQUENCE) throw new Error(`$range would make ${length} numbers; ${LONGEST_SEQUENCE} may be`);
    return Array.from({ length }, (_, i) => first + i * step);
  },
  hash: (value: unknown, algorithm = 'SHA-256') => {
    const name = HASHES[algorithm];
    if (!name) throw new Error(`The second argument of $hash must be one of ${Object.keys(HASHES).join(', ')}`);
    return createHash(name)
      .update(typeof value === 'string' ? value : JSON.stringify(value))
      .digest('hex');
  },
  random: (seed?: number) => (seed === undefined ? random : seededRandom(seed)).next(),
  uuid: () => random.uuid(),
  parse: (text: string) => JSON.parse(text) as unknown,
  eval: () => {
    throw new Error('$eval is not supported');
  },
  millis: () => clock.now(),
  now: (picture?: string, zone?: string) => moment.evaluate(undefined, { ms: clock.now(), picture, zone }),
});
