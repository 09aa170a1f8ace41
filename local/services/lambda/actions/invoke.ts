/**
 * Runs a function and gives its answer, or accepts an event for it. Named as its permission is, lambda:InvokeFunction.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
import * as z from 'zod';
import { type Action, action, HttpAnswer } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import type { Answer } from '../execution/invoker.ts';
import { invocationBinding, invocationMembers, logTail, requestOf } from '../payload.ts';
import { functionArn, parseFunctionName } from '../names.ts';

const input = z.strictObject({
  ...invocationMembers,
  InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
});

export const invoke = (lambda: Lambda): Action =>
  action({
    name: 'InvokeFunction',
    http: { ...invocationBinding, path: '/2015-03-31/functions/{FunctionName}/invocations' },
    input,
    resource({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      return functionArn(lambda.engine, asked.name, asked.qualifier);
    },
    async run({ FunctionName, Qualifier, LogType, ...given }, { requestId }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const target = lambda.store.resolve(asked);
      const request = requestOf(given, requestId);
      if (given.InvocationType === 'DryRun') return new HttpAnswer(204, {}, '');
      if (given.InvocationType === 'Event') {
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
