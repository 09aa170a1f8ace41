/**
 * Runs a machine as it was compiled on a local cloud, with a script in the place of the platform's function: it gives each step the
 * answer that the script has for it, or fails it.
 */

import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { stepsFunctionName } from '../../../../domain/naming.ts';
import { clientSettings, testCloud } from '../../../kit/cloud.ts';
import { ROLE, testFunctions } from '../../../kit/functions.ts';

export const PREFIX = 'signalbox-dev';

/** What a step is answered: in turn, the last one again and again. `{error}` fails it; `silent` never answers. */
export type Script = Readonly<Record<string, readonly (Answer | 'silent')[]>>;
type Answer = { readonly output: unknown } | { readonly error: string };

export interface Ran {
  readonly status: ExecutionStatus | undefined;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

const platform = (script: Script) => `
import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
const client = new SFNClient({});
const script = ${JSON.stringify(script)};
export const handler = async ({ step, token: taskToken }) => {
  const answers = script[step] ?? [{ error: 'Unscripted' }];
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === 'silent') return;
  if (answer.error) await client.send(new SendTaskFailureCommand({ taskToken, error: answer.error, cause: step }));
  else await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer.output) }));
};`;

export async function runScripted(definition: string, input: unknown, script: Script): Promise<Ran> {
  const cloud = await testCloud({ clock: 'skip' });
  const functions = testFunctions(cloud);
  const [states, events] = [new SFNClient(clientSettings(cloud)), new EventBridgeClient(clientSettings(cloud))];
  onTestFinished(() => {
    for (const client of [functions.client, states, events]) client.destroy();
  });
  await events.send(new CreateEventBusCommand({ Name: PREFIX }));
  await functions.create(stepsFunctionName(PREFIX), platform(script));
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name: 'trial', definition, roleArn: ROLE }),
  );
  const { executionArn } = await states.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  await cloud.engine.traces.find(({ action, resource }) => action === 'end' && resource === executionArn);
  const { status, output, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
  return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
}
