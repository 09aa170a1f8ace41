/**
 * POST <ChatUrl>v1/chat: a person says something to an agent and reads its answer as it comes (contracts/chat.ts). GET …/v1/chat/{id}:
 * what was said. POST …/v1/models/pull is in models.ts.
 *
 * 1. Reading takes any role, talking spends money and takes `agent`, pulling models takes `operator`.
 * 2. A conversation belongs to the principal whose key began it. To others it is not there; an admin may read it, and only read.
 * 3. Of a request's messages the last one counts; what stands before it is what was kept.
 * 4. One turn at a time. A message that was answered under the same id is told the same answer, and paid once.
 */
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { CHAT_PATH, chatId, PULL_PATH } from '../../../contracts/chat.ts';
import { chatKey, type Turn, turnRow } from '../../../contracts/tables/chat.ts';
import type { Authenticate } from '../../kit/authenticate.ts';
import type { Clock } from '../../kit/clock.ts';
import { type Caller, requireRole } from '../../kit/http.ts';
import { readQuery } from '../../kit/http-body.ts';
import type { Model } from '../../kit/model/model.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import type { Sink } from '../../kit/sink.ts';
import { answerJson, callerOf, type UrlFunction, type UrlRequest, urlFunction } from '../../kit/url-function.ts';
import { answer } from './answer.ts';
import type { Conversations } from './conversations.ts';
import { checkModel, type ModelsDeps, pullModel } from './models.ts';
import { type Asked, readAsked } from './request.ts';
import { type Talker, talkerNamed } from './talkers.ts';
import { openUiStream } from './ui-stream.ts';
import { conversationView, messageIdsOf, metadataOf } from './views.ts';

/** Of the function's time, left to settle and keep what an answer came to. */
const SPARE_MS = 5000;

export interface ChatDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly conversations: Conversations;
  readonly historyDays: number;
  readonly talkers: ReadonlyMap<string, Talker>;
  readonly modelOf: (talker: Talker, purpose: { conversation: string; withinMs: number }) => Model;
  readonly models: ModelsDeps;
}

export const createChat = (deps: ChatDeps): UrlFunction =>
  urlFunction(deps.log, async (request, sink, context) => {
    const caller = await callerOf(deps.authenticate, request);
    const { method } = request.requestContext.http;
    const path = request.rawPath.replace(/\/+$/, '');
    const [, asked] = /^\/v1\/chat\/([^/]+)$/.exec(path) ?? [];
    if (path === CHAT_PATH) {
      allow(request, 'POST');
      requireRole(caller, { key: `POST ${CHAT_PATH}`, least: 'agent' });
      return talk(deps, readAsked(request), caller, sink, context);
    }
    if (asked !== undefined) {
      allow(request, 'GET');
      return read(deps, asked.replaceAll(/%3a/gi, ':'), request, caller, sink); // the one sign of an id that clients encode
    }
    if (path === PULL_PATH) {
      allow(request, 'POST');
      requireRole(caller, { key: `POST ${PULL_PATH}`, least: 'operator' });
      return pullModel(deps.models, request, sink);
    }
    const known = `POST ${CHAT_PATH}, GET ${CHAT_PATH}/{id}, POST ${PULL_PATH}`;
    throw new ProblemError(
      problem('unknown-route', `${method} ${request.rawPath} leads nowhere; there are: ${known}.`),
    );
  });

/** Throws for another method. */
function allow({ requestContext, rawPath }: UrlRequest, method: string): void {
  const asked = requestContext.http.method;
  if (asked === method) return;
  throw new ProblemError(problem('method-not-allowed', `${rawPath} does not take ${asked}; use ${method}.`), {
    allow: method,
  });
}

