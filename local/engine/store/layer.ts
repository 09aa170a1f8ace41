/**
 * What changed in one collection and is not in the table yet: it lies over the table and hides what it names. Keys are put in
 * order when somebody asks for a range, not with each write.
 */
import { compareKeys, isPlain, placeOf } from './key-order.ts';

/** JSON text, or null where the key was deleted. */
export type Change = string | null;
export type ChangedItem = readonly [key: string, change: Change];

/** Up to so many new keys are put into their places one by one; more are sorted in. */
const FEW_KEYS = 32;

export class Layer {
  readonly #changes = new Map<string, Change>();
  #sorted: string[] = [];
  #unsorted: string[] = [];
  #plain = true;
  #cleared = false;

  /** True when nothing below counts: the collection was cleared, and what is here came after. */
  get cleared(): boolean {
    return this.#cleared;
  }

  get changes(): ReadonlyMap<string, Change> {
    return this.#changes;
  }

  set(key: string, change: Change): void {
    const before = this.#changes.size;
    this.#changes.set(key, change);
    if (this.#changes.size === before) return;
    this.#unsorted.push(key);
    if (this.#plain && !isPlain(key)) this.#plain = false;
  }

  clear(): void {
    this.#cleared = true;
    this.#changes.clear();
    this.#sorted = [];
    this.#unsorted = [];
  }

  /** Text or null where it knows; undefined where what lies below decides. */
  get(key: string): Change | undefined {
    return this.#changes.get(key) ?? (this.#cleared || this.#changes.has(key) ? null : undefined);
  }

  /** Changes from one key, inclusive, to another, exclusive, in the order of the keys. */
  range(from: string, to: string): ChangedItem[] {
    this.#sort();
    const keys = this.#sorted.slice(placeOf(from, this.#sorted), placeOf(to, this.#sorted));
    return keys.map((key) => [key, this.#changes.get(key) ?? null]);
  }

  #sort(): void {
    if (this.#unsorted.length <= FEW_KEYS) {
      for (const key of this.#unsorted) this.#sorted.splice(placeOf(key, this.#sorted), 0, key);
    } else {
      this.#sorted.push(...this.#unsorted);
      this.#sorted.sort(this.#plain ? undefined : compareKeys);
    }
    this.#unsorted = [];
  }
}

/** The layers of all collections, by the collection's number. */
export type Layers = Map<number, Layer>;

export function layerOf(layers: Layers, collection: number): Layer {
  const known = layers.get(collection);
  if (known) return known;
  const layer = new Layer();
  layers.set(collection, layer);
  return layer;
}

/** Two sorted lists as one; where both name a key, the upper one counts. Both in the order of the keys, or both reversed. */
export function laidOver(upper: readonly ChangedItem[], lower: readonly ChangedItem[], reverse = false): ChangedItem[] {
  if (upper.length === 0) return [...lower];
  const merged: ChangedItem[] = [];
  let next = 0;
  for (const below of lower) {
    let order = 1;
    for (let above = upper[next]; above; above = upper[next]) {
      order = reverse ? compareKeys(below[0], above[0]) : compareKeys(above[0], below[0]);
      if (order > 0) break;
      merged.push(above);
      next += 1;
      if (order === 0) break;
    }
    if (order !== 0) merged.push(below);
  }
  return merged.concat(upper.slice(next));
}
