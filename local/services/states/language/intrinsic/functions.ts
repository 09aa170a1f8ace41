/**
 * Intrinsic functions: what each does. A function gets values and throws a sentence when it cannot take them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */

import { createHash } from 'node:crypto';
import type { Random } from '../../../../engine/random.ts';
import type { Json } from '../../../../engine/service.ts';
import { HASHES } from '../hashes.ts';
import { sameJson } from '../same-json.ts';

interface Intrinsic {
  readonly least: number;
  readonly most: number;
  run(values: readonly Json[], random: Random): Json;
}

const LONGEST_ARRAY = 1_000;
const LONGEST_HASHED = 10_000;

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Format: { least: 1, most: Number.POSITIVE_INFINITY, run: ([template, ...values]) => format(text(template), values) },
  StringToJson: { least: 1, most: 1, run: ([value]) => parsed(text(value)) },
  JsonToString: { least: 1, most: 1, run: ([value]) => JSON.stringify(value) },
  Array: { least: 0, most: Number.POSITIVE_INFINITY, run: (values) => values },
  ArrayPartition: { least: 2, most: 2, run: ([items, size]) => partition(list(items), number(size)) },
  ArrayContains: {
    least: 2,
    most: 2,
    run: ([items, wanted = null]) => list(items).some((item) => sameJson(item, wanted)),
  },
  ArrayRange: { least: 3, most: 3, run: ([first, last, step]) => range(number(first), number(last), number(step)) },
  ArrayGetItem: { least: 2, most: 2, run: ([items, index]) => itemAt(list(items), number(index)) },
  ArrayLength: { least: 1, most: 1, run: ([items]) => list(items).length },
  ArrayUnique: {
    least: 1,
    most: 1,
    run: ([items]) => list(items).filter((item, i, all) => all.findIndex((one) => sameJson(one, item)) === i),
  },
  Base64Encode: { least: 1, most: 1, run: ([value]) => Buffer.from(short(text(value))).toString('base64') },
  Base64Decode: { least: 1, most: 1, run: ([value]) => Buffer.from(short(text(value)), 'base64').toString() },
  Hash: { least: 2, most: 2, run: ([value = null, algorithm]) => hash(value, text(algorithm)) },
  JsonMerge: { least: 3, most: 3, run: ([first, second, deep]) => merge(object(first), object(second), deep) },
  MathRandom: { least: 2, most: 3, run: ([first, last], random) => pick(number(first), number(last), random) },
  MathAdd: { least: 2, most: 2, run: ([first, second]) => number(first) + number(second) },
  StringSplit: { least: 2, most: 2, run: ([value, marks]) => split(text(value), text(marks)) },
  UUID: { least: 0, most: 0, run: (_, random) => random.uuid() },
};

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`a string is needed, not ${JSON.stringify(value)}`);
  return value;
}

function number(value: Json | undefined): number {
  if (typeof value !== 'number') throw new Error(`a number is needed, not ${JSON.stringify(value)}`);
  return Math.round(value);
}

function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`an array is needed, not ${JSON.stringify(value)}`);
  return value;
}

function object(value: Json | undefined): { readonly [key: string]: Json | undefined } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`a JSON object is needed, not ${JSON.stringify(value)}`);
  return value as { readonly [key: string]: Json | undefined };
}

function short(value: string): string {
  if (value.length > LONGEST_HASHED) throw new Error(`the input is longer than ${LONGEST_HASHED} characters`);
  return value;
}

function parsed(value: string): Json {
  if (value.trim() === '') return null;
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new Error(`${value} is not JSON`);
  }
}

/** `{}` takes the next value; `\{`, `\}` and `\'` stand for themselves. */
function format(template: string, values: readonly Json[]): string {
  let taken = 0;
  const filled = template.replace(/\\([{}'\\])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped) return escaped;
    const value = values[taken++];
    if (value === undefined) throw new Error('there are fewer values than {} in the template');
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (taken !== values.length) throw new Error('there are more values than {} in the template');
  return filled;
}

function partition(items: readonly Json[], size: number): Json {
  if (size <= 0) throw new Error('the chunk size must be above 0');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function range(first: number, last: number, step: number): Json {
  if (step === 0) throw new Error('the step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_ARRAY) throw new Error(`the range has more than ${LONGEST_ARRAY} elements`);
  return Array.from({ length }, (_, i) => first + i * step);
}

function itemAt(items: readonly Json[], index: number): Json {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no element ${index}`);
  return item;
}

function hash(value: Json, algorithm: string): string {
  const name = HASHES[algorithm];
  if (!name) throw new Error(`${algorithm} is not one of ${Object.keys(HASHES).join(', ')}`);
  return createHash(name)
    .update(short(typeof value === 'string' ? value : JSON.stringify(value)))
    .digest('hex');
}

function merge(first: object, second: object, deep: Json | undefined): Json {
  if (deep !== false) throw new Error('only the shallow merge is supported: the third argument must be false');
  return { ...first, ...second };
}

function pick(first: number, last: number, random: Random): number {
  if (last <= first) throw new Error('the end must be above the start');
  return first + random.below(last - first);
}

const split = (value: string, marks: string): string[] => {
  const pieces = [''];
  for (const char of value) {
    if (marks.includes(char)) pieces.push('');
    else pieces[pieces.length - 1] += char;
  }
  return pieces.filter((piece) => piece !== '');
};
