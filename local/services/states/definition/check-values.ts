/** Checks values: numbers, paths, payload templates, JSONata expressions. */
import type { QueryLanguage } from '../asl/definition.ts';
import { parseCall } from '../language/intrinsic/parse.ts';
import { parsePath } from '../language/json-path/parse.ts';
import { expressionIn, syntaxErrorOf } from '../language/jsonata/evaluate.ts';
import { type Fields, isObject, type Report } from './report.ts';

/** A number in a field, if the field is there; in JSONata an expression as well. */
export function checkNumber(
  report: Report,
  at: string,
  state: Fields,
  field: string,
  language: QueryLanguage,
  { least, most, fraction = false }: { least: number; most?: number; fraction?: boolean },
): void {
  const value = state[field];
  if (value === undefined) return;
  if (language === 'JSONata' && typeof value === 'string' && expressionIn(value) !== undefined) return;
  if (typeof value !== 'number' || (!fraction && !Number.isInteger(value)))
    report.add(`${at}/${field}`, `Expected value of type ${fraction ? 'Number' : 'Integer'}`);
  else if (value < least) report.add(`${at}/${field}`, `Value must be greater than or equal to ${least}`);
  else if (most !== undefined && value > most)
    report.add(`${at}/${field}`, `Value must be less than or equal to ${most}`);
}

/** A path in a field, if the field is there. */
export function checkPath(report: Report, at: string, state: Fields, field: string, { orCall = false } = {}): void {
  const value = state[field];
  if (value === undefined) return;
  const fine =
    typeof value === 'string' && (parsePath(value) !== undefined || (orCall && parseCall(value) !== undefined));
  if (!fine)
    report.add(`${at}/${field}`, `Value is not a valid ${orCall ? 'JSONPath or intrinsic function call' : 'JSONPath'}`);
}

const PATHS = ['InputPath', 'OutputPath'];
const PATH_TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'Credentials'];

/** The fields of a state that are evaluated. */
export function checkTemplates(report: Report, at: string, state: Fields, language: QueryLanguage): void {
  if (language === 'JSONata') {
    for (const [field, value] of Object.entries(state))
      if (!STRUCTURAL.has(field)) checkExpressions(report, `${at}/${field}`, value);
    return;
  }
  for (const field of PATHS) if (state[field] !== null) checkPath(report, at, state, field);
  if (state.ResultPath !== undefined && state.ResultPath !== null)
    checkReference(report, `${at}/ResultPath`, state.ResultPath);
  for (const field of PATH_TEMPLATES) checkTemplate(report, `${at}/${field}`, state[field]);
}

const STRUCTURAL = new Set([
  'Type',
  'Comment',
  'QueryLanguage',
  'Next',
  'Default',
  'Resource',
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Retry',
]);

/** ResultPath: one place in the data. */
export function checkReference(report: Report, at: string, value: unknown): void {
  const path = typeof value === 'string' ? parsePath(value) : undefined;
  if (path?.root !== 'data' || !path.definite) report.add(at, 'Value is not a valid Reference Path');
}

export function checkTemplate(report: Report, at: string, template: unknown): void {
  if (Array.isArray(template)) for (const [i, item] of template.entries()) checkTemplate(report, `${at}[${i}]`, item);
  if (!isObject(template)) return;
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith('.$')) {
      checkTemplate(report, `${at}/${key}`, value);
      continue;
    }
    if (typeof value !== 'string' || !(parsePath(value) || parseCall(value)))
      report.add(at, `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`);
    if (Object.hasOwn(template, key.slice(0, -2)))
      report.add(at, `The field '${key.slice(0, -2)}' is there twice: with and without '.$'`);
  }
}

export function checkExpressions(report: Report, at: string, value: unknown): void {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) checkExpressions(report, `${at}[${i}]`, item);
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) checkExpressions(report, `${at}/${key}`, item);
  if (typeof value !== 'string') return;
  const source = expressionIn(value);
  if (source === undefined) {
    if (value.startsWith('{%') || value.endsWith('%}'))
      report.add(at, "A JSONata expression must start with '{%' and end with '%}'");
    return;
  }
  const wrong = syntaxErrorOf(source);
  if (wrong !== undefined) report.add(at, `Invalid JSONata expression: ${wrong}`);
}
