/**
 * Conversations with agents, behind a function URL. Needs: what functions/kit/key-store.ts says, dynamodb:Query and PutItem on rows
 * `chat#*` of the history, and what models need in the name of every agent that talks (lib/constructs/permissions.ts, useModels).
 */
import { systems } from '../../../systems/all.ts';
import { createAuthenticate } from '../../kit/authenticate.ts';
import { dynamoDb, eventBridge, lazy } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { keyStore } from '../../kit/key-store.ts';
import { openKnownModels } from '../../kit/model/known-models.ts';
import { openModels } from '../../kit/model/open-model.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { sinkInto } from '../../kit/sink.ts';
import type { UrlRequest } from '../../kit/url-function.ts';
import { createChat } from './chat.ts';
import { createConversations } from './conversations.ts';
import { talkersOf } from './talkers.ts';

const { bus, historyTable, historyDays, payloadsBucket } = settings();
const clock = systemClock;
const log = createLogger('api.chat');
const talkers = talkersOf(systems);
const publish = createPublish(eventBridge(), bus, createPayloads(payloadsBucket), clock);
const opened = new Map(
  [...talkers.values()].map((user) => [user.id, lazy(() => openModels({ ...user, clock, publish }))]),
);

const serve = createChat({
  clock,
  log,
  authenticate: createAuthenticate({ ...keyStore(), clock, log }),
  conversations: createConversations(dynamoDb(), historyTable, clock),
  historyDays,
  talkers,
  modelOf: ({ id }, purpose) => {
    const models = opened.get(id);
    if (!models) throw new Error(`${id} talks, and was not opened.`);
    return models()(purpose);
  },
  models: { log, ...openKnownModels(systems, clock) },
});

export const handler = awslambda.streamifyResponse((event: UrlRequest, stream, context) => {
  // A streaming invocation would last until nothing is left to wait for (https://github.com/opennextjs/opennextjs-aws/pull/487).
  context.callbackWaitsForEmptyEventLoop = false;
  return serve(event, sinkInto(stream, awslambda.HttpResponseStream.from), context);
});
