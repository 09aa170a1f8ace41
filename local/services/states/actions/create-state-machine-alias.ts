/** Gives versions of a state machine a name. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { States } from '../context.ts';
import { conflict } from '../errors.ts';
import { aliasName, routing } from '../inputs.ts';
import { aliasArn, machineArn, machineOf } from '../names.ts';
import { routesOf } from '../versions.ts';

export const createStateMachineAlias = (states: States): Action =>
  action({
    name: 'CreateStateMachineAlias',
    input: z.strictObject({
      name: aliasName,
      description: z.string().max(256).optional(),
      routingConfiguration: routing,
    }),
    /** The machine's own ARN. https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html */
    resource: ({ routingConfiguration: [route] }) =>
      route ? machineArn(states.engine, machineOf(route.stateMachineVersionArn).machine) : '*',
    async run({ name, description, routingConfiguration }) {
      const { engine, store } = states;
      const { machine, routes } = routesOf(states, routingConfiguration);
      const key = `${machine}:${name}`;
      const known = store.aliases.get(key);
      const same = known?.description === description && JSON.stringify(known?.routes) === JSON.stringify(routes);
      if (known && !same)
        throw conflict(
          `Failed to create alias because an alias with the same name and a different routing configuration already exists.`,
        );
      const nowMs = known?.createdMs ?? engine.clock.now();
      if (!known) store.aliases.put(key, { machine, name, description, routes, createdMs: nowMs, updatedMs: nowMs });
      await store.durable();
      return { stateMachineAliasArn: aliasArn(engine, machine, name), creationDate: new WireDate(nowMs) };
    },
  });
