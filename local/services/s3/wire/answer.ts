/** Answers and refusals of S3 on the wire. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { closeSync, createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AwsError } from '../../../engine/aws-error.ts';
import { inFlight } from '../../../engine/in-flight.ts';
import type { Work } from '../../../engine/work.ts';
import type { Answer } from './operation.ts';
import { writeDocument, type Xml } from './xml.ts';

/** Resolves when all has been handed over, or the client went away. */
export async function send(
  work: Work,
  response: ServerResponse,
  requestId: string,
  method: string | undefined,
  answer: Answer,
): Promise<void> {
  const { status = 200, headers = {}, xml, text, file } = answer;
  const body = xml ? writeDocument(...xml) : text;
  const head: Record<string, string | number> = {
    ...common(requestId),
    ...(xml && { 'content-type': 'application/xml' }),
  };
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) head[name] = value;
  if (file) {
    head['content-length'] = file.end - file.start;
    response.writeHead(status, head);
    const { fd, start, end } = file;
    if (start === end) {
      closeSync(fd);
      response.end();
      return;
    }
    const bytes = createReadStream('', { fd, start, end: end - 1, highWaterMark: 256 * 1024 });
    const sent = pipeline(bytes, response);
    inFlight(work, sent);
    await sent.catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the client went away
    });
    return;
  }
  if (method !== 'HEAD' && status !== 204) head['content-length'] = Buffer.byteLength(body ?? '');
  response.writeHead(status, head);
  response.end(method === 'HEAD' ? undefined : body);
}

/** A refusal; without a body for HEAD and for 304. */
export function refuse(
  response: ServerResponse,
  requestId: string,
  method: string | undefined,
  error: AwsError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { code, status, message, members } = error;
  const head = { ...common(requestId), ...headers };
  if (status === 304) {
    const modified = members.LastModified;
    response.writeHead(304, {
      ...head,
      ...(members.ETag !== undefined && { etag: `"${members.ETag}"` }),
      ...(typeof modified === 'number' && { 'last-modified': new Date(modified).toUTCString() }),
    });
    response.end();
    return;
  }
  const content = {
    Code: code,
    Message: message,
    ...(members as Record<string, Xml>),
    RequestId: requestId,
    HostId: HOST_ID,
  };
  const body = writeDocument('Error', content, false);
  response.writeHead(status, {
    ...head,
    'content-type': 'application/xml',
    ...(method === 'HEAD' ? {} : { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

const HOST_ID = 'local-cloud';
const common = (requestId: string) => ({ 'x-amz-request-id': requestId, 'x-amz-id-2': HOST_ID, server: 'AmazonS3' });
