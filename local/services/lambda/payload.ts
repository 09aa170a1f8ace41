/**
 * What goes into a request and comes with its answer, over all ways to invoke: the members of the request and where they travel,
 * payload limits, and the tail of the log.
 */
import * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import type { Answer } from './execution/invoker.ts';
import { ASYNC_PAYLOAD_BYTES, LOG_TAIL_BYTES, SYNC_PAYLOAD_BYTES } from './limits.ts';
import { functionName, qualifier } from './schemas.ts';

/** What both ways to invoke take; `InvocationType` is each one's own. */
export const invocationMembers = {
  FunctionName: functionName,
  Qualifier: qualifier.optional(),
  LogType: z.enum(['None', 'Tail']).default('None'),
  ClientContext: z.base64().optional(),
  Payload: z.instanceof(Uint8Array).optional(),
};

export const invocationBinding = {
  method: 'POST',
  query: { Qualifier: 'Qualifier' },
  headers: {
    'x-amz-invocation-type': 'InvocationType',
    'x-amz-log-type': 'LogType',
    'x-amz-client-context': 'ClientContext',
  },
  bodyMember: 'Payload',
} as const;

interface Invocation {
  readonly InvocationType: 'RequestResponse' | 'Event' | 'DryRun';
  readonly ClientContext?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
}

/** What the function is given. Throws RequestEntityTooLargeException and InvalidRequestContentException. */
export function requestOf({ InvocationType, ClientContext, Payload }: Invocation, requestId: string) {
  const payload = Payload ? checkedPayload(Payload, InvocationType) : '';
  const clientContext = ClientContext && Buffer.from(ClientContext, 'base64').toString();
  return { payload, requestId, ...(clientContext && { clientContext }) };
}

/**
 * AWS's answer to a request above the limit, with the code that Lambda sends; its API reference calls it
 * RequestTooLargeException. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
function tooLarge(message: string): AwsError {
  return new AwsError('RequestEntityTooLargeException', message, { status: 413, members: { Type: 'User' } });
}

export function checkSize(bytes: number, type: 'RequestResponse' | 'Event' | 'DryRun'): void {
  if (type === 'Event' && bytes > ASYNC_PAYLOAD_BYTES)
    throw tooLarge(
      `${bytes} byte payload is too large for the Event invocation type (limit ${ASYNC_PAYLOAD_BYTES} bytes)`,
    );
  if (bytes > SYNC_PAYLOAD_BYTES)
    throw tooLarge(`Request must be smaller than ${SYNC_PAYLOAD_BYTES} bytes for the InvokeFunction operation`);
}

/** The payload as text; it must be JSON. */
function checkedPayload(bytes: Uint8Array, type: 'RequestResponse' | 'Event' | 'DryRun'): string {
  checkSize(bytes.length, type);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  try {
    JSON.parse(text);
  } catch (cause) {
    const message = `Could not parse request body into json: Could not parse payload into json: ${cause}`;
    throw new AwsError('InvalidRequestContentException', message, { members: { Type: 'User' }, cause });
  }
  return text;
}

/** The last part of what the request logged, in base64. */
export function logTail({ log }: Answer): string {
  const text = Buffer.from(log.map(({ message }) => `${message}\n`).join(''));
  return text.subarray(Math.max(0, text.length - LOG_TAIL_BYTES)).toString('base64');
}
