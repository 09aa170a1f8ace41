/**
 * JSON Schema as shapes: the payload schemas of message types, and the input and output of workflows. What it cannot tell (formats,
 * conditions, references that go round) is `any`.
 */
import * as z from 'zod';
import { ANY, arrayOf, BOOLEAN, type Field, literalShape, NULL, type Shape, unionOf } from './shape.ts';

type Node = Readonly<Record<string, unknown>>;

/** References may go round. */
const MAX_DEPTH = 24;
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'];

const known = new WeakMap<z.ZodType, Shape>();

/** What a message of a type carries, as it is sent. */
export function shapeOfPayload(schema: z.ZodType): Shape {
  const before = known.get(schema);
  if (before) return before;
  const shape = shapeOfSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  known.set(schema, shape);
  return shape;
}

export const shapeOfSchema = (schema: unknown): Shape => read(schema, { root: schema, sure: false }, 0);

/** What a value of an author's schema gives: where it speaks of no `required` at all, its fields are taken to be there. */
export const shapeOfGiven = (schema: unknown): Shape => read(schema, { root: schema, sure: true }, 0);

interface Reading {
  readonly root: unknown;
  readonly sure: boolean;
}

function read(schema: unknown, reading: Reading, depth: number): Shape {
  if (!isNode(schema) || depth > MAX_DEPTH) return ANY;
  const inner = (one: unknown) => read(one, reading, depth + 1);
  if (typeof schema.$ref === 'string') return inner(resolve(schema.$ref, reading.root));
  if ('const' in schema) return literalShape(schema.const);
  if (Array.isArray(schema.enum)) return enumerated(schema.enum);
  const several = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(several)) return unionOf(several.map(inner));
  if (Array.isArray(schema.allOf)) return schema.allOf.length === 1 ? inner(schema.allOf[0]) : ANY;
  if (Array.isArray(schema.type)) return unionOf(schema.type.map((type) => inner({ ...schema, type })));
  return ofType(schema, inner, reading.sure);
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

function resolve(ref: string, root: unknown): unknown {
  if (!ref.startsWith('#')) return undefined;
  const names = ref
    .slice(1)
    .split('/')
    .filter(Boolean)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>((node, name) => (isNode(node) ? node[name] : undefined), root);
}

function enumerated(values: readonly unknown[]): Shape {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === values.length && texts.length > 0
    ? { is: 'string', values: texts }
    : unionOf(values.map(literalShape));
}

function ofType(schema: Node, inner: (schema: unknown) => Shape, sure: boolean): Shape {
  const type = schema.type ?? (isNode(schema.properties) ? 'object' : schema.items ? 'array' : undefined);
  if (type === 'string')
    return {
      is: 'string',
      ...range(schema.minLength, schema.maxLength),
      ...(typeof schema.pattern === 'string' && { pattern: schema.pattern }),
    };
  if (type === 'number' || type === 'integer')
    return {
      is: 'number',
      ...(type === 'integer' && { whole: true }),
      ...range(schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum),
    };
  if (type === 'boolean') return BOOLEAN;
  if (type === 'null') return NULL;
  if (type === 'array')
    return {
      ...arrayOf(schema.items === undefined ? ANY : inner(schema.items)),
      ...range(schema.minItems, schema.maxItems),
    };
  return type === 'object' ? objectShape(schema, inner, sure) : ANY;
}

const range = (least: unknown, most: unknown): { least?: number; most?: number } => ({
  ...(typeof least === 'number' && { least }),
  ...(typeof most === 'number' && { most }),
});

function objectShape(schema: Node, inner: (schema: unknown) => Shape, sure: boolean): Shape {
  const required = Array.isArray(schema.required) ? new Set(schema.required) : undefined;
  const isOptional = (name: string) => (required ? !required.has(name) : !sure);
  const fields = Object.entries(isNode(schema.properties) ? schema.properties : {}).map(
    ([name, one]): [string, Field] => [name, { shape: inner(one), optional: isOptional(name) }],
  );
  const more = schema.additionalProperties;
  const unsaid = fields.length === 0 ? ANY : 'unsaid';
  return {
    is: 'object',
    fields: new Map(fields),
    rest: more === false ? 'closed' : more === undefined ? unsaid : inner(more),
  };
}

/** What is wrong with a schema that an author wrote; undefined when nothing is. */
export function faultOfSchema(schema: unknown, path = ''): string | undefined {
  const at = path || 'the schema';
  if (typeof schema === 'boolean') return undefined;
  if (!isNode(schema)) return `${at} is no schema`;
  const types = [schema.type ?? []].flat();
  const unknown = types.find((type) => !TYPES.includes(String(type)));
  if (unknown !== undefined) return `${at} has the type ${JSON.stringify(unknown)}, which JSON Schema does not know`;
  if (schema.required !== undefined && !Array.isArray(schema.required)) return `\`required\` of ${at} is not an array`;
  if (schema.properties !== undefined && !isNode(schema.properties)) return `\`properties\` of ${at} is not an object`;
  const named = new Set(Object.keys(isNode(schema.properties) ? schema.properties : {}));
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const missing = schema.additionalProperties === false ? required.find((name) => !named.has(name)) : undefined;
  if (missing !== undefined) return `${at} requires ${missing}, which it does not allow`;
  for (const [name, one] of Object.entries(isNode(schema.properties) ? schema.properties : {})) {
    const fault = faultOfSchema(one, path ? `${path}.${name}` : name);
    if (fault) return fault;
  }
  return schema.items === undefined ? undefined : faultOfSchema(schema.items, `${path || 'the array'}[]`);
}
