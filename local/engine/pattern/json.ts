/**
 * JSON as it is written: keeps what JSON.parse drops and patterns depend on. Numbers keep their spelling, repeated keys
 * all stay, and every value knows where it stands, so that a refusal can point at it.
 */

export type JsonNode =
  | { readonly kind: 'object'; readonly at: number; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  | { readonly kind: 'literal'; readonly at: number; readonly value: boolean | null };

/** What is wrong with a text or a pattern, and at which character. */
export class PatternError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'PatternError';
    this.at = at;
  }
}

/** AWS reads nested JSON up to 1100 levels: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const DEEPEST = 1100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SPACE = /[ \t\n\r]*/y;
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/** Parses one JSON text. Throws PatternError. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text);
  const root = value(reader, 0);
  if (reader.next() !== '') reader.unexpected('the end');
  return root;
}

/** Where the parser stands in the text. */
class Reader {
  readonly text: string;
  at = 0;
  constructor(text: string) {
    this.text = text;
  }

  take(token: RegExp): string | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** The next character that is not white space; empty at the end. */
  next(): string {
    this.take(SPACE);
    return this.text.charAt(this.at);
  }

  string(): string {
    const found = this.take(STRING) ?? this.unexpected('a string');
    return found.includes('\\') ? (JSON.parse(found) as string) : found.slice(1, -1);
  }

  fail(what: string): never {
    throw new PatternError(what, this.at);
  }

  unexpected(wanted: string): never {
    const char = this.text.charAt(this.at);
    return this.fail(char === '' ? 'Unexpected end of input' : `Unexpected character ('${char}'): expected ${wanted}`);
  }
}

function value(reader: Reader, depth: number): JsonNode {
  const first = reader.next();
  const { at } = reader;
  if (first === '{') return { kind: 'object', at, entries: list(reader, '}', depth, entry) };
  if (first === '[') return { kind: 'array', at, items: list(reader, ']', depth, value) };
  if (first === '"') return { kind: 'string', at, value: reader.string() };
  const number = reader.take(NUMBER);
  if (number) return { kind: 'number', at, text: number };
  for (const [word, literal] of LITERALS) {
    if (!reader.text.startsWith(word, at)) continue;
    reader.at += word.length;
    return { kind: 'literal', at, value: literal };
  }
  return reader.unexpected('a value');
}

function entry(reader: Reader, depth: number): readonly [string, JsonNode] {
  const key = reader.string();
  if (reader.next() !== ':') reader.unexpected("':'");
  reader.at += 1;
  return [key, value(reader, depth)];
}

function list<T>(reader: Reader, close: string, depth: number, item: (reader: Reader, depth: number) => T): T[] {
  if (depth > DEEPEST) reader.fail(`JSON is nested deeper than ${DEEPEST} levels`);
  const items: T[] = [];
  reader.at += 1;
  if (reader.next() === close) {
    reader.at += 1;
    return items;
  }
  for (;;) {
    items.push(item(reader, depth + 1));
    const mark = reader.next();
    if (mark !== ',' && mark !== close) reader.unexpected(`',' or '${close}'`);
    reader.at += 1;
    if (mark === close) return items;
    reader.next();
  }
}
