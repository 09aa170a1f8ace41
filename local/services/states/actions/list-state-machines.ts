/** Lists the state machines. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
import type { ListStateMachinesCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { pageInput } from '../inputs.ts';
import { machineArn } from '../names.ts';
import { page } from '../pages.ts';

export const listStateMachines = (states: States): Action =>
  action({
    name: 'ListStateMachines',
    input: z.strictObject(pageInput),
    run(input) {
      const { items, ...next } = page(states.store.machines.list(), input);
      const stateMachines = items.map(({ name, type, createdMs }) => ({
        stateMachineArn: machineArn(states.engine, name),
        name,
        type,
        creationDate: new WireDate(createdMs),
      }));
      return { stateMachines, ...next } satisfies Omit<ListStateMachinesCommandOutput, '$metadata'>;
    },
  });
