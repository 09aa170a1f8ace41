/**
 * Many patterns against one event. Each conjunction of a pattern is filed under one of its paths that must equal a string:
 * the path by which all patterns together differ most. An event then meets only the conjunctions filed under its own
 * values, and those that ask for no equal string. Which patterns match never depends on the filing.
 */
import type { Pattern } from './compile.ts';
import { createPathReader, type Fields, type PathReader } from './fields.ts';
import type { JsonNode } from './json.ts';
import { conjunctionHolds, type SlottedKey, slotted } from './match.ts';

export interface RuleIndex<R> {
  /** Adds or replaces. */
  set(rule: R, pattern: Pattern): void;
  delete(rule: R): void;
  /** The rules whose pattern matches an event as JSON.parse gives it. */
  match(event: object): R[];
  /** The same for an event with numbers that JSON.parse would change. */
  matchWritten(event: JsonNode): R[];
}

interface Filed<R> {
  readonly rule: R;
  readonly keys: readonly SlottedKey[];
}

interface Files<R> {
  readonly reader: PathReader;
  readonly byText: ReadonlyMap<number, ReadonlyMap<string, readonly Filed<R>[]>>;
  readonly others: readonly Filed<R>[];
}

export function createRuleIndex<R>(): RuleIndex<R> {
  const patterns = new Map<R, Pattern>();
  let files: Files<R> | undefined;

  const candidates = ({ byText, others }: Files<R>, fields: Fields): (readonly Filed<R>[])[] => {
    const lists: (readonly Filed<R>[])[] = [others];
    for (const [slot, texts] of byText) {
      for (const { leaf } of fields[slot] ?? []) {
        const list = typeof leaf === 'string' ? texts.get(leaf) : undefined;
        if (list) lists.push(list);
      }
    }
    return lists;
  };

  function matching(read: (reader: PathReader) => Fields): R[] {
    files ??= file(patterns);
    const fields = read(files.reader);
    const matched = new Set<R>();
    for (const list of candidates(files, fields)) {
      for (const { rule, keys } of list) {
        if (!matched.has(rule) && conjunctionHolds(keys, fields)) matched.add(rule);
      }
    }
    return [...matched];
  }

  return {
    set(rule, pattern) {
      patterns.set(rule, pattern);
      files = undefined;
    },
    delete(rule) {
      if (patterns.delete(rule)) files = undefined;
    },
    match: (event) => matching((reader) => reader.read(event)),
    matchWritten: (event) => matching((reader) => reader.readWritten(event)),
  };
}

function file<R>(patterns: ReadonlyMap<R, Pattern>): Files<R> {
  const reader = createPathReader();
  const all: Filed<R>[] = [...patterns].flatMap(([rule, { anyOf }]) =>
    anyOf.map((conjunction) => ({ rule, keys: slotted(conjunction, reader.slot) })),
  );
  const textsOf = new Map<number, Set<string>>();
  for (const { keys } of all) {
    for (const { key, slot } of keys) {
      const texts = textsOf.get(slot) ?? new Set();
      for (const text of key.texts ?? []) texts.add(text);
      textsOf.set(slot, texts);
    }
  }
  const byText = new Map<number, Map<string, Filed<R>[]>>();
  const others: Filed<R>[] = [];
  for (const filed of all) {
    const [best] = filed.keys
      .filter(({ key }) => key.texts)
      .sort((a, b) => (textsOf.get(b.slot)?.size ?? 0) - (textsOf.get(a.slot)?.size ?? 0));
    if (!best) {
      others.push(filed);
      continue;
    }
    const texts = byText.get(best.slot) ?? new Map<string, Filed<R>[]>();
    byText.set(best.slot, texts);
    for (const text of new Set(best.key.texts)) {
      const list = texts.get(text);
      if (list) list.push(filed);
      else texts.set(text, [filed]);
    }
  }
  return { reader, byText, others };
}

/** One pattern against one event. For many patterns or many events use an index. */
export function patternMatches(pattern: Pattern, event: JsonNode): boolean {
  const index = createRuleIndex<true>();
  index.set(true, pattern);
  return index.matchWritten(event).length > 0;
}
