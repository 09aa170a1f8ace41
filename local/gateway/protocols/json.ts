/** AWS JSON 1.0 and 1.1: `POST /`, the action in `X-Amz-Target`. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
import { AwsError } from '../../engine/aws-error.ts';
import { HttpAnswer } from '../../engine/service.ts';

export function decodeJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not JSON.', { cause });
  }
}

const type = (version: string) => `application/x-amz-json-${version}`;

export function encodeJson(output: unknown, version: string, requestId: string): HttpAnswer {
  return new HttpAnswer(
    200,
    { 'content-type': type(version), 'x-amzn-requestid': requestId },
    output === undefined ? '{}' : JSON.stringify(output),
  );
}

export function encodeJsonError(error: AwsError, version: string, requestId: string): HttpAnswer {
  const headers: Record<string, string> = { 'content-type': type(version), 'x-amzn-requestid': requestId };
  if (error.queryCode)
    headers['x-amzn-query-error'] = `${error.queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}`;
  return new HttpAnswer(
    error.status,
    headers,
    JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
  );
}
