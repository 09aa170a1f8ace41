/** Checks one state: its fields by type and language, and what stands in them. */
import type { QueryLanguage, StateType } from '../asl/definition.ts';
import { isKnownResource } from '../integrations/known.ts';
import { parseTimestamp } from '../language/timestamp.ts';
import type { MachineType } from '../model.ts';
import { checkHandlers } from './check-handlers.ts';
import { checkMap } from './check-map.ts';
import { checkRules } from './check-rules.ts';
import { checkNumber, checkPath, checkTemplates } from './check-values.ts';
import { type Fields, isObject, type Report } from './report.ts';
import { EXCLUSIVE, STATE_FIELDS } from './state-fields.ts';

export interface Surroundings {
  readonly type: MachineType;
  /** Of the machine around it. */
  readonly language: QueryLanguage;
  /** Whether that is the whole definition's. */
  readonly top: boolean;
  /** Of all states so far: a name is used once in a definition. */
  readonly names: Set<string>;
}

const COMMON = ['Type', 'Comment', 'QueryLanguage'];

export function checkState(report: Report, at: string, state: Fields, around: Surroundings): void {
  const { Type: type, QueryLanguage: own } = state;
  if (typeof type !== 'string' || !Object.hasOwn(STATE_FIELDS, type)) {
    if (type === undefined) report.add(at, 'These fields are required: [Type]');
    else report.add(`${at}/Type`, `Value is not valid. Acceptable values are: ${Object.keys(STATE_FIELDS).join(', ')}`);
    return;
  }
  if (around.top && around.language === 'JSONata' && own === 'JSONPath')
    report.add(at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  const language = own === 'JSONata' || own === 'JSONPath' ? own : around.language;
  checkFields(report, at, state, type as StateType, language);
  checkTemplates(report, at, state, language);
  checkHandlers(report, at, state, language);
  const check = BY_TYPE[type as StateType];
  check?.(report, at, state, language, around);
}

function checkFields(report: Report, at: string, state: Fields, type: StateType, language: QueryLanguage): void {
  const { both, jsonPath, jsonata, required, goesOn } = STATE_FIELDS[type];
  const [mine, others] = language === 'JSONata' ? [jsonata, jsonPath] : [jsonPath, jsonata];
  const allowed = new Set([...COMMON, ...both, ...mine, ...(goesOn ? ['Next', 'End'] : [])]);
  for (const field of Object.keys(state)) {
    if (allowed.has(field)) continue;
    if (others.includes(field))
      report.add(`${at}/${field}`, `Field is not supported when QueryLanguage is ${language}`);
    else report.add(`${at}/${field}`, 'Field is not supported by Step Functions');
  }
  const missing = required.filter((field) => state[field] === undefined);
  if (missing.length > 0) report.add(at, `These fields are required: [${missing.join(', ')}]`);
  if (goesOn && state.Next === undefined && state.End !== true)
    report.add(at, 'These fields are required: [Next or End]');
  for (const group of EXCLUSIVE) {
    const present = group.filter((field) => state[field] !== undefined);
    if (present.length > 1) report.add(at, `Only one of these fields may be there: [${present.join(', ')}]`);
  }
}

type Check = (report: Report, at: string, state: Fields, language: QueryLanguage, around: Surroundings) => void;

const checkTask: Check = (report, at, state, language, { type }) => {
  const { Resource: resource, Credentials: credentials } = state;
  if (isObject(credentials) && credentials.RoleArn === undefined && credentials['RoleArn.$'] === undefined)
    report.add(`${at}/Credentials`, "The field 'RoleArn' is required but was missing");
  for (const field of ['TimeoutSeconds', 'HeartbeatSeconds'])
    checkNumber(report, at, state, field, language, { least: 1 });
  for (const field of ['TimeoutSecondsPath', 'HeartbeatSecondsPath']) checkPath(report, at, state, field);
  if (typeof resource !== 'string') return;
  if (!isKnownResource(resource))
    report.add(
      `${at}/Resource`,
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  const pattern = /\.(waitForTaskToken|sync(?::2)?)$/.exec(resource)?.[0];
  if (type === 'EXPRESS' && pattern)
    report.add(`${at}/Resource`, `Express state machine does not support '${pattern}' service integration `);
};

const checkWait: Check = (report, at, state, language) => {
  const present = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter(
    (field) => state[field] !== undefined,
  );
  if (present.length !== 1)
    report.add(at, 'Exactly one of these fields must be there: [Seconds, SecondsPath, Timestamp, TimestampPath]');
  checkNumber(report, at, state, 'Seconds', language, { least: 0 });
  for (const field of ['SecondsPath', 'TimestampPath']) checkPath(report, at, state, field);
  const { Timestamp: moment } = state;
  const expression = language === 'JSONata' && typeof moment === 'string' && moment.startsWith('{%');
  if (moment !== undefined && !expression && (typeof moment !== 'string' || parseTimestamp(moment) === undefined))
    report.add(`${at}/Timestamp`, 'String does not match RFC3339 timestamp');
};

const checkParallel: Check = (report, at, state) => {
  const { Branches: branches } = state;
  if (branches === undefined) return;
  if (!Array.isArray(branches)) report.add(`${at}/Branches`, 'Expected value of type Array');
  else if (branches.length === 0) report.add(`${at}/Branches`, 'Value cannot be empty');
};

const checkFail: Check = (report, at, state) => {
  for (const field of ['ErrorPath', 'CausePath']) checkPath(report, at, state, field, { orCall: true });
};

const BY_TYPE: Readonly<Partial<Record<StateType, Check>>> = {
  Task: checkTask,
  Wait: checkWait,
  Choice: checkRules,
  Parallel: checkParallel,
  Fail: checkFail,
  Map: checkMap,
};
