/** Checks Retry and Catch. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import type { QueryLanguage } from '../asl/definition.ts';
import { checkExpressions, checkNumber, checkReference, checkTemplate } from './check-values.ts';
import { type Fields, isObject, type Report } from './report.ts';

const RETRIER = new Set([
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
]);
const CATCHER = new Set(['ErrorEquals', 'Next', 'ResultPath', 'Output', 'Assign', 'Comment']);

export function checkHandlers(report: Report, at: string, state: Fields, language: QueryLanguage): void {
  each(report, `${at}/Retry`, state.Retry, RETRIER, (here, retrier) => {
    checkNumber(report, here, retrier, 'IntervalSeconds', 'JSONPath', { least: 1 });
    checkNumber(report, here, retrier, 'MaxAttempts', 'JSONPath', { least: 0 });
    checkNumber(report, here, retrier, 'MaxDelaySeconds', 'JSONPath', { least: 1 });
    checkNumber(report, here, retrier, 'BackoffRate', 'JSONPath', { least: 1, fraction: true });
    const { JitterStrategy: jitter } = retrier;
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE')
      report.add(`${here}/JitterStrategy`, 'Value is not valid. Acceptable values are: FULL, NONE');
  });
  each(report, `${at}/Catch`, state.Catch, CATCHER, (here, catcher) => {
    if (typeof catcher.Next !== 'string') report.add(here, 'These fields are required: [Next]');
    if (language === 'JSONata') {
      checkExpressions(report, `${here}/Output`, catcher.Output);
      checkExpressions(report, `${here}/Assign`, catcher.Assign);
      return;
    }
    if (catcher.ResultPath !== undefined && catcher.ResultPath !== null)
      checkReference(report, `${here}/ResultPath`, catcher.ResultPath);
    checkTemplate(report, `${here}/Assign`, catcher.Assign);
  });
}

function each(
  report: Report,
  at: string,
  list: unknown,
  allowed: ReadonlySet<string>,
  check: (here: string, one: Fields) => void,
): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) {
    report.add(at, 'Expected value of type Array');
    return;
  }
  for (const [i, one] of list.entries()) {
    const here = `${at}[${i}]`;
    if (!isObject(one)) {
      report.add(here, 'Expected value of type Object');
      continue;
    }
    for (const field of Object.keys(one))
      if (!allowed.has(field)) report.add(`${here}/${field}`, 'Field is not supported by Step Functions');
    checkErrors(report, here, one.ErrorEquals, i === list.length - 1);
    check(here, one);
  }
}

function checkErrors(report: Report, here: string, errors: unknown, last: boolean): void {
  if (errors === undefined) {
    report.add(here, 'These fields are required: [ErrorEquals]');
    return;
  }
  if (!Array.isArray(errors) || errors.length === 0 || errors.some((error) => typeof error !== 'string')) {
    report.add(`${here}/ErrorEquals`, 'ErrorEquals must be a non-empty array of error names');
    return;
  }
  if (errors.includes('States.ALL') && (errors.length > 1 || !last))
    report.add(`${here}/ErrorEquals`, 'States.ALL must appear alone, and in the last of the list');
}
