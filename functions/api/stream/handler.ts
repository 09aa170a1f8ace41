/**
 * The stream of an execution, behind a function URL. Needs: what functions/kit/key-store.ts says, states:GetExecutionHistory on
 * executions of workflows, dynamodb:Query on the history and its index byConversation, dynamodb:BatchGetItem on the history.
 */
import { stagePrefix } from '../../../domain/naming.ts';
import { createAuthenticate } from '../../kit/authenticate.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { keyStore } from '../../kit/key-store.ts';
import { createLogger } from '../../kit/observe.ts';
import { sinkInto } from '../../kit/sink.ts';
import type { UrlRequest } from '../../kit/url-function.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { executionArnOf, machinesOf } from '../../kit/workflow/executions.ts';
import { executionEvents } from './execution-events.ts';
import { createReadPieces } from './live-texts.ts';
import { createStream } from './stream.ts';

const { stage, historyTable } = settings();
const log = createLogger('api.stream');

const serve = createStream({
  clock: systemClock,
  log,
  authenticate: createAuthenticate({ ...keyStore(), clock: systemClock, log }),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  pieces: createReadPieces(dynamoDb(), historyTable),
  eventsOf: (execution, context) =>
    executionEvents(
      stepFunctions(),
      executionArnOf(machinesOf(stagePrefix(stage), context.invokedFunctionArn), execution),
    ),
});

export const handler = awslambda.streamifyResponse((event: UrlRequest, stream, context) => {
  // A streaming invocation would last until nothing is left to wait for (https://github.com/opennextjs/opennextjs-aws/pull/487).
  context.callbackWaitsForEmptyEventLoop = false;
  return serve(event, sinkInto(stream, awslambda.HttpResponseStream.from), context);
});
