/**
 * What is known of a value before it exists: its kind, its fields, sometimes the value itself. Owns the words and their sums; where
 * they come from is in json-schema.ts, expression-shape.ts and template-shape.ts. Where nothing is known it says `any`, so that
 * nobody is accused on a guess.
 */
type Primitive = string | number | boolean | null;

interface Scalar {
  readonly is: 'string' | 'number' | 'boolean' | 'null';
  /** The only values that it may have. */
  readonly values?: readonly Primitive[];
  readonly whole?: boolean;
  /** Of numbers; of texts, their length. */
  readonly least?: number;
  readonly most?: number;
  readonly pattern?: string;
}

export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

export interface ObjectShape {
  readonly is: 'object';
  readonly fields: ReadonlyMap<string, Field>;
  /** Other fields: refused, not spoken of, or of a shape. */
  readonly rest: 'closed' | 'unsaid' | Shape;
}

export interface ArrayShape {
  readonly is: 'array';
  readonly items: Shape;
  readonly least?: number;
  readonly most?: number;
}

export type Shape =
  | { readonly is: 'any' }
  /** No value at all, as JSONata gives for a field that is not there. */
  | { readonly is: 'absent' }
  | Scalar
  | ObjectShape
  | ArrayShape
  | { readonly is: 'union'; readonly of: readonly Shape[] };

export const ANY: Shape = { is: 'any' };
export const NULL: Shape = { is: 'null' };
export const ABSENT: Shape = { is: 'absent' };
export const STRING: Shape = { is: 'string' };
export const NUMBER: Shape = { is: 'number' };
export const WHOLE: Shape = { is: 'number', whole: true };
export const BOOLEAN: Shape = { is: 'boolean' };

export const arrayOf = (items: Shape): ArrayShape => ({ is: 'array', items });
export const oneOf = (...values: readonly string[]): Shape => ({ is: 'string', values });

/** An object with these fields and no others; those whose names end with `?` may be missing. */
export function objectOf(fields: Readonly<Record<string, Shape>>): ObjectShape {
  const entries = Object.entries(fields).map(([name, shape]): [string, Field] => [
    name.replace(/\?$/, ''),
    { shape, optional: name.endsWith('?') },
  ]);
  return { is: 'object', fields: new Map(entries), rest: 'closed' };
}

/** The alternatives of a shape: several of a union, itself of any other. */
export const alternativesOf = (shape: Shape): readonly Shape[] => (shape.is === 'union' ? shape.of : [shape]);

export function unionOf(shapes: readonly Shape[]): Shape {
  const all = shapes.flatMap(alternativesOf);
  if (all.some(({ is }) => is === 'any')) return ANY;
  const distinct = [...new Map(all.map((shape) => [keyOf(shape), shape])).values()];
  return distinct.length === 1 && distinct[0] ? distinct[0] : { is: 'union', of: distinct };
}

/** Scalars that are alike are one; objects and arrays stay apart, as the alternatives that they are. */
const keyOf = (shape: Shape): unknown =>
  shape.is === 'object' || shape.is === 'array' || shape.is === 'union' ? shape : JSON.stringify(shape);

export const withoutAbsent = (shape: Shape): Shape => {
  const present = alternativesOf(shape).filter(({ is }) => is !== 'absent');
  return present.length === 0 ? shape : unionOf(present);
};

export const mayBeAbsent = (shape: Shape): boolean => alternativesOf(shape).some(({ is }) => is === 'absent');

export function literalShape(value: unknown): Shape {
  if (value === null) return NULL;
  if (Array.isArray(value))
    return { is: 'array', items: unionOf(value.map(literalShape)), least: value.length, most: value.length };
  if (typeof value === 'object')
    return objectOf(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, literalShape(one)])));
  if (typeof value === 'string') return { is: 'string', values: [value] };
  if (typeof value === 'number') return { is: 'number', values: [value], whole: Number.isInteger(value) };
  return typeof value === 'boolean' ? { is: 'boolean', values: [value] } : ANY;
}

/** The one value that a shape may have. */
export function constantOf(shape: Shape): { readonly value: Primitive } | undefined {
  if (shape.is === 'null') return { value: null };
  if (shape.is !== 'string' && shape.is !== 'number' && shape.is !== 'boolean') return undefined;
  const [value, ...others] = shape.values ?? [];
  return value === undefined || others.length > 0 ? undefined : { value };
}

export const isTrue = (shape: Shape): boolean => constantOf(shape)?.value === true;
export const isFalse = (shape: Shape): boolean => constantOf(shape)?.value === false;

/** Whether a value may be of a kind. */
export const mayBe = (shape: Shape, kind: Shape['is']): boolean =>
  alternativesOf(shape).some(({ is }) => is === kind || is === 'any');

const WORDS = { string: 'a text', number: 'a number', boolean: 'true or false', null: 'null' } as const;

/** For sentences: `a text`, `an object with sku and price`. */
export function wordsOf(shape: Shape): string {
  if (shape.is === 'any') return 'anything';
  if (shape.is === 'absent') return 'nothing';
  if (shape.is === 'union') return [...new Set(shape.of.map(wordsOf))].join(' or ');
  if (shape.is === 'array') return 'an array';
  if (shape.is === 'object')
    return shape.fields.size ? `an object with ${[...shape.fields.keys()].slice(0, 6).join(', ')}` : 'an object';
  if (shape.values) return shape.values.map((value) => JSON.stringify(value)).join(' or ');
  return shape.whole ? 'a whole number' : WORDS[shape.is];
}
