/** Checks what only a Map has. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
import type { QueryLanguage } from '../asl/definition.ts';
import { checkNumber, checkPath, checkTemplate } from './check-values.ts';
import { type Fields, isObject, type Report } from './report.ts';

const LONGEST_LABEL = 40;

export function checkMap(report: Report, at: string, state: Fields, language: QueryLanguage): void {
  if (state.ItemProcessor === undefined && state.Iterator === undefined)
    report.add(at, 'These fields are required: [ItemProcessor]');
  checkNumber(report, at, state, 'MaxConcurrency', language, { least: 0 });
  checkNumber(report, at, state, 'ToleratedFailureCount', language, { least: 0 });
  checkNumber(report, at, state, 'ToleratedFailurePercentage', language, { least: 0, most: 100, fraction: true });
  for (const field of [
    'ItemsPath',
    'MaxConcurrencyPath',
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentagePath',
  ])
    checkPath(report, at, state, field);
  checkLabel(report, at, state.Label);
  const { ItemReader: reader, ItemProcessor: processor } = state;
  const config = isObject(reader) && isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  if (language === 'JSONPath')
    for (const field of ['ItemReader', 'ResultWriter']) {
      const place = state[field];
      if (isObject(place)) checkTemplate(report, `${at}/${field}/Parameters`, place.Parameters);
    }
  checkNumber(report, `${at}/ItemReader/ReaderConfig`, config, 'MaxItems', language, { least: 0 });
  checkPath(report, `${at}/ItemReader/ReaderConfig`, config, 'MaxItemsPath');
  if (config.MaxItems !== undefined && config.MaxItemsPath !== undefined)
    report.add(`${at}/ItemReader/ReaderConfig`, 'Only one of these fields may be there: [MaxItems, MaxItemsPath]');
  const mode = isObject(processor) && isObject(processor.ProcessorConfig) ? processor.ProcessorConfig.Mode : undefined;
  if (mode !== undefined && mode !== 'INLINE' && mode !== 'DISTRIBUTED')
    report.add(
      `${at}/ItemProcessor/ProcessorConfig/Mode`,
      'Value is not valid. Acceptable values are: INLINE, DISTRIBUTED',
    );
}

function checkLabel(report: Report, at: string, label: unknown): void {
  if (label === undefined) return;
  if (typeof label !== 'string' || label === '') report.add(`${at}/Label`, 'Label cannot be empty');
  else if (label.length > LONGEST_LABEL) report.add(`${at}/Label`, `Label cannot exceed ${LONGEST_LABEL} characters`);
  else if (/[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u.test(label))
    report.add(`${at}/Label`, 'Label contains an invalid character');
}
