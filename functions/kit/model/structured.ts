/**
 * Answers that keep a schema. A model is asked for JSON, yet may wrap it in a fence of Markdown or words: of the JSON values in the
 * text, the one that keeps the prompt's schema is the answer. What breaks the schema is never passed on, and where several different
 * ones keep it, none is taken: one of them may be quoted from what somebody else wrote.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ModelError } from './port.ts';

export type Read<T> = { readonly value: T } | { readonly breaches: readonly string[] };

/** Where a JSON value may begin; more would be looked at for nothing. */
const MAX_STARTS = 50;
const MAX_BREACHES = 20;

const schemas = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();

/** JSON Schema of what a model is to write. Throws for a zod schema that has none. */
export function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const known = schemas.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input' });
  schemas.set(schema, made);
  return made;
}

/** The value of an answer's text, or what is wrong with it: place and rule, never the text itself. */
export function readOutput<S extends z.ZodType>(schema: S, text: string): Read<z.output<S>> {
  const fitting: z.output<S>[] = [];
  let breaches: readonly string[] | undefined;
  for (const json of jsonValues(text)) {
    const result = schema.safeParse(json);
    if (result.success) fitting.push(result.data);
    else breaches ??= breachesOf(result.error);
  }
  const [value, ...others] = fitting;
  if (value === undefined) return { breaches: breaches ?? ['The answer holds no complete JSON value.'] };
  if (others.every((other) => isDeepStrictEqual(other, value))) return { value };
  return { breaches: ['The answer holds several JSON values of the schema: answer with one, and quote none.'] };
}

const breachesOf = ({ issues }: z.ZodError): string[] =>
  issues.slice(0, MAX_BREACHES).map(({ path, message }) => `${path.join('.') || 'the value'}: ${message}`);

export const invalidOutput = (prompt: string, breaches: readonly string[]): ModelError =>
  new ModelError(
    'InvalidOutput',
    `The answer to prompt ${prompt} breaks its schema, also after it was asked to repair it: ${breaches.length} breaches, the first at ${breaches[0]?.split(':')[0] ?? 'the value'}. Ask a model that writes JSON reliably, or a simpler schema.`,
  );

/** All of the text, when that is JSON; else each object or array in it that lies in no other, in their order. */
function* jsonValues(text: string): Generator<unknown> {
  const whole = parsed(text.trim());
  if (whole) {
    yield whole.json;
    return;
  }
  let starts = 0;
  for (let at = next(text, 0); at >= 0 && starts < MAX_STARTS; ) {
    starts += 1;
    const end = endOf(text, at);
    const value = end > at ? parsed(text.slice(at, end)) : undefined;
    if (value) yield value.json;
    at = next(text, value ? end : at + 1);
  }
}

const next = (text: string, from: number): number => {
  const found = text.slice(from).search(/[[{]/);
  return found < 0 ? -1 : from + found;
};

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Behind the bracket that closes the one at `start`, brackets in strings not counted; -1 where none does. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}
