/** Changes a state machine; what runs goes on as it began. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
import type { UpdateStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { accepted } from '../definition/accepted.ts';
import { arn, definition, logging, loggingInput, tracingInput } from '../inputs.ts';
import { versionArn } from '../names.ts';
import { machineNamed, publish } from '../versions.ts';

const input = z.strictObject({
  stateMachineArn: arn,
  definition: definition.optional(),
  roleArn: arn.optional(),
  loggingConfiguration: loggingInput.optional(),
  tracingConfiguration: tracingInput.optional(),
  publish: z.boolean().optional(),
  versionDescription: z.string().max(256).optional(),
});

/** Executions that run go on with the definition they began with. */
export const updateStateMachine = (states: States): Action =>
  action({
    name: 'UpdateStateMachine',
    input,
    resource: ({ stateMachineArn }) => stateMachineArn,
    run: (given) => applyUpdate(states, given),
  });

async function applyUpdate(states: States, given: z.output<typeof input>) {
  const { engine, store } = states;
  const known = machineNamed(states, given.stateMachineArn);
  const { loggingConfiguration, tracingConfiguration } = given;
  if (!given.definition && !given.roleArn && !loggingConfiguration && !tracingConfiguration)
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  if (given.definition) accepted(given.definition, known.type);
  const nowMs = engine.clock.now();
  const machine = {
    ...known,
    definition: given.definition ?? known.definition,
    roleArn: given.roleArn ?? known.roleArn,
    logging: loggingConfiguration ? logging(loggingConfiguration) : known.logging,
    tracing: tracingConfiguration?.enabled ?? known.tracing,
    updatedMs: nowMs,
    revisionId: engine.random.uuid(),
    initial: false,
  };
  store.machines.put(machine.name, machine);
  const version = given.publish ? publish(states, machine, given.versionDescription) : undefined;
  await store.durable();
  return {
    updateDate: new WireDate(nowMs),
    revisionId: machine.revisionId,
    ...(version && { stateMachineVersionArn: versionArn(engine, machine.name, version.number) }),
  } satisfies Omit<UpdateStateMachineCommandOutput, '$metadata'>;
}
