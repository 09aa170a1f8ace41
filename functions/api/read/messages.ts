/** GET /v1/messages/{id}: a message and what became of it. GET /v1/messages: what went over a channel, or what a sender sent. */
import * as z from 'zod';
import { toCloudEvent } from '../../../contracts/cloud-event.ts';
import type { Message } from '../../../contracts/message.ts';
import { hourOf, perHour } from '../../../contracts/tables/history.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import type { Clock } from '../../kit/clock.ts';
import { type HistoryReader, messageIn } from '../../kit/history.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readQuery } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { fromCursor, limit, toCursor } from './page.ts';
import { attemptView, callView, deadLetterView, deliveryView, outcomeView } from './views.ts';

const CLOUD_EVENT = 'application/cloudevents+json';
const HOUR_MS = 3_600_000;
/** How far back a reader looks who does not say. */
const DEFAULT_SINCE_MS = 24 * HOUR_MS;
/** The most reads of an index that one request makes; the cursor goes on from there. */
const MAX_READS = 72;

interface Deps {
  readonly history: HistoryReader;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** A link to an object of the payloads' bucket. */
  readonly payloadLink: (key: string) => Promise<string>;
}

export const getMessage =
  ({ history }: Pick<Deps, 'history'>): HttpHandler =>
  async ({ params: { id = '' }, headers }) => {
    const { row, attempts, outcomes, deadLetters, deliveries, calls } = await history.story(id);
    if (!row && deadLetters.length === 0 && outcomes.length === 0) throw new ProblemError(notFound(id));
    if (row && headers.accept?.includes(CLOUD_EVENT))
      return { status: 200, body: toCloudEvent(messageIn(row)), headers: { 'content-type': CLOUD_EVENT } };
    return {
      status: 200,
      body: {
        message: row ? messageIn(row) : null,
        recordedAt: row?.recordedAt ?? null,
        attempts: [...(row ? [row] : []), ...attempts].map(attemptView),
        outcomes: outcomes.map(outcomeView),
        deadLetters: deadLetters.map(deadLetterView),
        deliveries: deliveries.map(deliveryView),
        calls: calls.map(callView),
      },
    };
  };

/** GET /v1/messages/{id}/payload: the payload as it is; one that lies in S3 by a link that holds for a quarter of an hour. */
export const getPayload =
  ({ history, payloadLink }: Pick<Deps, 'history' | 'payloadLink'>): HttpHandler =>
  async ({ params: { id = '' } }) => {
    const { row } = await history.story(id);
    if (!row) throw new ProblemError(notFound(id));
    const { payload, claim } = messageIn(row);
    if (!claim) return { status: 200, body: payload };
    const location = await payloadLink(claim.key);
    return { status: 307, body: { location }, headers: { location, 'cache-control': 'no-store' } };
  };

const notFound = (id: string) =>
  problem('not-found', `There is no message ${id}. One sent a moment ago may not be recorded yet; else check the id.`);

const listQuery = z.strictObject({
  channel: z.string().optional(),
  agent: z.string().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
  limit,
  cursor: z.string().optional(),
});

const cursorSchema = z.strictObject({ hour: z.string().length(13), after: z.string().optional() });
type Place = z.output<typeof cursorSchema>;

export const listMessages =
  (deps: Deps): HttpHandler =>
  async ({ query }) => {
    const asked = readQuery(listQuery, query);
    const { channel, agent } = asked;
    if (channel === undefined && agent === undefined)
      throw new ProblemError(
        problem('invalid-request', 'Say whose messages: give channel, or agent (who sent them), or both.', [
          { field: 'channel', rule: 'channel or agent must be given', remedy: 'Add ?channel=… or ?agent=… .' },
        ]),
      );
    if (channel !== undefined && !deps.catalogue.channels.has(channel))
      throw new ProblemError(
        problem('unknown-channel', `There is no channel ${channel}; GET /v1/channels lists them.`, [
          { field: 'channel', rule: 'must be a declared channel', value: channel, remedy: 'Use a declared channel.' },
        ]),
      );
    const now = deps.clock.now();
    const since = asked.since ? new Date(asked.since) : new Date(now.getTime() - DEFAULT_SINCE_MS);
    const { messages, next } = await walk(deps.history, {
      index: channel === undefined ? 'byAgent' : 'byChannel',
      name: channel ?? agent ?? '',
      since: since.toISOString(),
      until: now.toISOString(),
      newestFirst: asked.order === 'newest',
      limit: asked.limit,
      start: fromCursor(cursorSchema, asked.cursor),
      wanted: (message) => channel === undefined || agent === undefined || message.sender === agent,
    });
    return { status: 200, body: { messages, ...(next && { cursor: toCursor(next) }) } };
  };

interface Walk {
  readonly index: 'byChannel' | 'byAgent';
  readonly name: string;
  readonly since: string;
  readonly until: string;
  readonly newestFirst: boolean;
  readonly limit: number;
  readonly start: Place | undefined;
  readonly wanted: (message: Message) => boolean;
}

/** Goes through the hours one after the other until the page is full, the hours are over, or enough has been read. */
async function walk(history: HistoryReader, of: Walk): Promise<{ messages: Message[]; next?: Place }> {
  const messages: Message[] = [];
  const [first, last] = of.newestFirst ? [hourOf(of.until), hourOf(of.since)] : [hourOf(of.since), hourOf(of.until)];
  let place: Place = of.start ?? { hour: first };
  for (let reads = 0; reads < MAX_READS; reads++) {
    const { hour, after }: Place = place;
    const left = of.limit - messages.length;
    const keys = await history.keys(of.index, {
      partition: perHour(of.name, hour),
      newestFirst: of.newestFirst,
      limit: left,
      ...(after === undefined ? !of.newestFirst && { from: of.since } : { after }),
    });
    messages.push(...(await history.messages(keys.filter(({ at }) => at >= of.since))).filter(of.wanted));
    const end = keys.at(-1);
    if (end && keys.length === left) place = { hour, after: end.at };
    else if (hour === last || isBeyond(hour, last, of.newestFirst)) return { messages };
    else place = { hour: hourBeside(hour, of.newestFirst ? -1 : 1) };
    if (messages.length >= of.limit) break;
  }
  return { messages, next: place };
}

const isBeyond = (hour: string, last: string, newestFirst: boolean): boolean =>
  newestFirst ? hour < last : hour > last;

const hourBeside = (hour: string, step: 1 | -1): string =>
  hourOf(new Date(Date.parse(`${hour}:00:00.000Z`) + step * HOUR_MS).toISOString());
