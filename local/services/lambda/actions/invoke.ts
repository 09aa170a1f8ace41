/**
 * Runs a function and gives its answer, or accepts an event for it. Named as its permission is, lambda:InvokeFunction.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import * as z from 'zod';
import { type Action, action, HttpAnswer } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import type { Answer } from '../execution/invoker.ts';
import { checkedPayload, logTail } from '../payload.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, qualifier } from '../schemas.ts';

const input = z.strictObject({
  FunctionName: functionName,
  Qualifier: qualifier.optional(),
  InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
  LogType: z.enum(['None', 'Tail']).default('None'),
  ClientContext: z.base64().optional(),
  Payload: z.instanceof(Uint8Array).optional(),
});

export const invoke = (lambda: Lambda): Action =>
  action({
    name: 'InvokeFunction',
    http: {
      method: 'POST',
      path: '/2015-03-31/functions/{FunctionName}/invocations',
      query: { Qualifier: 'Qualifier' },
      headers: {
        'x-amz-invocation-type': 'InvocationType',
        'x-amz-log-type': 'LogType',
        'x-amz-client-context': 'ClientContext',
      },
      bodyMember: 'Payload',
    },
    input,
    resource({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      return functionArn(lambda.engine, asked.name, asked.qualifier);
    },
    async run({ FunctionName, Qualifier, InvocationType, LogType, ClientContext, Payload }, { requestId }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const target = lambda.store.resolve(asked);
      const payload = Payload ? checkedPayload(Payload, InvocationType) : '';
      const clientContext = ClientContext && Buffer.from(ClientContext, 'base64').toString();
      const request = { payload, requestId, ...(clientContext && { clientContext }) };
      if (InvocationType === 'DryRun') return new HttpAnswer(204, {}, '');
      if (InvocationType === 'Event') {
        const qualified = asked.qualifier !== undefined;
        await lambda.events.accept([{ arn: target.invokedArn, qualified, ...request }]);
        return new HttpAnswer(202, {}, '');
      }
      return answerOf(await lambda.invoker.invoke({ target, ...request }), LogType === 'Tail');
    },
  });

function answerOf(answer: Answer, tail: boolean): HttpAnswer {
  const headers = {
    'content-type': answer.streamed?.contentType ?? 'application/json',
    'x-amz-executed-version': answer.executedVersion,
    ...(answer.failed && { 'x-amz-function-error': 'Unhandled' }),
    ...(tail && { 'x-amz-log-result': logTail(answer) }),
  };
  return new HttpAnswer(200, headers, answer.streamed?.bytes ?? answer.payload);
}
