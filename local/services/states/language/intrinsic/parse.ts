/**
 * Intrinsic functions: the syntax of `States.Format('{}', $.name)`. Arguments are paths, strings in single quotes, numbers,
 * booleans, null, or further calls. https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import type { Json } from '../../../../engine/service.ts';
import { type Path, parsePath } from '../json-path/parse.ts';
import { INTRINSICS } from './functions.ts';

export interface Call {
  readonly name: string;
  readonly arguments: readonly Argument[];
}

export type Argument =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Json };

const known = new Map<string, Call | undefined>();
const MOST_KNOWN = 5_000;

/** Undefined when the text is not a call of a function that exists, with as many arguments as it takes. */
export function parseCall(text: string): Call | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const reader = { text, at: 0 };
  const call = readCall(reader);
  skipSpace(reader);
  const whole = call && reader.at === text.length ? call : undefined;
  known.set(text, whole);
  return whole;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readCall(reader: Reader): Call | undefined {
  const head = match(reader, /States\.([A-Za-z0-9]+)\s*\(/y);
  const name = head?.[1];
  if (!name) return undefined;
  const found: Argument[] = [];
  skipSpace(reader);
  if (!match(reader, /\)/y)) {
    for (;;) {
      const argument = readArgument(reader);
      if (!argument) return undefined;
      found.push(argument);
      skipSpace(reader);
      if (match(reader, /\)/y)) break;
      if (!match(reader, /,/y)) return undefined;
      skipSpace(reader);
    }
  }
  const intrinsic = INTRINSICS[name];
  if (!intrinsic || found.length < intrinsic.least || found.length > intrinsic.most) return undefined;
  return { name, arguments: found };
}

function readArgument(reader: Reader): Argument | undefined {
  const char = reader.text[reader.at];
  if (char === 'S') {
    const call = readCall(reader);
    return call && { kind: 'call', call };
  }
  if (char === '$') return readPath(reader);
  if (char === "'") return readText(reader);
  const literal = match(reader, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  return literal ? { kind: 'value', value: JSON.parse(literal[0]) as Json } : undefined;
}

function readText(reader: Reader): Argument | undefined {
  const found = match(reader, /'((?:[^'\\]|\\.)*)'/sy);
  if (found?.[1] === undefined || /\\[^'{}\\]/s.test(found[1])) return undefined;
  return { kind: 'value', value: found[1] };
}

/** A path ends at a comma or bracket that is not inside its own brackets or quotes. */
function readPath(reader: Reader): Argument | undefined {
  let depth = 0;
  let quote = '';
  let end = reader.at;
  for (; end < reader.text.length; end += 1) {
    const char = reader.text[end] ?? '';
    if (quote) {
      if (char === '\\') end += 1;
      else if (char === quote) quote = '';
    } else if (depth > 0 && (char === "'" || char === '"')) quote = char;
    else if (char === '[' || char === '(') depth += 1;
    else if (depth > 0 && (char === ']' || char === ')')) depth -= 1;
    else if (char === ',' || char === ')') break;
  }
  const path = parsePath(reader.text.slice(reader.at, end).trim());
  if (!path) return undefined;
  reader.at = end;
  return { kind: 'path', path };
}

function skipSpace(reader: Reader): void {
  match(reader, /\s*/y);
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at += found[0].length;
  return found ?? undefined;
}
