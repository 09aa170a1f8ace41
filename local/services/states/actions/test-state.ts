/** Runs one state alone. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
import type { TestStateCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action, type Json } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn, definition } from '../inputs.ts';
import { inspectionOf } from '../test-state/inspection.ts';
import { contextOf, json, mockOf, stateMeant } from '../test-state/request.ts';
import { testState } from '../test-state/test-state.ts';

const input = z.strictObject({
  definition,
  roleArn: arn.optional(),
  input: z.string().optional(),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).optional(),
  stateName: z.string().min(1).max(80).optional(),
  variables: z.string().optional(),
  context: z.string().optional(),
  mock: z
    .strictObject({
      result: z.string().optional(),
      errorOutput: z.strictObject({ error: z.string().optional(), cause: z.string().optional() }).optional(),
      fieldValidationMode: z.enum(['STRICT', 'PRESENT', 'NONE']).optional(),
    })
    .optional(),
  stateConfiguration: z
    .strictObject({
      retrierRetryCount: z.int().min(0).optional(),
      errorCausedByState: z.string().optional(),
      mapIterationFailureCount: z.int().min(0).optional(),
      mapItemReaderData: z.string().optional(),
    })
    .optional(),
});

export const testStateAction = (states: States): Action =>
  action({ name: 'TestState', input, run: (given) => applyTestState(states, given) });

async function applyTestState(states: States, given: z.output<typeof input>) {
  const { stateConfiguration: config = {}, inspectionLevel = 'INFO' } = given;
  const { name, state, machine } = stateMeant(given.definition, given.stateName);
  const mock = mockOf(state, given.mock, config.mapIterationFailureCount);
  const test = {
    name,
    state,
    machine,
    roleArn: given.roleArn ?? '',
    input: json(given.input ?? '{}', 'input'),
    variables: json(given.variables ?? '{}', 'variables') as Record<string, Json>,
    context: contextOf(state, given.context),
    mock,
    items:
      config.mapItemReaderData === undefined
        ? undefined
        : (json(config.mapItemReaderData, 'mapItemReaderData') as Json[]),
    retries: config.retrierRetryCount ?? 0,
  };
  const result = await testState(states, test);
  const { status, output, error, cause, nextState } = result;
  return {
    status,
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(nextState !== undefined && { nextState }),
    ...(inspectionLevel !== 'INFO' && { inspectionData: inspectionOf(test, result) }),
  } satisfies Omit<TestStateCommandOutput, '$metadata'>;
}
