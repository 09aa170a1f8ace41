/**
 * The Condition element. Owns the operators; the values come through a Context.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 *
 * 1. All operators and all keys of a statement must hold; of the values of a key, one is enough.
 * 2. A key without a value fails, but passes with `…IfExists` and with a negated operator.
 * 3. An operator that is not known here is refused when the policy is compiled: it is never taken for true.
 */
import { type Context, hasVariables, withVariables } from './context.ts';
import { malformed } from './document.ts';
import { arnGlob, glob, type Matcher } from './glob.ts';
import { inNetwork } from './network.ts';

export type Condition = (context: Context) => boolean;

/** Makes a matcher of one wanted value. */
type Operator = (wanted: string) => Matcher;

const compare =
  (read: (text: string) => number, holds: (found: number, wanted: number) => boolean): Operator =>
  (wanted) => {
    const limit = read(wanted);
    return (text) => holds(read(text), limit);
  };
const number = (text: string): number => Number(text);
const moment = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const caseless = (wanted: string): Matcher => {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted) => (text) => text === wanted,
  StringEqualsIgnoreCase: caseless,
  StringLike: (wanted) => glob(wanted),
  ArnEquals: arnGlob,
  ArnLike: arnGlob,
  NumericEquals: compare(number, (a, b) => a === b),
  NumericLessThan: compare(number, (a, b) => a < b),
  NumericLessThanEquals: compare(number, (a, b) => a <= b),
  NumericGreaterThan: compare(number, (a, b) => a > b),
  NumericGreaterThanEquals: compare(number, (a, b) => a >= b),
  DateEquals: compare(moment, (a, b) => a === b),
  DateLessThan: compare(moment, (a, b) => a < b),
  DateLessThanEquals: compare(moment, (a, b) => a <= b),
  DateGreaterThan: compare(moment, (a, b) => a > b),
  DateGreaterThanEquals: compare(moment, (a, b) => a >= b),
  Bool: caseless,
  BinaryEquals: (wanted) => (text) => text === wanted,
  IpAddress: (wanted) => (text) => inNetwork(text, wanted),
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Compiles the Condition element of a statement. Throws MalformedPolicyDocument on an operator that does not exist. */
export function compileConditions(
  element: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): Condition[] {
  return Object.entries(element).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) => compile(name, key.toLowerCase(), values)),
  );
}

function compile(name: string, key: string, values: readonly string[]): Condition {
  const [, quantifier, base = '', ifExists] = NAME.exec(name) ?? [];
  if (base === 'Null') {
    const wanted = values.some((value) => value.toLowerCase() === 'true');
    return (context) => (context(key) === undefined) === wanted;
  }
  const operator = OPERATORS[NEGATED[base] ?? base];
  if (!operator) throw malformed(`Invalid Condition type : ${name}.`);
  const negated = base in NEGATED;
  const matchesOne = anyOf(values, operator);
  return (context) => {
    const found = context(key);
    if (found === undefined) return ifExists !== undefined || quantifier === 'ForAllValues' || (negated && !quantifier);
    const texts = typeof found === 'string' ? [found] : found;
    const holds = (text: string) => matchesOne(text, context) !== negated;
    if (quantifier === 'ForAllValues') return texts.every(holds);
    if (quantifier === 'ForAnyValue') return texts.some(holds);
    return negated ? texts.every(holds) : texts.some(holds);
  };
}

/** Whether a text matches one of the wanted values; those without variables are compiled once. */
function anyOf(values: readonly string[], operator: Operator): (text: string, context: Context) => boolean {
  const fixed = values.filter((value) => !hasVariables(value)).map(operator);
  const variable = values.filter(hasVariables);
  return (text, context) =>
    fixed.some((test) => test(text)) ||
    variable.some((value) => {
      const filled = withVariables(value, context);
      return filled !== undefined && operator(filled)(text);
    });
}
