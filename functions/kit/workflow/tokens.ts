/**
 * Task tokens: how a state machine that waits is told what became of its step. A token that is of no use any more (its task has
 * ended, timed out or was stopped) is `gone`, which is an answer and no error: whoever tells decides what that means.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { StepError } from '../../../contracts/workflow-step.ts';

export type Heard = 'heard' | 'gone';

export interface Tokens {
  /** @param output JSON text */
  succeed(token: string, output: string): Promise<Heard>;
  fail(token: string, error: StepError, cause: string): Promise<Heard>;
  heartbeat(token: string): Promise<Heard>;
}

export function createTokens(client: () => SFNClient): Tokens {
  return {
    succeed: (taskToken, output) => heard(client().send(new SendTaskSuccessCommand({ taskToken, output }))),
    fail: (taskToken, error, cause) => heard(client().send(new SendTaskFailureCommand({ taskToken, error, cause }))),
    heartbeat: (taskToken) => heard(client().send(new SendTaskHeartbeatCommand({ taskToken }))),
  };
}

async function heard(sent: Promise<unknown>): Promise<Heard> {
  try {
    await sent;
    return 'heard';
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
      return 'gone';
    throw error;
  }
}
