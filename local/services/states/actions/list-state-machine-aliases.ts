/** Lists the aliases of a state machine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { noMachine } from '../errors.ts';
import { arn, pageInput } from '../inputs.ts';
import { aliasArn, machineOf } from '../names.ts';
import { page } from '../pages.ts';

/** Those of a state machine, or those that point at one of its versions. */
export const listStateMachineAliases = (states: States): Action =>
  action({
    name: 'ListStateMachineAliases',
    input: z.strictObject({ stateMachineArn: arn, ...pageInput }),
    resource: ({ stateMachineArn }) => stateMachineArn,
    run({ stateMachineArn, ...asked }) {
      const { machine, qualifier } = machineOf(stateMachineArn);
      if (!states.store.machines.get(machine)) throw noMachine(stateMachineArn);
      const found = states.store.aliases
        .list(`${machine}:`)
        .filter(({ routes }) => qualifier === undefined || routes.some(({ version }) => version === Number(qualifier)));
      const { items, ...next } = page(found, asked);
      const stateMachineAliases = items.map(({ name, createdMs }) => ({
        stateMachineAliasArn: aliasArn(states.engine, machine, name),
        creationDate: new WireDate(createdMs),
      }));
      return { stateMachineAliases, ...next };
    },
  });
