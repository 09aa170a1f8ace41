/** Tells what a state machine, or one of its versions, is. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { noMachine } from '../errors.ts';
import { versionKey } from '../executions.ts';
import { arn } from '../inputs.ts';
import { machineOf } from '../names.ts';
import { describedMachine } from '../shapes.ts';

export const describeStateMachine = (states: States): Action =>
  action({
    name: 'DescribeStateMachine',
    input: z.strictObject({ stateMachineArn: arn, includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional() }),
    resource: ({ stateMachineArn }) => stateMachineArn,
    run({ stateMachineArn }) {
      const { machine: name, qualifier } = machineOf(stateMachineArn);
      const machine = states.store.machines.get(name);
      const number = states.store.aliases.get(`${name}:${qualifier}`)?.routes[0]?.version ?? Number(qualifier);
      const version = qualifier === undefined ? undefined : states.store.versions.get(versionKey(name, number));
      if (!machine || (qualifier !== undefined && !version)) throw noMachine(stateMachineArn);
      return describedMachine(states, machine, version);
    },
  });
