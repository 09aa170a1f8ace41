/** Makes a state machine of a definition that has been checked. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
import type { CreateStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { accepted } from '../definition/accepted.ts';
import {
  arn,
  checkName,
  definition,
  logging,
  loggingInput,
  machineName,
  tagsInput,
  tagsOf,
  tracingInput,
} from '../inputs.ts';
import type { StateMachine } from '../model.ts';
import { machineArn, versionArn } from '../names.ts';
import { publish } from '../versions.ts';

const createStateMachineInput = z.strictObject({
  name: machineName,
  definition,
  roleArn: arn,
  type: z.enum(['STANDARD', 'EXPRESS']).optional(),
  loggingConfiguration: loggingInput.optional(),
  tracingConfiguration: tracingInput.optional(),
  tags: tagsInput.optional(),
  publish: z.boolean().optional(),
  versionDescription: z.string().max(256).optional(),
});

export const createStateMachine = (states: States): Action =>
  action({
    name: 'CreateStateMachine',
    input: createStateMachineInput,
    resource: ({ name }) => machineArn(states.engine, name),
    run: (input) => applyCreate(states, input),
  });

/** Makes it; the same call again is answered as before. */
async function applyCreate(states: States, input: z.output<typeof createStateMachineInput>) {
  const { engine, store } = states;
  const type = input.type ?? 'STANDARD';
  if (input.versionDescription !== undefined && !input.publish)
    throw new AwsError('ValidationException', 'Version description can only be set when publish is true');
  checkName(input.name);
  accepted(input.definition, type);
  const known = store.machines.get(input.name);
  if (known && !isSame(known, input))
    throw new AwsError(
      'StateMachineAlreadyExists',
      `State Machine Already Exists: '${machineArn(engine, known.name)}'`,
    );
  const nowMs = engine.clock.now();
  const machine: StateMachine = known ?? {
    name: input.name,
    type,
    definition: input.definition,
    roleArn: input.roleArn,
    createdMs: nowMs,
    updatedMs: nowMs,
    revisionId: engine.random.uuid(),
    initial: true,
    logging: logging(input.loggingConfiguration),
    tracing: input.tracingConfiguration?.enabled ?? false,
    tags: tagsOf(input.tags),
    nextVersion: 1,
  };
  if (!known) store.machines.put(machine.name, machine);
  const version = input.publish ? publish(states, machine, input.versionDescription) : undefined;
  await store.durable();
  return {
    stateMachineArn: machineArn(engine, machine.name),
    creationDate: new WireDate(machine.createdMs),
    ...(version && { stateMachineVersionArn: versionArn(engine, machine.name, version.number) }),
  } satisfies Omit<CreateStateMachineCommandOutput, '$metadata'>;
}

const isSame = (known: StateMachine, input: z.output<typeof createStateMachineInput>): boolean =>
  known.definition === input.definition &&
  known.type === (input.type ?? 'STANDARD') &&
  JSON.stringify(known.logging) === JSON.stringify(logging(input.loggingConfiguration)) &&
  known.tracing === (input.tracingConfiguration?.enabled ?? false);
