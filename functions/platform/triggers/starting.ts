/**
 * Starting executions of workflows. The name of an execution follows from what starts it, so a second delivery starts nothing.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
import {
  ExecutionAlreadyExists,
  InvalidExecutionInput,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import type { Message } from '../../../contracts/message.ts';
import type { claimedOutputSchema } from '../../../contracts/workflow-step.ts';
import { Undeliverable } from '../../kit/incoming.ts';
import { LONGEST_OUTPUT_BYTES } from '../../kit/workflow/answers-deps.ts';
import type { TriggerFor } from './trigger.ts';

/** @param machine ARN of the alias that new executions take */
export type Start = (machine: string, name: string, input: unknown) => Promise<'started' | 'started-before'>;

/** Throws Undeliverable where no retry helps. */
export function createStart(client: () => SFNClient): Start {
  return async (stateMachineArn, name, input) => {
    try {
      await client().send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return 'started-before';
      if (error instanceof StateMachineDoesNotExist)
        throw new Undeliverable(
          'NoSuchWorkflow',
          `${stateMachineArn} is gone: the workflow was deleted while this was on its way.`,
        );
      if (error instanceof InvalidExecutionInput)
        throw new Undeliverable('InvalidInput', `${stateMachineArn} does not take the input: ${error.message}`);
      throw error;
    }
  };
}

/** `m-<message id>`, `s-2026-11-23T060000Z`: names of executions take no colons. */
export const nameFor = (trigger: TriggerFor<'start'> | TriggerFor<'schedule'>): string =>
  trigger.for === 'start' ? `m-${trigger.message.id}` : `s-${trigger.at.replaceAll(':', '')}`;

/** The payload; the message that carries it, where it is too large for the state of an execution. */
export function payloadFor({ id, payload, claim }: Message): unknown {
  if (claim) return { claimedFrom: id, bytes: claim.bytes } satisfies z.output<typeof claimedOutputSchema>;
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  return bytes > LONGEST_OUTPUT_BYTES ? { claimedFrom: id, bytes } : payload;
}

/** What an execution starts with: the message, or the schedule's own input. */
export function inputFor(trigger: TriggerFor<'start'> | TriggerFor<'schedule'>): unknown {
  if (trigger.for === 'schedule') return trigger.input;
  const { claim: _, ...message } = trigger.message;
  return { ...message, payload: payloadFor(trigger.message) };
}
