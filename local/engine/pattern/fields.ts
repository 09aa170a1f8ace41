/**
 * Reads the leaves of an event at the paths that patterns ask for, and only those. A leaf inside an array of objects knows
 * in which elements it lies, because all keys of a pattern must hold within one element. Empty arrays and objects have no
 * leaves; plain values in an array belong to no element.
 */
import type { JsonNode } from './json.ts';
import { type Leaf, numberLeaf } from './leaf.ts';

/** The array elements a leaf lies in: array by number, element by index. */
export interface Place {
  readonly array: number;
  readonly element: number;
  readonly outer: Place | undefined;
}

export interface Found {
  readonly leaf: Leaf;
  readonly place: Place | undefined;
}

/** What was found, by the number of the path. */
export type Fields = readonly (readonly Found[] | undefined)[];

interface Branch {
  readonly children: Map<string, Branch>;
  /** Number of the path that ends here. */
  slot: number | undefined;
}

/** The paths that are read. Paths can be added at any time; numbers do not change. */
export interface PathReader {
  slot(path: string): number;
  /** Of an event as JSON.parse gives it. */
  read(event: object): Fields;
  /** Of an event as `parseJson` gives it. */
  readWritten(event: JsonNode): Fields;
}

export function createPathReader(): PathReader {
  const root: Branch = { children: new Map(), slot: undefined };
  let slots = 0;

  function slot(path: string): number {
    const branch = path.split('.').reduce((at, name) => {
      const child = at.children.get(name) ?? { children: new Map<string, Branch>(), slot: undefined };
      at.children.set(name, child);
      return child;
    }, root);
    branch.slot ??= slots++;
    return branch.slot;
  }

  return {
    slot,
    read(event) {
      const gathering = gather();
      plain(event, root, undefined, gathering);
      return gathering.found;
    },
    readWritten(event) {
      const gathering = gather();
      written(event, root, undefined, gathering);
      return gathering.found;
    },
  };
}

interface Gathering {
  readonly found: Found[][];
  /** Arrays met so far: each gets a number. */
  arrays: number;
}

const gather = (): Gathering => ({ found: [], arrays: 0 });

function put(leaf: Leaf, branch: Branch, place: Place | undefined, { found }: Gathering): void {
  if (branch.slot === undefined) return;
  const list = found[branch.slot];
  if (list) list.push({ leaf, place });
  else found[branch.slot] = [{ leaf, place }];
}

function member(name: string, branch: Branch): Branch | undefined {
  if (!name.includes('.')) return branch.children.get(name);
  let at: Branch | undefined = branch;
  for (const part of name.split('.')) at = at?.children.get(part);
  return at;
}

function plain(value: unknown, branch: Branch, place: Place | undefined, gathering: Gathering): void {
  if (value === null || typeof value !== 'object') {
    put(value as Leaf, branch, place, gathering);
    return;
  }
  if (Array.isArray(value)) {
    const array = gathering.arrays++;
    value.forEach((item: unknown, element) => {
      const inside = item !== null && typeof item === 'object';
      plain(item, branch, inside ? { array, element, outer: place } : place, gathering);
    });
    return;
  }
  for (const name in value) {
    const child = member(name, branch);
    if (child) plain((value as Record<string, unknown>)[name], child, place, gathering);
  }
}

function written(node: JsonNode, branch: Branch, place: Place | undefined, gathering: Gathering): void {
  if (node.kind === 'number') put(numberLeaf(node.text), branch, place, gathering);
  else if (node.kind === 'string' || node.kind === 'literal') put(node.value, branch, place, gathering);
  else if (node.kind === 'array') {
    const array = gathering.arrays++;
    node.items.forEach((item, element) => {
      const inside = item.kind === 'object' || item.kind === 'array';
      written(item, branch, inside ? { array, element, outer: place } : place, gathering);
    });
  } else {
    for (const [name, value] of node.entries) {
      const child = member(name, branch);
      if (child) written(value, child, place, gathering);
    }
  }
}
