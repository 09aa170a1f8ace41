/**
 * Runs a function and gives its answer while it is made, as an event stream: PayloadChunk as often as there is something,
 * InvokeComplete at the end, with the error if the function failed.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
import { Readable } from 'node:stream';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import * as z from 'zod';
import { type Action, action, HttpAnswer } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { errorTypeOf } from '../execution/invoker.ts';
import { invokeStreaming, type StreamedInvoke } from '../execution/stream-invoke.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { invocationBinding, invocationMembers, logTail, requestOf } from '../payload.ts';

const input = z.strictObject({
  ...invocationMembers,
  InvocationType: z.enum(['RequestResponse', 'DryRun']).default('RequestResponse'),
});

export const invokeWithResponseStream = (lambda: Lambda): Action =>
  action({
    name: 'InvokeWithResponseStream',
    http: { ...invocationBinding, path: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations' },
    input,
    permissions({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      return [{ action: 'InvokeFunction', resource: functionArn(lambda.engine, asked.name, asked.qualifier) }];
    },
    async run({ FunctionName, Qualifier, LogType, ...given }, { requestId }) {
      const target = lambda.store.resolve(parseFunctionName(FunctionName, Qualifier));
      const request = requestOf(given, requestId);
      if (given.InvocationType === 'DryRun') return new HttpAnswer(204, {}, '');
      const streamed = await invokeStreaming(lambda.invoker, { target, ...request });
      const headers = {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-remapped-content-type': streamed.contentType ?? 'application/json',
        'x-amz-executed-version': target.version.version,
      };
      return new HttpAnswer(200, headers, Readable.from(events(streamed, LogType === 'Tail')));
    },
  });

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
);

/** https://smithy.io/2.0/aws/amazon-eventstream.html */
function event(type: string, contentType: string, body: Uint8Array): Uint8Array {
  const text = (value: string) => ({ type: 'string', value }) as const;
  return codec.encode({
    headers: { ':message-type': text('event'), ':event-type': text(type), ':content-type': text(contentType) },
    body,
  });
}

async function* events({ body, answer }: StreamedInvoke, tail: boolean): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield event('PayloadChunk', 'application/octet-stream', chunk as Uint8Array);
  const ended = await answer;
  const complete = {
    ...(ended.failed && { ErrorCode: errorTypeOf(ended.payload), ErrorDetails: ended.payload }),
    ...(tail && { LogResult: logTail(ended) }),
  };
  yield event('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete)));
}
