/**
 * JSONPath as Step Functions takes it: the syntax. Owns reading a path into steps and saying whether it can find more than
 * one value; not what it finds (evaluate.ts). Roots: `$` the data, `$$` the Context object, `$name` a variable.
 * https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */

export type Step =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'filter'; readonly test: Test }
  | { readonly kind: 'function'; readonly name: string };

/** A filter: `[?(@.price < 10 && @.isbn)]`. */
export type Test =
  | { readonly kind: 'and' | 'or'; readonly tests: readonly Test[] }
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'exists'; readonly path: Path }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: unknown };

export interface Path {
  readonly text: string;
  readonly root: 'data' | 'context' | 'current' | { readonly variable: string };
  readonly steps: readonly Step[];
  /** It names one place: what it finds is a value, not a list. */
  readonly definite: boolean;
}

const NAME = /[\p{L}\p{N}_\-$ ]/u;
const known = new Map<string, Path | undefined>();
const MOST_KNOWN = 5_000;

/** Undefined when the text is not a path. */
export function parsePath(text: string): Path | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const reader = new Reader(text);
  let path: Path | undefined;
  try {
    path = reader.path();
    if (!reader.atEnd) path = undefined;
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
  }
  known.set(text, path);
  return path;
}

class PathSyntaxError extends Error {}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  path(): Path {
    const start = this.at;
    const root = this.root();
    const steps: Step[] = [];
    for (let step = this.step(); step; step = this.step()) steps.push(step);
    const many = (step: Step) =>
      step.kind === 'names'
        ? step.names.length > 1
        : step.kind === 'indexes'
          ? step.indexes.length > 1
          : step.kind !== 'function';
    return {
      text: this.text.slice(start, this.at),
      root,
      steps,
      definite: steps.some(({ kind }) => kind === 'function') || !steps.some(many),
    };
  }

  private root(): Path['root'] {
    if (this.take('@')) return 'current';
    if (this.take('$$')) return 'context';
    if (!this.take('$')) throw new PathSyntaxError();
    const name = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(this.text.slice(this.at))?.[0];
    if (!name) return 'data';
    this.at += name.length;
    return { variable: name };
  }

  private step(): Step | undefined {
    if (this.take('..')) {
      if (this.text[this.at] !== '[') this.at -= 1;
      if (this.text[this.at] === '.') this.pretendDot = true;
      return { kind: 'deep' };
    }
    if (this.pretendDot || this.text[this.at] === '.') {
      this.pretendDot = false;
      this.at += 1;
      if (this.take('*')) return { kind: 'all' };
      const name = this.name();
      if (this.take('()')) return { kind: 'function', name };
      return { kind: 'names', names: [name] };
    }
    return this.text[this.at] === '[' ? this.bracket() : undefined;
  }

  private pretendDot = false;

  private name(): string {
    let end = this.at;
    while (end < this.text.length && NAME.test(this.text[end] ?? '')) end += 1;
    const name = this.text.slice(this.at, end).trimEnd();
    if (!name) throw new PathSyntaxError();
    this.at += name.length;
    return name;
  }

  private bracket(): Step {
    this.need('[');
    this.space();
    if (this.take('*')) return this.close({ kind: 'all' });
    if (this.take('?')) {
      this.space();
      this.need('(');
      const test = this.or();
      this.space();
      this.need(')');
      return this.close({ kind: 'filter', test });
    }
    const quote = this.text[this.at];
    if (quote === "'" || quote === '"') return this.close({ kind: 'names', names: this.list(() => this.quoted()) });
    const last = /^\(\s*@\.length\s*-\s*([1-9]\d*)\s*\)/.exec(this.text.slice(this.at));
    if (last) {
      this.at += last[0].length;
      return this.close({ kind: 'indexes', indexes: [-Number(last[1])] });
    }
    const slice = /^(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(\d+))?/.exec(this.text.slice(this.at));
    if (slice) {
      this.at += slice[0].length;
      const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
      return this.close({ kind: 'slice', from: number(slice[1]), to: number(slice[2]), by: number(slice[3]) ?? 1 });
    }
    return this.close({ kind: 'indexes', indexes: this.list(() => this.integer()) });
  }

  private list<T>(read: () => T): T[] {
    const items = [read()];
    this.space();
    while (this.take(',')) {
      this.space();
      items.push(read());
      this.space();
    }
    return items;
  }

  private close(step: Step): Step {
    this.space();
    this.need(']');
    return step;
  }

  private quoted(): string {
    const quote = this.text[this.at];
    if (quote !== "'" && quote !== '"') throw new PathSyntaxError();
    this.at += 1;
    let value = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new PathSyntaxError();
      this.at += 1;
      if (char === quote) return value;
      if (char === '\\' && this.text[this.at] === quote) value += this.text[this.at++];
      else value += char;
    }
  }

  private integer(): number {
    const digits = /^-?\d+/.exec(this.text.slice(this.at))?.[0];
    if (!digits) throw new PathSyntaxError();
    this.at += digits.length;
    return Number(digits);
  }

  private or(): Test {
    return this.joined('||', 'or', () => this.joined('&&', 'and', () => this.unary()));
  }

  private joined(sign: string, kind: 'and' | 'or', read: () => Test): Test {
    const first = read();
    const tests = [first];
    for (this.space(); this.take(sign); this.space()) tests.push(read());
    return tests.length === 1 ? first : { kind, tests };
  }

  private unary(): Test {
    this.space();
    if (this.take('!')) return { kind: 'not', test: this.unary() };
    if (this.take('(')) {
      const test = this.or();
      this.space();
      this.need(')');
      return test;
    }
    const left = this.operand();
    this.space();
    const operator = /^(==|!=|<=|>=|<|>|=~|in\b|nin\b)/.exec(this.text.slice(this.at))?.[0];
    if (!operator) {
      if (left.kind !== 'path') throw new PathSyntaxError();
      return { kind: 'exists', path: left.path };
    }
    this.at += operator.length;
    this.space();
    return { kind: 'compare', operator, left, right: this.operand() };
  }

  private operand(): Operand {
    const char = this.text[this.at];
    if (char === '@' || char === '$') return { kind: 'path', path: this.path() };
    if (char === "'" || char === '"') return { kind: 'value', value: this.quoted() };
    if (char === '[') {
      this.need('[');
      const value = this.list(() => {
        const item = this.operand();
        return item.kind === 'value' ? item.value : undefined;
      });
      this.need(']');
      return { kind: 'value', value };
    }
    const literal = /^(true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(this.text.slice(this.at))?.[0];
    if (literal) {
      this.at += literal.length;
      return { kind: 'value', value: JSON.parse(literal) };
    }
    return { kind: 'value', value: this.name() }; // a word without quotes is text
  }

  private space(): void {
    while (this.text[this.at] === ' ') this.at += 1;
  }

  private take(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private need(sign: string): void {
    if (!this.take(sign)) throw new PathSyntaxError();
  }
}
