/** The tests that patterns are made of, each on one leaf. Only strings have beginnings, ends, wildcards and addresses. */
import { cidrTest } from './cidr.ts';
import { type Leaf, numberLeaf, type Test, WrittenNumber } from './leaf.ts';
import { parseWildcard, wildcardMatches } from './wildcard.ts';

export const always: Test = () => true;
export const not =
  (test: Test): Test =>
  (leaf) =>
    !test(leaf);
export const either =
  (tests: readonly Test[]): Test =>
  (leaf) =>
    tests.some((test) => test(leaf));

const onStrings =
  (test: (text: string) => boolean): Test =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

export const equals =
  (wanted: Leaf): Test =>
  (leaf) =>
    leaf === wanted;

/** By value when a double holds it, else by spelling. */
export function equalsNumber(text: string): Test {
  const wanted = numberLeaf(text);
  return wanted instanceof WrittenNumber
    ? (leaf) => leaf instanceof WrittenNumber && leaf.text === wanted.text
    : equals(wanted);
}

export const startsWith = (wanted: string): Test => onStrings((text) => text.startsWith(wanted));
export const endsWith = (wanted: string): Test => onStrings((text) => text.endsWith(wanted));

export function equalsIgnoringCase(wanted: string): Test {
  const folded = fold(wanted);
  return onStrings((text) => fold(text) === folded);
}
export function startsIgnoringCase(wanted: string): Test {
  const folded = fold(wanted);
  return onStrings((text) => fold(text).startsWith(folded));
}
export function endsIgnoringCase(wanted: string): Test {
  const folded = fold(wanted);
  return onStrings((text) => fold(text).endsWith(folded));
}

/** Upper case first, so that letters with one upper and two lower forms (ς, σ) meet. */
const fold = (text: string): string => text.toUpperCase().toLowerCase();

/** Throws a sentence when the wildcard is malformed. */
export function wildcard(pattern: string): Test {
  const parsed = parseWildcard(pattern);
  return onStrings((text) => wildcardMatches(parsed, text));
}

/** Throws a sentence when the block is malformed. */
export const cidr = (block: string): Test => onStrings(cidrTest(block));

export interface Bounds {
  readonly low: number;
  readonly lowIncluded: boolean;
  readonly high: number;
  readonly highIncluded: boolean;
}

export const within =
  ({ low, lowIncluded, high, highIncluded }: Bounds): Test =>
  (leaf) =>
    typeof leaf === 'number' && (lowIncluded ? leaf >= low : leaf > low) && (highIncluded ? leaf <= high : leaf < high);
