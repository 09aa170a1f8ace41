/** What is done to executions: started at the live version, stopped, redriven. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
import {
  ExecutionAlreadyExists,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  ResourceNotFound,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { LIVE_ALIAS } from '../../../domain/naming.ts';
import type { ExecutionName } from '../../../domain/workflow/identity.ts';
import { executionArnOf, type Machines, machineArnOf } from './executions.ts';

export type Started =
  | { readonly outcome: 'started'; readonly at: string }
  /** The name stands for an execution with another input, or for one that has ended. */
  | { readonly outcome: 'taken' }
  /** There is no machine, or it is going away. */
  | { readonly outcome: 'no-machine' };

export interface ExecutionControl {
  start(name: ExecutionName, input: string): Promise<Started>;
  /** Gives the time of its end. */
  stop(name: ExecutionName, error: string, cause: string): Promise<string>;
  /** Gives the time, or why not. */
  redrive(name: ExecutionName): Promise<{ readonly at: string } | { readonly refused: string }>;
}

export function createExecutionControl(client: SFNClient, machines: Machines): ExecutionControl {
  return {
    async start(execution, input) {
      const stateMachineArn = `${machineArnOf(machines, execution.workflow)}:${LIVE_ALIAS}`;
      try {
        const { startDate } = await client.send(
          new StartExecutionCommand({ stateMachineArn, name: execution.name, input }),
        );
        return { outcome: 'started', at: startDate?.toISOString() ?? '' };
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return { outcome: 'taken' };
        const gone = [StateMachineDoesNotExist, StateMachineDeleting, ResourceNotFound];
        if (gone.some((kind) => error instanceof kind)) return { outcome: 'no-machine' };
        throw error;
      }
    },
    async stop(execution, error, cause) {
      const { stopDate } = await client.send(
        new StopExecutionCommand({ executionArn: executionArnOf(machines, execution), error, cause }),
      );
      return stopDate?.toISOString() ?? '';
    },
    async redrive(execution) {
      try {
        const { redriveDate } = await client.send(
          new RedriveExecutionCommand({ executionArn: executionArnOf(machines, execution) }),
        );
        return { at: redriveDate?.toISOString() ?? '' };
      } catch (error) {
        if (error instanceof ExecutionNotRedrivable) return { refused: error.message };
        throw error;
      }
    },
  };
}
