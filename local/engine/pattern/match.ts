/**
 * Whether the leaves of an event satisfy a conjunction. All keys must hold at places that agree: never `a` of one array
 * element with `b` of another. Keys are tried in the order of their paths, and a key that may be absent is absent when it
 * has no leaf that agrees with the places taken so far: AWS's matcher does the same.
 */
import type { Conjunction, Key } from './compile.ts';
import type { Fields, Found, Place } from './fields.ts';
import type { Leaf } from './leaf.ts';

/** A key and the number of its path. */
export interface SlottedKey {
  readonly key: Key;
  readonly slot: number;
}

export const slotted = (conjunction: Conjunction, slotOf: (path: string) => number): SlottedKey[] =>
  conjunction.map((key) => ({ key, slot: slotOf(key.path) }));

export function conjunctionHolds(keys: readonly SlottedKey[], fields: Fields): boolean {
  for (const { key, slot } of keys) {
    const found = fields[slot];
    if (found === undefined) {
      if (!key.mayBeAbsent) return false;
      continue;
    }
    let holds = false;
    for (const { leaf, place } of found) {
      if (place) return holdsTogether(keys, 0, fields, undefined);
      holds ||= passes(key, leaf);
    }
    if (!holds) return false;
  }
  return true;
}

function passes({ tests }: Key, leaf: Leaf): boolean {
  for (const test of tests) if (test(leaf)) return true;
  return false;
}

function holdsTogether(keys: readonly SlottedKey[], i: number, fields: Fields, taken: Place | undefined): boolean {
  const next = keys[i];
  if (!next) return true;
  const agreeing: { found: Found; place: Place | undefined }[] = [];
  for (const found of fields[next.slot] ?? []) {
    const place = together(taken, found.place);
    if (place !== 'apart') agreeing.push({ found, place });
  }
  if (agreeing.length === 0) return next.key.mayBeAbsent && holdsTogether(keys, i + 1, fields, taken);
  const tried = new Set<Place | undefined>();
  for (const { found, place } of agreeing) {
    if (tried.has(place) || !passes(next.key, found.leaf)) continue;
    tried.add(place);
    if (holdsTogether(keys, i + 1, fields, place)) return true;
  }
  return false;
}

/** Both places as one, or that they lie in different elements of an array. */
function together(a: Place | undefined, b: Place | undefined): Place | undefined | 'apart' {
  let both = a;
  for (let at = b; at; at = at.outer) {
    const same = inArray(a, at.array);
    if (!same) both = { array: at.array, element: at.element, outer: both };
    else if (same.element !== at.element) return 'apart';
  }
  return both;
}

function inArray(place: Place | undefined, array: number): Place | undefined {
  for (let at = place; at; at = at.outer) if (at.array === array) return at;
  return undefined;
}
