/** Checks the rules of a Choice. https://states-language.net/spec.html#choice-state */
import type { QueryLanguage } from '../asl/definition.ts';
import { parsePath } from '../language/json-path/parse.ts';
import { parseTimestamp } from '../language/timestamp.ts';
import { type Fields, isObject, type Report } from './report.ts';

const ANNOTATIONS = new Set(['Comment', 'Next', 'Assign', 'Output', 'Variable']);
const COMPARISON =
  /^(?:(String|Numeric|Timestamp)(?:Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)|BooleanEquals)(Path)?$|^StringMatches$|^Is(?:Null|Present|Numeric|String|Boolean|Timestamp)$/;

export function checkRules(report: Report, at: string, state: Fields, language: QueryLanguage): void {
  const { Choices: rules } = state;
  if (rules === undefined) return;
  if (!Array.isArray(rules) || rules.length === 0) {
    report.add(`${at}/Choices`, 'Choices must be a non-empty array of rules');
    return;
  }
  for (const [i, rule] of rules.entries()) {
    const here = `${at}/Choices[${i}]`;
    if (!isObject(rule)) report.add(here, 'Expected value of type Object');
    else {
      if (typeof rule.Next !== 'string') report.add(here, 'These fields are required: [Next]');
      if (language === 'JSONata') checkCondition(report, here, rule);
      else checkRule(report, here, rule);
    }
  }
}

/** That an expression parses is checked with all the others. */
function checkCondition(report: Report, at: string, rule: Fields): void {
  if (rule.Condition === undefined) report.add(at, 'These fields are required: [Condition]');
  for (const field of Object.keys(rule))
    if (field !== 'Condition' && (!ANNOTATIONS.has(field) || field === 'Variable'))
      report.add(`${at}/${field}`, 'Field is not supported when QueryLanguage is JSONata');
}

function checkRule(report: Report, at: string, rule: Fields): void {
  const operators = Object.keys(rule).filter((field) => !ANNOTATIONS.has(field));
  const [operator = ''] = operators;
  if (operators.length !== 1) {
    report.add(at, 'A rule must have exactly one comparison operator');
    return;
  }
  if (operator === 'And' || operator === 'Or' || operator === 'Not') {
    checkCombined(report, at, operator, rule[operator]);
    return;
  }
  if (!COMPARISON.test(operator)) {
    report.add(`${at}/${operator}`, 'Field is not supported by Step Functions');
    return;
  }
  if (typeof rule.Variable !== 'string') report.add(at, 'These fields are required: [Variable]');
  else if (!parsePath(rule.Variable)) report.add(`${at}/Variable`, 'Value is not a valid JSONPath');
  checkOperand(report, `${at}/${operator}`, operator, rule[operator]);
}

function checkCombined(report: Report, at: string, operator: string, value: unknown): void {
  const rules: readonly unknown[] = operator === 'Not' ? [value] : Array.isArray(value) ? value : [];
  if (rules.length === 0) report.add(`${at}/${operator}`, `${operator} must be a non-empty array of rules`);
  for (const [i, rule] of rules.entries()) {
    const here = `${at}/${operator}${operator === 'Not' ? '' : `[${i}]`}`;
    if (isObject(rule)) checkRule(report, here, rule);
    else report.add(here, 'Expected value of type Object');
  }
}

function checkOperand(report: Report, at: string, operator: string, value: unknown): void {
  if (operator.endsWith('Path')) {
    if (typeof value !== 'string' || !parsePath(value)) report.add(at, 'Value is not a valid JSONPath');
    return;
  }
  const expected = operator.startsWith('Numeric')
    ? 'number'
    : operator.startsWith('Is') || operator.startsWith('Boolean')
      ? 'boolean'
      : 'string';
  const actual: string = typeof value;
  if (actual !== expected) report.add(at, `Expected value of type ${expected}`);
  else if (operator.startsWith('Timestamp') && parseTimestamp(String(value)) === undefined)
    report.add(at, 'String does not match RFC3339 timestamp');
}
