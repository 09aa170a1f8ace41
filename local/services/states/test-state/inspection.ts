/** Which of the things that a state's fields came to TestState shows, by type and language. */
import type { InspectionData } from '@aws-sdk/client-sfn';
import type { Json } from '../../../engine/service.ts';
import type { StateTest, StateTestResult } from './test-state.ts';

const RESULT = ['afterResultSelector', 'afterResultPath'];
const MAP = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'];

const JSON_PATH: Readonly<Record<string, readonly string[]>> = {
  Pass: ['afterInputPath', 'afterParameters', ...RESULT],
  Task: ['afterInputPath', 'afterParameters', 'result', ...RESULT],
  Parallel: RESULT,
  Map: ['afterInputPath', 'afterItemsPath', ...MAP, ...RESULT],
};

export function inspectionOf({ state, machine, input, variables }: StateTest, result: StateTestResult): InspectionData {
  const jsonata = (state.QueryLanguage ?? machine.QueryLanguage) === 'JSONata';
  const shown = jsonata
    ? [...(state.Type === 'Task' ? ['afterArguments'] : []), ...MAP]
    : state.Type === 'Pass' && state.Result !== undefined
      ? ['result', ...RESULT]
      : (JSON_PATH[state.Type] ?? ['afterInputPath']);
  const seen = shown.flatMap((what): [string, string | number][] => {
    const value = result.seen.get(what);
    return value === undefined ? [] : [[what, MAP.includes(what) ? Number(value) : JSON.stringify(value)]];
  });
  return {
    input: JSON.stringify(input),
    ...Object.fromEntries(seen),
    ...(Object.keys(variables).length > 0 && { variables: JSON.stringify(variables as Json) }),
    ...(result.errorDetails && { errorDetails: result.errorDetails }),
  };
}
