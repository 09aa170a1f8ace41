/**
 * A quick yes. dynalite checks requests member by member and makes a copy of them; that costs more than the write itself.
 * From the same rules this makes a check that only says whether a request is surely well-formed: every member known, of
 * the right JSON type, within its constraints, every value valid and in its canonical form. "No" means: ask dynalite,
 * which finds AWS's words for what is wrong, or accepts after all.
 */
import { isPlainNumber } from '../data/numbers.ts';
import type { Value } from '../data/values.ts';
import { DEEPEST_NESTING } from '../limits.ts';

/** What dynalite's rules say of a member. */
export interface Rule {
  readonly type: string;
  readonly children?: Rule | string | Readonly<Record<string, Rule | string>>;
  readonly required?: boolean;
  readonly notNull?: boolean;
  readonly tableName?: boolean;
  readonly regex?: string;
  readonly enum?: readonly string[];
  readonly greaterThanOrEqual?: number;
  readonly lessThanOrEqual?: number;
  readonly lengthGreaterThanOrEqual?: number;
  readonly lengthLessThanOrEqual?: number;
  readonly keys?: Omit<Rule, 'type'>;
  readonly values?: Omit<Rule, 'type'>;
}

export type Rules = Readonly<Record<string, Rule | string>>;
type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The check of a structure with these members. */
export function wellFormed(rules: Rules): Check {
  const members = new Map(Object.entries(rules).map(([name, rule]) => [name, member(rule)]));
  const needed = Object.entries(rules)
    .filter(([, rule]) => typeof rule === 'object' && (rule.required || rule.notNull))
    .map(([name]) => name);
  return (value) => {
    if (!isObject(value)) return false;
    for (const name in value) if (!members.get(name)?.(value[name])) return false;
    return needed.every((name) => name in value);
  };
}

function member(given: Rule | string): Check {
  const rule: Rule = typeof given === 'string' ? { type: given } : given;
  const [isOfType, isWithin] = [ofType(rule), within(rule)];
  return (value) => isOfType(value) && isWithin(value);
}

function ofType({ type, children = {} }: Rule): Check {
  const kind = type.replace(/<.*/, '');
  if (kind === 'AttrStruct') return (value) => isPlainValue(value, 0);
  if (kind === 'String') return (value) => typeof value === 'string';
  if (kind === 'Boolean') return (value) => typeof value === 'boolean';
  if (kind === 'Integer' || kind === 'Long') return Number.isSafeInteger;
  if (kind.endsWith('Struct')) return wellFormed(children as Rules);
  const each = member(children as Rule | string);
  if (kind.endsWith('List')) return (value) => Array.isArray(value) && value.every(each);
  if (kind.endsWith('Map')) return (value) => isObject(value) && everyValue(value, each);
  throw new Error(`dynalite's rules have a type ${type} that is not known here.`);
}

function everyValue(object: Record<string, unknown>, check: Check): boolean {
  for (const name in object) if (!check(object[name])) return false;
  return true;
}

function within(rule: Omit<Rule, 'type'>): Check {
  const pattern = rule.regex === undefined ? undefined : new RegExp(`^${rule.regex}$`);
  const [shortest = rule.tableName ? 3 : 0, longest = rule.tableName ? 255 : Number.POSITIVE_INFINITY] = [
    rule.lengthGreaterThanOrEqual,
    rule.lengthLessThanOrEqual,
  ];
  const hasLength = shortest > 0 || longest < Number.POSITIVE_INFINITY;
  const { greaterThanOrEqual: least = Number.NEGATIVE_INFINITY, lessThanOrEqual: most = Number.POSITIVE_INFINITY } =
    rule;
  const [keys, values] = [rule.keys && within(rule.keys), rule.values && within(rule.values)];
  return (value) => {
    if (pattern && !pattern.test(value as string)) return false;
    if (rule.enum && !rule.enum.includes(value as string)) return false;
    if (typeof value === 'number' && (value < least || value > most)) return false;
    if (hasLength && !isBetween(lengthOf(value), shortest, longest)) return false;
    if (keys && !Object.keys(value as object).every(keys)) return false;
    return !values || Object.values(value as object).every(values);
  };
}

const isBetween = (number: number, least: number, most: number): boolean => number >= least && number <= most;

const lengthOf = (value: unknown): number =>
  isObject(value) ? Object.keys(value).length : (value as string | unknown[]).length;

/** One type, of the right JSON type, valid, and as it would be stored. */
function isPlainValue(value: unknown, depth: number): boolean {
  if (!isObject(value)) return false;
  let types = 0;
  for (const type in value) {
    types++;
    if (types > 1 || !isPlain(type, value as Value, depth)) return false;
  }
  return types === 1;
}

function isPlain(type: string, value: Value, depth: number): boolean {
  switch (type) {
    case 'S':
      return typeof value.S === 'string';
    case 'N':
      return typeof value.N === 'string' && isPlainNumber(value.N);
    case 'BOOL':
      return typeof value.BOOL === 'boolean';
    case 'M':
      return (
        depth < DEEPEST_NESTING && isObject(value.M) && everyValue(value.M, (inner) => isPlainValue(inner, depth + 1))
      );
    case 'L':
      return (
        depth < DEEPEST_NESTING && Array.isArray(value.L) && value.L.every((inner) => isPlainValue(inner, depth + 1))
      );
    case 'NULL':
      return value.NULL === true;
    case 'B':
      return typeof value.B === 'string' && isBase64(value.B);
    case 'SS':
      return isSet(value.SS, () => true);
    case 'NS':
      return isSet(value.NS, isPlainNumber);
    case 'BS':
      return isSet(value.BS, isBase64);
    default:
      return false;
  }
}

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

const isSet = (members: unknown, check: (text: string) => boolean): boolean =>
  Array.isArray(members) &&
  members.length > 0 &&
  new Set(members).size === members.length &&
  members.every((member) => typeof member === 'string' && check(member));
