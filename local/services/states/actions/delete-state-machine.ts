/** Removes a state machine with all that belongs to it. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn } from '../inputs.ts';
import { machineOf, parentOf } from '../names.ts';

/** Executions that are running are stopped; one that is not there is deleted all the same. */
export const deleteStateMachine = (states: States): Action =>
  action({
    name: 'DeleteStateMachine',
    input: z.strictObject({ stateMachineArn: arn }),
    resource: ({ stateMachineArn }) => stateMachineArn,
    async run({ stateMachineArn }) {
      const { machine } = machineOf(stateMachineArn);
      const { store } = states;
      for (const run of [...states.runs.values()])
        if (parentOf(run.execution.machine) === machine) run.stop(undefined, undefined);
      for (const version of store.versions.list(`${machine}:`))
        store.versions.delete(`${machine}:${String(version.number).padStart(10, '0')}`);
      for (const alias of store.aliases.list(`${machine}:`)) store.aliases.delete(`${machine}:${alias.name}`);
      for (const execution of store.executions.list())
        if (parentOf(execution.machine) === machine) store.forgetExecution(execution.arn);
      store.machines.delete(machine);
      await store.durable();
      return {};
    },
  });
