/** Gives a message to an agent's function and waits for its answer. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { functionName } from '../../../domain/naming.ts';
import { type DirectAnswer, type DirectEvent, directAnswerSchema } from '../../kit/direct.ts';
import type { DeliverDeps } from './deliver.ts';

/** The function ended without an answer that can be read: it threw, ran out of time, or is no agent of this kit. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Throws what the SDK throws when the function cannot be invoked, NoAnswer when it broke. */
export function createInvoke(client: () => LambdaClient, prefix: string): DeliverDeps['invoke'] {
  return async (agent, message) => {
    const FunctionName = functionName(prefix, agent);
    const Payload = JSON.stringify({ deliver: message } satisfies DirectEvent);
    const { FunctionError, Payload: answer } = await client().send(new InvokeCommand({ FunctionName, Payload }));
    const text = answer === undefined ? '' : Buffer.from(answer).toString('utf8');
    if (FunctionError) throw new NoAnswer(`${FunctionName} broke off: ${errorIn(text)}`);
    return answerIn(text, FunctionName);
  };
}

function answerIn(text: string, from: string): DirectAnswer {
  const answer = directAnswerSchema.safeParse(jsonIn(text));
  if (answer.success) return answer.data;
  throw new NoAnswer(`${from} gave an answer that cannot be read: ${z.prettifyError(answer.error)}`);
}

const errorSchema = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('') });

function errorIn(text: string): string {
  const error = errorSchema.safeParse(jsonIn(text)).data;
  return error ? `${error.errorType}: ${error.errorMessage}` : 'it left no word.';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
