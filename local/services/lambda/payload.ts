/** What goes into a request and comes with its answer, over all ways to invoke: payload limits, and the tail of the log. */
import { AwsError } from '../../engine/aws-error.ts';
import type { Answer } from './execution/invoker.ts';
import { ASYNC_PAYLOAD_BYTES, LOG_TAIL_BYTES, SYNC_PAYLOAD_BYTES } from './limits.ts';

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
export function checkedPayload(bytes: Uint8Array, type: 'RequestResponse' | 'Event' | 'DryRun'): string {
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
