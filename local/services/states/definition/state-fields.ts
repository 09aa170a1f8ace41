/** Which fields a state of each type may have, in either query language. https://states-language.net/spec.html#state-type-table */
import type { StateType } from '../asl/definition.ts';

interface Allowed {
  /** In both languages. */
  readonly both: readonly string[];
  readonly jsonPath: readonly string[];
  readonly jsonata: readonly string[];
  readonly required: readonly string[];
  /** Whether it has Next or End. */
  readonly goesOn: boolean;
}

const IN_OUT = ['InputPath', 'OutputPath'];
const RESULT = ['ResultPath', 'ResultSelector'];
const HANDLING = ['Retry', 'Catch'];

const MAP_BOTH = [
  'MaxConcurrency',
  'ItemProcessor',
  'Iterator',
  'ItemReader',
  'ItemSelector',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
];
const MAP_PATHS = [
  'ItemsPath',
  'Parameters',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
];

export const STATE_FIELDS: Readonly<Record<StateType, Allowed>> = {
  Pass: {
    both: ['Assign'],
    jsonPath: [...IN_OUT, 'ResultPath', 'Parameters', 'Result'],
    jsonata: ['Output'],
    required: [],
    goesOn: true,
  },
  Task: {
    both: ['Assign', 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials', ...HANDLING],
    jsonPath: [...IN_OUT, ...RESULT, 'Parameters', 'TimeoutSecondsPath', 'HeartbeatSecondsPath'],
    jsonata: ['Output', 'Arguments'],
    required: ['Resource'],
    goesOn: true,
  },
  Choice: {
    both: ['Assign', 'Choices', 'Default'],
    jsonPath: IN_OUT,
    jsonata: ['Output'],
    required: ['Choices'],
    goesOn: false,
  },
  Wait: {
    both: ['Assign', 'Seconds', 'Timestamp'],
    jsonPath: [...IN_OUT, 'SecondsPath', 'TimestampPath'],
    jsonata: ['Output'],
    required: [],
    goesOn: true,
  },
  Succeed: { both: [], jsonPath: IN_OUT, jsonata: ['Output'], required: [], goesOn: false },
  Fail: { both: ['Error', 'Cause'], jsonPath: ['ErrorPath', 'CausePath'], jsonata: [], required: [], goesOn: false },
  Parallel: {
    both: ['Assign', 'Branches', ...HANDLING],
    jsonPath: [...IN_OUT, ...RESULT, 'Parameters'],
    jsonata: ['Output', 'Arguments'],
    required: ['Branches'],
    goesOn: true,
  },
  Map: {
    both: ['Assign', ...MAP_BOTH, ...HANDLING],
    jsonPath: [...IN_OUT, ...RESULT, ...MAP_PATHS],
    jsonata: ['Output', 'Items'],
    required: [],
    goesOn: true,
  },
};

/** Of each of these a state may have one. */
export const EXCLUSIVE: readonly (readonly string[])[] = [
  ['Next', 'End'],
  ['TimeoutSeconds', 'TimeoutSecondsPath'],
  ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ['Error', 'ErrorPath'],
  ['Cause', 'CausePath'],
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ['Parameters', 'ItemSelector'],
  ['ItemProcessor', 'Iterator'],
  ['Items', 'ItemsPath'],
];