async function talk(deps: ChatDeps, asked: Asked, caller: Caller, sink: Sink, context: Context): Promise<void> {
  const { clock, conversations } = deps;
  const { turns, next } = await conversations.read(asked.id);
  const last = turns.at(-1);
  if (last && last.owner !== caller.principal) throw notFound(asked.id);
  const again = sameAs(asked, turns);
  if (again && asked.trigger === 'submit-message' && again.state === 'answered')
    return tellAgain(asked.id, again, sink);
  if (last && isAnswering(last, clock)) throw inProgress(asked.id);
  const talker = talkerNamed(deps.talkers, asked.agent ?? last?.agent);
  const only = asked.model;
  if (only) await checkModel(deps.models, only, talker.use);
  const withinMs = context.getRemainingTimeInMillis() - SPARE_MS;
  const turn: Turn = {
    ...(again ? { ...again, answering: again.answering + 1, answer: undefined } : newTurn(asked, next, caller, clock)),
    agent: talker.id,
    state: 'answering',
    leaseUntilMs: clock.now().getTime() + context.getRemainingTimeInMillis(),
    ttl: ttlAfterDays(clock.now(), deps.historyDays),
  };
  if (!(await conversations.begin(turn))) throw inProgress(asked.id);
  const conversation = `chat:${asked.id}`;
  const before = again ? turns.slice(0, -1) : turns;
  await answer(
    { clock, log: deps.log, keep: conversations.end },
    {
      ...{ talker, turn, before, only },
      conversation: asked.id,
      model: deps.modelOf(talker, { conversation, withinMs }),
    },
    sink,
  );
}

/** The turn that is to be answered again. Throws for one that is not the latest: what was said after it stands on it. */
function sameAs({ said, id }: Asked, turns: readonly Turn[]): Turn | undefined {
  const found = said.id === undefined ? undefined : turns.find((turn) => turn.said.id === said.id);
  if (!found || found === turns.at(-1)) return found;
  throw new ProblemError(
    problem('invalid-request', `Message ${said.id} of conversation ${id} has been answered, and more was said since.`, [
      {
        ...{ field: 'messages', rule: 'must end with something new, or with the latest of what was said' },
        remedy: 'Say it anew under another id, or begin another conversation.',
      },
    ]),
  );
}

const newTurn = ({ id, said }: Asked, turn: number, { principal }: Caller, clock: Clock) => ({
  ...{ pk: chatKey(id), sk: turnRow(turn), turn, owner: principal, answering: 1 },
  said: { ...said, at: clock.now().toISOString() },
});

const isAnswering = ({ state, leaseUntilMs }: Turn, clock: Clock): boolean =>
  state === 'answering' && leaseUntilMs > clock.now().getTime();

async function tellAgain(id: string, turn: Turn, sink: Sink): Promise<void> {
  const metadata = metadataOf(turn);
  const out = openUiStream(sink, messageIdsOf(id, turn).answer, metadata, () => undefined);
  await out.text(turn.answer?.text ?? '');
  await out.finish(metadata);
}

const querySchema = z.strictObject({ before: z.coerce.number().int().min(2).optional() });

async function read(deps: ChatDeps, asked: string, request: UrlRequest, caller: Caller, sink: Sink): Promise<void> {
  requireRole(caller, { key: `GET ${CHAT_PATH}/{id}`, least: 'viewer' });
  const { before } = readQuery(querySchema, request.queryStringParameters ?? {});
  const id = chatId.safeParse(asked);
  const { turns } = id.success ? await deps.conversations.read(id.data, before) : { turns: [] };
  const [first, ...rest] = turns;
  const isTheirs = first?.owner === caller.principal || caller.role === 'admin';
  if (!first || !isTheirs) throw notFound(asked);
  await answerJson(sink, 200, conversationView(asked, [first, ...rest]), { 'cache-control': 'no-store' });
}

const notFound = (id: string): ProblemError =>
  new ProblemError(problem('not-found', `You have no conversation ${id}. Begin one under another id.`));

const inProgress = (id: string): ProblemError =>
  new ProblemError(problem('in-progress', `Conversation ${id} is being answered. Wait for the end, then say more.`), {
    'retry-after': '1',
  });
