/**
 * Filter policies: which messages a subscription wants, by their attributes or by their body. The operators are those of event
 * patterns; what differs is checked here.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
import { compilePattern, type Pattern } from '../../engine/pattern/compile.ts';
import { createPathReader } from '../../engine/pattern/fields.ts';
import { PatternError } from '../../engine/pattern/json.ts';
import { numberLeaf, WrittenNumber } from '../../engine/pattern/leaf.ts';
import { conjunctionHolds, slotted } from '../../engine/pattern/match.ts';
import { invalidParameter } from './errors.ts';
import { LARGEST_FILTER_POLICY_BYTES, MOST_FILTER_COMBINATIONS, MOST_FILTER_KEYS } from './limits.ts';
import type { Message } from './model.ts';

export type Filter = (message: Message, text: string) => boolean;

export const SCOPES = ['MessageAttributes', 'MessageBody'] as const;

/** Compiles a policy. Throws InvalidParameter with AWS's reason. */
export function filterOf(policy: string, scope = 'MessageAttributes'): Filter {
  const { anyOf } = checkedPattern(policy, scope);
  const reader = createPathReader();
  const conjunctions = anyOf.map((conjunction) => slotted(conjunction, reader.slot));
  return (message, text) => {
    const subject = scope === 'MessageBody' ? bodyOf(text) : attributesOf(message);
    if (!subject) return false;
    try {
      const fields = reader.read(subject);
      return conjunctions.some((keys) => conjunctionHolds(keys, fields));
    } catch (error) {
      if (error instanceof RangeError) return false; // nested beyond the stack: its publisher is not to suffer from a filter
      throw error;
    }
  };
}

function checkedPattern(policy: string, scope: string): Pattern {
  if (Buffer.byteLength(policy) > LARGEST_FILTER_POLICY_BYTES)
    throw invalidParameter('FilterPolicy: Filter policy is too large');
  let pattern: Pattern;
  try {
    pattern = compilePattern(policy);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalidParameter(`FilterPolicy: ${error.message}`);
  }
  const written = JSON.parse(policy) as Record<string, unknown>;
  if (scope === 'MessageAttributes' && Object.values(written).some((value) => !Array.isArray(value)))
    throw invalidParameter('FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy');
  const foreign = foreignOperator(written);
  if (foreign !== undefined) throw invalidParameter(`FilterPolicy: Unrecognized match type ${foreign}`);
  const { keys, combinations } = sizeOf(written);
  if (keys > MOST_FILTER_KEYS) throw invalidParameter('FilterPolicy: Filter policy can not have more than 5 keys');
  if (combinations > MOST_FILTER_COMBINATIONS) throw invalidParameter('FilterPolicy: Filter policy is too complex');
  return pattern;
}

/** Operators of event patterns that SNS's documents do not have. */
const FOREIGN_OPERATORS: ReadonlySet<string> = new Set(['wildcard', 'exactly']);

/** The first of them in a policy: as an alternative in a list, or under `anything-but`. */
function foreignOperator(value: unknown, inList = false): string | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (inList && FOREIGN_OPERATORS.has(name)) return name;
    const listed = Array.isArray(value) || (inList && name === 'anything-but');
    const found = foreignOperator(inner, listed);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Leaves, and the product of their values; each level of a nested key counts once more, alternatives of `$or` add up. */
function sizeOf(value: object, level = 1): { keys: number; combinations: number } {
  let keys = 0;
  let combinations = 1;
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    const alternatives =
      name === '$or' && Array.isArray(inner) ? (inner as object[]).map((one) => sizeOf(one, level)) : [];
    if (alternatives.length > 1) {
      keys += Math.max(...alternatives.map((one) => one.keys));
      combinations *= alternatives.reduce((sum, one) => sum + one.combinations, 0);
    } else if (Array.isArray(inner)) {
      keys += 1;
      combinations *= inner.length * level;
    } else if (inner !== null && typeof inner === 'object') {
      const below = sizeOf(inner, level + 1);
      keys += below.keys;
      combinations *= below.combinations;
    }
  }
  return { keys, combinations };
}

/** Undefined when the body is no JSON object: then no policy on the body accepts it. */
function bodyOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Only String, String.Array and Number are compared; other types are as if they were not there. A message without any
 * attribute is accepted by no policy, not even by one that wants an attribute to be absent.
 * https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
 */
function attributesOf({ attributes }: Message): object | undefined {
  if (Object.keys(attributes).length === 0) return undefined;
  const values: [string, unknown][] = [];
  for (const [name, { DataType, StringValue = '' }] of Object.entries(attributes)) {
    if (DataType === 'String.Array') values.push([name, arrayOf(StringValue)]);
    else if (DataType.startsWith('String')) values.push([name, StringValue]);
    else if (DataType.startsWith('Number')) values.push([name, numberOf(StringValue)]);
  }
  return Object.fromEntries(values);
}

function numberOf(text: string): number {
  const leaf = numberLeaf(text);
  return leaf instanceof WrittenNumber ? Number(text) : leaf;
}

function arrayOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
