/** Removes a version that no alias points at. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { conflict, invalid } from '../errors.ts';
import { versionKey } from '../executions.ts';
import { arn } from '../inputs.ts';
import { machineOf } from '../names.ts';

export const deleteStateMachineVersion = (states: States): Action =>
  action({
    name: 'DeleteStateMachineVersion',
    input: z.strictObject({ stateMachineVersionArn: arn }),
    resource: ({ stateMachineVersionArn }) => stateMachineVersionArn,
    async run({ stateMachineVersionArn }) {
      const { machine, qualifier } = machineOf(stateMachineVersionArn);
      const number = Number(qualifier);
      if (!Number.isInteger(number)) throw invalid(`${stateMachineVersionArn} is not the ARN of a version.`);
      const { store } = states;
      const users = store.aliases
        .list(`${machine}:`)
        .filter(({ routes }) => routes.some((one) => one.version === number));
      if (users.length > 0)
        throw conflict(
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map(({ name }) => name).join(', ')}]`,
        );
      store.versions.delete(versionKey(machine, number));
      await store.durable();
      return {};
    },
  });
