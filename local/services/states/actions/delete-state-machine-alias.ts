/** Removes a name; the versions stay. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn } from '../inputs.ts';
import { aliasNamed } from '../versions.ts';

export const deleteStateMachineAlias = (states: States): Action =>
  action({
    name: 'DeleteStateMachineAlias',
    input: z.strictObject({ stateMachineAliasArn: arn }),
    resource: ({ stateMachineAliasArn }) => stateMachineAliasArn,
    async run({ stateMachineAliasArn }) {
      const { machine, name } = aliasNamed(states, stateMachineAliasArn);
      states.store.aliases.delete(`${machine}:${name}`);
      await states.store.durable();
      return {};
    },
  });
