/** Points an alias elsewhere. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { invalid } from '../errors.ts';
import { arn, routing } from '../inputs.ts';
import { aliasNamed, routesOf } from '../versions.ts';

export const updateStateMachineAlias = (states: States): Action =>
  action({
    name: 'UpdateStateMachineAlias',
    input: z.strictObject({
      stateMachineAliasArn: arn,
      description: z.string().max(256).optional(),
      routingConfiguration: routing.optional(),
    }),
    resource: ({ stateMachineAliasArn }) => stateMachineAliasArn,
    async run({ stateMachineAliasArn, description, routingConfiguration }) {
      const { engine, store } = states;
      const alias = aliasNamed(states, stateMachineAliasArn);
      const found = routingConfiguration && routesOf(states, routingConfiguration);
      if (found && found.machine !== alias.machine)
        throw invalid('Routing configuration must contain versions of the alias’s own state machine.');
      const updatedMs = engine.clock.now();
      store.aliases.put(`${alias.machine}:${alias.name}`, {
        ...alias,
        description: description ?? alias.description,
        routes: found?.routes ?? alias.routes,
        updatedMs,
      });
      await store.durable();
      return { updateDate: new WireDate(updatedMs) };
    },
  });
