/**
 * From the text of a pattern to what is matched. A pattern becomes alternatives of the whole (`$or` multiplied out); each
 * is a list of keys, all of which must hold, in the order of their paths. Keys with dots and nested keys are the same.
 */
import { type JsonNode, PatternError, parseJson } from './json.ts';
import type { Test } from './leaf.ts';
import { type Alternative, alternative, OPERATORS } from './match-expression.ts';

/** What one path of an event must be. */
export interface Key {
  /** Names joined with dots. */
  readonly path: string;
  /** Holds when one of these holds on one of the path's leaves. */
  readonly tests: readonly Test[];
  /** Holds as well when the path has no leaf. */
  readonly mayBeAbsent: boolean;
  /** Set when only these strings can hold. */
  readonly texts: readonly string[] | undefined;
}

export type Conjunction = readonly Key[];

/** A pattern, ready: it matches when one of the conjunctions does. */
export interface Pattern {
  readonly anyOf: readonly Conjunction[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html ("$or" matching) */
const MOST_COMBINATIONS = 1000;

type Draft = Map<string, Key>;

/** Throws PatternError with AWS's reason. */
export function compilePattern(text: string): Pattern {
  const root = parseJson(text);
  if (root.kind !== 'object') throw new PatternError('Filter is not an object', root.at);
  const drafts = object(root, '', [new Map()]);
  return {
    anyOf: drafts.map((draft) => [...draft.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))),
  };
}

function object(node: JsonNode & { kind: 'object' }, prefix: string, drafts: readonly Draft[]): readonly Draft[] {
  if (node.entries.length === 0) throw new PatternError('Empty objects are not allowed', node.at);
  let all = drafts;
  for (const [name, value] of node.entries) {
    const path = prefix ? `${prefix}.${name}` : name;
    if (value.kind === 'object') all = object(value, path, all);
    else if (value.kind !== 'array') throw new PatternError(`"${name}" must be an object or an array`, value.at);
    else if (isRelationship(name, value.items)) all = relationship(value, prefix, all);
    else {
      const key = keyOf(path, value);
      all = all.map((draft) => new Map(draft).set(path, key));
    }
  }
  return all;
}

/** `$or` is a name like any other unless it lists at least two objects that are patterns themselves. */
const isRelationship = (name: string, items: readonly JsonNode[]): boolean =>
  name === '$or' &&
  items.length > 1 &&
  items[0]?.kind === 'object' &&
  !items.some((item) => item.kind === 'object' && item.entries.some(([key]) => OPERATORS.has(key)));

function relationship(node: JsonNode & { kind: 'array' }, prefix: string, drafts: readonly Draft[]): readonly Draft[] {
  const all = node.items.flatMap((item) => {
    if (item.kind === 'object') return object(item, prefix, drafts);
    throw new PatternError('Only JSON object is allowed in array of $or relationship.', item.at);
  });
  if (all.length > MOST_COMBINATIONS) {
    throw new PatternError(
      `Rule is too complex - $or makes ${all.length} combinations, at most ${MOST_COMBINATIONS} are allowed`,
      node.at,
    );
  }
  return all;
}

function keyOf(path: string, list: JsonNode & { kind: 'array' }): Key {
  if (list.items.length === 0) throw new PatternError('Empty arrays are not allowed', list.at);
  const alternatives: Alternative[] = list.items.map(alternative);
  const texts = alternatives.flatMap(({ text }) => (text === undefined ? [] : [text]));
  const tests = alternatives.flatMap(({ test }) => (test ? [test] : []));
  const onlyTexts = texts.length === alternatives.length;
  return {
    path,
    tests: onlyTexts && texts.length > 4 ? [oneOf(new Set(texts))] : tests,
    mayBeAbsent: tests.length < alternatives.length,
    texts: onlyTexts ? texts : undefined,
  };
}

const oneOf =
  (texts: ReadonlySet<unknown>): Test =>
  (leaf) =>
    texts.has(leaf);
