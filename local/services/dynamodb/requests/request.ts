/**
 * Checks requests: dynalite's validation for the words, a quick yes and a memory of parsed expressions for the speed.
 *
 * 1. A member that is not in the rules is refused by name; dynalite would drop it.
 * 2. The quick way is taken when the request is surely well-formed and another one with the same expressions, the same
 *    names and the same types of values has passed before. Whatever dynalite's rules look at besides is part of that
 *    signature, so the answer must be the same.
 */
import validations from 'dynalite/validations/index.js';
import { unsupported } from '../../../engine/aws-error.ts';
import { depthOf, type Item, typeOf } from '../data/values.ts';
import { refuse, validation } from '../errors.ts';
import { DEEPEST_NESTING } from '../limits.ts';
import { compile, type Expressions } from './expressions.ts';
import { type Rule, type Rules, wellFormed } from './well-formed.ts';

export interface Checked<T> {
  readonly input: T;
  readonly expressions: Expressions;
}

export interface RequestKind<T> {
  /** Throws AWS's refusal, or returns the request with numbers in canonical form. */
  check(input: object): Checked<T>;
}

/** How many expressions are remembered for each kind of request; programs have a handful. */
const MOST_REMEMBERED = 500;

/** Item sizes are checked by us, in bytes; dynalite counts characters. */
const DYNALITE_STORE = {
  options: { maxItemSize: Number.POSITIVE_INFINITY },
  tableDb: { awsAccountId: '000000000000' },
};

interface Options {
  /** Members that AWS added after dynalite's rules were written. */
  readonly added?: Rules;
  /** Runs on what passed dynalite; throws AWS's refusal. */
  readonly further?: (input: never) => void;
  /** Says no when the rules look at more than types and expressions; such requests go to dynalite. */
  readonly quick?: (input: never) => boolean;
}

/** A kind of request, from dynalite's rules for it. */
export function requestKind<T>(
  action: string,
  rules: { types: Record<string, unknown>; custom?: unknown },
  { added = {}, further, quick = () => true }: Options = {},
): RequestKind<T> {
  const types = { ...rules.types, ...added } as Rules;
  const isWellFormed = wellFormed(types);
  const remembered = new Map<string, Expressions>();

  function slowly(given: object): Checked<T> {
    refuseUnknown(action, given, types);
    try {
      const data = validations.checkTypes(given, types);
      validations.checkValidations(data, types, rules.custom, DYNALITE_STORE);
      checkDepth(data);
      return { input: data as T, expressions: compile(data) };
    } catch (error) {
      if (error instanceof Error && 'body' in error) refuse(error as never);
      throw error;
    }
  }

  function check(given: object): Checked<T> {
    const signature = isWellFormed(given) && quick(given as never) ? signatureOf(given) : undefined;
    if (signature === undefined) return slowly(given);
    const known = remembered.get(signature);
    if (known) return { input: given as T, expressions: known };
    const checked = slowly(given);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(signature, checked.expressions);
    return checked;
  }

  return {
    check(given) {
      const checked = check(given);
      further?.(checked.input as never);
      return checked;
    },
  };
}

/** Items that are put, and values of expressions. */
function checkDepth({
  Item = {},
  ExpressionAttributeValues = {},
}: {
  Item?: Item;
  ExpressionAttributeValues?: Item;
}): void {
  if (Math.max(depthOf({ M: Item }), depthOf({ M: ExpressionAttributeValues })) > DEEPEST_NESTING + 1) {
    throw validation(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
}

/** Members that name things, or that hold values which the quick check has seen. */
const NO_MATTER = new Set(['TableName', 'IndexName', 'Item', 'Key', 'ExclusiveStartKey', 'Limit', 'RequestItems']);

/** The older parameters mix values with rules about them. */
const OLDER = ['Expected', 'AttributeUpdates', 'QueryFilter', 'ScanFilter', 'KeyConditions', 'AttributesToGet'];

/** All that dynalite's rules look at, but for values; undefined when they look at values. */
function signatureOf(request: object): string | undefined {
  let signature = '';
  for (const [name, member] of Object.entries(request)) {
    if (NO_MATTER.has(name)) continue;
    if (OLDER.includes(name)) return undefined;
    if (name.endsWith('Expression') && /between/i.test(`${member}`)) return undefined; // compares its two values
    signature += `${name}=`;
    if (name === 'ExpressionAttributeValues') {
      for (const [value, content] of Object.entries(member as Item)) signature += `${value}:${typeOf(content)},`;
    } else signature += typeof member === 'string' ? member : JSON.stringify(member);
    signature += '\n';
  }
  return signature;
}

/** A member that the rules do not know, on any level. */
function refuseUnknown(where: string, value: object, rules: Rules): void {
  for (const [name, member] of Object.entries(value)) {
    const rule = rules[name];
    if (rule === undefined) throw unsupported(`Member ${name} of DynamoDB's ${where}`);
    descend(`${where}.${name}`, member, typeof rule === 'string' ? { type: rule } : rule);
  }
}

function descend(where: string, value: unknown, rule: Rule): void {
  if (typeof value !== 'object' || value === null || !rule.children || rule.type.startsWith('AttrStruct')) return;
  const isStruct = /^(Value|Field)Struct/.test(rule.type);
  if (isStruct && !Array.isArray(value)) refuseUnknown(where, value, rule.children as Rules);
  const child = rule.children as Rule | string;
  if (isStruct || typeof child === 'string') return;
  for (const [name, one] of Object.entries(value)) descend(`${where}.${name}`, one, child);
}
