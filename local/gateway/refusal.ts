/** Refusals of requests that nobody has read to the end: in the protocol that their headers speak, as far as they speak. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { AwsError } from '../engine/aws-error.ts';
import type { HttpAnswer } from '../engine/service.ts';
import { encodeJsonError } from './protocols/json.ts';
import { encodeQueryError } from './protocols/query.ts';
import { encodeRestError } from './protocols/rest-json.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors (RequestTooLargeException, 413) */
export const tooLarge = (mostBytes: number): AwsError =>
  new AwsError('RequestEntityTooLargeException', `The request body is larger than ${mostBytes} bytes.`, {
    status: 413,
  });

export const malformedUrl = (text: string): AwsError =>
  new AwsError('MalformedHttpRequestException', `${JSON.stringify(text.slice(0, 200))} is not a path of HTTP.`);

/** Any page that a browser shows could make functions here otherwise, since no signature is verified. */
export const notLocal = (stranger: string): AwsError =>
  new AwsError(
    'AccessDeniedException',
    `${stranger} is not of this machine. Pages of other origins may not call AWS here.`,
    {
      status: 403,
    },
  );

export function refuse(headers: IncomingHttpHeaders, error: AwsError, requestId: string): HttpAnswer {
  const type = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined)
    return encodeJsonError(error, type.endsWith('1.1') ? '1.1' : '1.0', requestId);
  return type.startsWith('application/x-www-form-urlencoded')
    ? encodeQueryError(error, '', requestId)
    : encodeRestError(error, requestId);
}

const STATUSES: Readonly<Record<string, readonly [string, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'RequestTimeout', 'The request did not come to its end in time.'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'RequestHeaderSectionTooLarge',
    'The headers are too large.',
  ],
};
const OTHERWISE = ['400 Bad Request', 'MalformedHttpRequestException', 'This is not a request of HTTP/1.1.'] as const;

/** Answers what never became a request: too slow, too long, or no HTTP. https://nodejs.org/api/http.html#event-clienterror */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = STATUSES[error.code ?? ''] ?? OTHERWISE;
  const body = JSON.stringify({ __type: code, message });
  const head = [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${body.length}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
