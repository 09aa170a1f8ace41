/** The comparisons of a Choice rule in JSONPath. https://states-language.net/spec.html#choice-state */
import type { Json } from '../../../engine/service.ts';
import type { Rule } from '../asl/definition.ts';
import { runtimeFault } from '../failure.ts';
import { found, needed } from '../flow/jsonpath-flow.ts';
import { parseTimestamp } from '../language/timestamp.ts';
import type { Branch } from '../run/branch.ts';

/** Whether a rule holds. Throws States.Runtime when its Variable finds nothing; IsPresent may. */
export function holds(branch: Branch, rule: Rule): boolean {
  if (rule.And) return rule.And.every((one) => holds(branch, one));
  if (rule.Or) return rule.Or.some((one) => holds(branch, one));
  if (rule.Not) return !holds(branch, rule.Not);
  const operator = Object.keys(rule).find((key) => !NOT_OPERATORS.has(key));
  const variable = rule.Variable ?? '';
  if (!operator) return false;
  const expected = rule[operator] as Json;
  const value = found(branch, variable);
  if (operator === 'IsPresent') return (value !== undefined) === expected;
  if (value === undefined)
    throw runtimeFault(`Invalid path '${variable}': The choice state's condition path references an invalid value.`);
  const test = IS[operator];
  if (test) return test(value) === expected;
  const other = operator.endsWith('Path') ? needed(branch, String(expected), operator) : expected;
  return compares(operator.replace(/Path$/, ''), value, other);
}

const NOT_OPERATORS = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

const IS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
};

/** Values of another type than the operator's never compare. */
function compares(operator: string, value: Json, other: Json): boolean {
  if (operator === 'BooleanEquals') return typeof value === 'boolean' && value === other;
  if (operator === 'StringMatches')
    return typeof value === 'string' && typeof other === 'string' && globOf(other).test(value);
  const [, kind, relation = ''] = /^(String|Numeric|Timestamp)(.+)$/.exec(operator) ?? [];
  if (kind === 'String')
    return typeof value === 'string' && typeof other === 'string' && relates(relation, value, other);
  if (kind === 'Numeric')
    return typeof value === 'number' && typeof other === 'number' && relates(relation, value, other);
  if (typeof value !== 'string' || typeof other !== 'string') return false;
  const [a, b] = [parseTimestamp(value), parseTimestamp(other)];
  return a !== undefined && b !== undefined && relates(relation, a, b);
}

function relates<T extends string | number>(relation: string, a: T, b: T): boolean {
  if (relation === 'Equals') return a === b;
  if (relation === 'LessThan') return a < b;
  if (relation === 'GreaterThan') return a > b;
  if (relation === 'LessThanEquals') return a <= b;
  return relation === 'GreaterThanEquals' && a >= b;
}

/** `*` stands for any text; a backslash takes the next character as it is. */
const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\\(.)|\*|[.+?^${}()|[\]]/gs, (sign, escaped: string | undefined) =>
      escaped !== undefined ? escaped.replace(/[.*+?^${}()|[\]\\]/, '\\$&') : sign === '*' ? '.*' : `\\${sign}`,
    )}$`,
    's',
  );
