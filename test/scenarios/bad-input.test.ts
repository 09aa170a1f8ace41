/** Whatever comes in, each wrong thing gets a clear error or a place in the dead letters; nothing is lost and nothing crashes. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { type Problem, type ProblemCode, problemSchema, type Sent } from '../../contracts/http.ts';
import { clientSettings } from '../kit/cloud.ts';
import { type Answer, PREFIX, type Request } from '../kit/stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const probe = (more: Readonly<Record<string, unknown>> = {}) => ({ type: 'platform.probe', payload: {}, ...more });
const ID = '0190a6c0-0000-7000-8000-00000000000';

/** Ids of all messages that the API took in this file. */
const accepted = new Set<string>();

async function post<Body = Sent>(request: Request): Promise<Answer<Body>> {
  const answer = await stage().call<Body & Partial<Sent>>('POST /v1/messages', request);
  for (const { id } of answer.body.accepted ?? []) accepted.add(id);
  return answer;
}

interface Case {
  readonly what: string;
  readonly body: unknown;
  readonly status: number;
  readonly code: ProblemCode;
  /** The field that the problem names. */
  readonly field?: string;
}

const CASES: readonly Case[] = [
  { what: 'malformed JSON', body: '{"type": ', status: 400, code: 'not-json' },
  { what: 'no body', body: '', status: 400, code: 'not-json' },
  { what: 'a number', body: 17, status: 400, code: 'invalid-message' },
  { what: 'an empty list', body: [], status: 400, code: 'invalid-request' },
  { what: 'no type', body: { payload: {} }, status: 400, code: 'invalid-message', field: 'type' },
  { what: 'no payload', body: { type: 'platform.probe' }, status: 400, code: 'invalid-message', field: 'payload' },
  { what: 'a wrong type', body: probe({ priority: 4 }), status: 400, code: 'invalid-message', field: 'priority' },
  { what: 'an unknown field', body: probe({ colour: 'red' }), status: 400, code: 'invalid-message', field: '' },
  { what: 'an id that is none', body: probe({ id: '17' }), status: 400, code: 'invalid-message', field: 'id' },
  {
    what: 'a payload against its schema',
    body: probe({ payload: { note: 17 } }),
    status: 400,
    code: 'invalid-payload',
    field: 'payload.note',
  },
  {
    what: 'an unknown type',
    body: { type: 'nobody.knows', payload: {} },
    status: 400,
    code: 'unknown-message-type',
    field: 'type',
  },
  {
    what: 'an unknown channel',
    body: probe({ channel: 'no.channel' }),
    status: 400,
    code: 'unknown-channel',
    field: 'channel',
  },
  {
    what: 'another channel',
    body: probe({ channel: 'trial.works' }),
    status: 400,
    code: 'wrong-channel',
    field: 'channel',
  },
  {
    what: 'an address of nobody',
    body: probe({ to: 'agent:trial.worker' }),
    status: 400,
    code: 'nobody-addressed',
    field: 'to',
  },
  {
    what: 'an expired message',
    body: probe({ expiresAt: '2020-01-01T00:00:00.000Z' }),
    status: 400,
    code: 'expired-message',
    field: 'expiresAt',
  },
  { what: 'an over-hopped message', body: probe({ hops: 33 }), status: 400, code: 'too-many-hops', field: 'hops' },
  {
    what: 'a reply to nowhere',
    body: probe({ expects: 'reply' }),
    status: 400,
    code: 'invalid-message',
    field: 'replyTo',
  },
  {
    what: "an agent's name",
    body: probe({ sender: 'trial.worker' }),
    status: 403,
    code: 'forged-sender',
    field: 'sender',
  },
  {
    what: "the platform's name",
    body: probe({ sender: 'platform.deadlines' }),
    status: 403,
    code: 'forged-sender',
    field: 'sender',
  },
  {
    what: 'a message between agents',
    body: { type: 'trial.booked', payload: { place: 'Ulm', times: 1 } },
    status: 403,
    code: 'channel-not-open',
    field: 'channel',
  },
  {
    what: '101 messages',
    body: Array.from({ length: 101 }, () => probe()),
    status: 400,
    code: 'too-many-messages',
    field: 'messages',
  },
];

test.each(CASES)('$what is refused with $status $code', async ({ body, status, code, field }) => {
  const answer = await post({ body });
  const problem = problemSchema.parse(answer.body);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(problem).toMatchObject({ type: `urn:signalbox:problem:${code}`, status });
  if (field !== undefined) expect(problem.errors.map((one) => one.field)).toContain(field);
});

test('whoever has no key, or a wrong one, is not let in', async () => {
  const { call } = stage();
  expect((await call('GET /v1/agents', { headers: { 'x-api-key': 'sb_wrong-wrong-wrong-wrong' } })).status).toBe(403);
  expect((await call('GET /v1/agents', { headers: { 'x-api-key': '' } })).status).toBe(401);
});

test('what leads nowhere is told what there is', async () => {
  const { call } = stage();
  expect(await call('GET /v1/nothing')).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('GET /v1/health') },
  });
  const wrong = await call('DELETE /v1/messages');
  expect(wrong).toMatchObject({ status: 405, body: { type: 'urn:signalbox:problem:method-not-allowed' } });
  expect(wrong.headers.get('allow')).toBe('POST, GET');
  const query = await call<Problem>('GET /v1/messages?channel=system.probes&limit=0');
  expect(query).toMatchObject({ status: 400, body: { errors: [{ field: 'limit' }] } });
});

test('of a batch with bad ones among good the good are taken, and each outcome is told', async () => {
  const { quiet, told } = stage();
  const mixed = [
    probe({ correlationId: 'mixed' }),
    probe({ sender: 'trial.worker' }),
    probe({ correlationId: 'mixed', payload: { note: 'x' } }),
    17,
  ];
  const { status, body } = await post({ body: { messages: mixed } });
  expect(status).toBe(207);
  expect(body.accepted.map(({ index, status: of }) => [index, of])).toEqual([
    [0, 'accepted'],
    [2, 'accepted'],
  ]);
  expect(body.rejected.map(({ index, problem }) => [index, problem.status])).toEqual([
    [1, 403],
    [3, 400],
  ]);
  await quiet();
  const handled = 'platform.probe by api: platform.echo handled';
  expect(await told('mixed')).toEqual([handled, handled]);
});

test('a hundred messages at once are taken', async () => {
  const { quiet, told } = stage();
  const body = Array.from({ length: 100 }, () => probe({ correlationId: 'hundred' }));
  expect((await post({ body })).status).toBe(202);
  await quiet();
  const lines = await told('hundred');
  expect(lines).toHaveLength(100);
  expect(new Set(lines)).toEqual(new Set(['platform.probe by api: platform.echo handled']));
});

test("a client's own id is taken once, and never for two contents", async () => {
  const { quiet, told } = stage();
  const statusOf = async (...body: unknown[]) => {
    const answer = await post<Partial<Sent>>({ body: body.length > 1 ? body : body[0] });
    return [answer.status, ...(answer.body.accepted ?? []).map((one) => one.status)];
  };
  const mine = probe({ id: `${ID}1`, payload: { note: 'mine' } });
  expect(await statusOf(mine)).toEqual([202, 'accepted']);
  expect(await statusOf(mine)).toEqual([202, 'duplicate']);
  expect(await statusOf(probe({ id: `${ID}1`, payload: { note: 'other' } }))).toEqual([422]);
  const twice = probe({ id: `${ID}2` });
  expect(await statusOf(twice, twice)).toEqual([202, 'accepted', 'duplicate']);
  await quiet();
  for (const n of [1, 2]) expect(await told(`${ID}${n}`)).toEqual(['platform.probe by api: platform.echo handled']);
});

test('a request with an idempotency key is taken once and answered the same', async () => {
  const { quiet, told } = stage();
  const headers = { 'idempotency-key': 'order-17' };
  const body = [probe({ correlationId: 'key' }), probe({ correlationId: 'key' })];
  const answers = await Promise.all([1, 2, 3].map(() => post({ body, headers })));
  const again = await post({ body, headers });
  for (const answer of answers) {
    if (answer.status === 409) expect(answer.body).toMatchObject({ type: 'urn:signalbox:problem:in-progress' });
    else expect(answer).toMatchObject({ status: 202, body: again.body });
  }
  expect(again.status).toBe(202);
  expect((await post({ body: [probe()], headers })).status).toBe(422);
  await quiet();
  expect(await told('key')).toHaveLength(2);
});

interface Letter {
  readonly agent: string;
  readonly channel: string;
  readonly lane: string;
  readonly attempts: number;
  readonly error: { readonly code: string };
  readonly body?: string;
}

/** Dead letters since the last call, in a fixed order. */
async function newLetters(seen: Set<string>): Promise<Letter[]> {
  const { quiet, call } = stage();
  await quiet();
  const { body } = await call<{ deadLetters: (Letter & { id: string })[] }>('GET /v1/dead-letters');
  const letters = body.deadLetters.filter(({ id }) => !seen.has(id));
  for (const { id } of letters) seen.add(id);
  return letters.sort((a, b) => a.agent.localeCompare(b.agent));
}

test('a queue message that is not JSON, and an event that is no message, die with the reason and harm nobody beside them', async () => {
  const { cloud, told, quiet } = stage();
  const seen = new Set<string>();
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: `${PREFIX}-platform-echo--system-probes--high` }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'not JSON, not at all' }));
  const id = (await post({ body: probe({ priority: 'high' }) })).body.accepted[0]?.id ?? '';
  expect(await newLetters(seen)).toMatchObject([
    {
      agent: 'platform.echo',
      channel: 'system.probes',
      lane: 'high',
      attempts: 1,
      error: { code: 'NotJson' },
      body: 'not JSON, not at all',
    },
  ]);
  sqs.destroy();

  const events = new EventBridgeClient(clientSettings(cloud));
  const put = async (detail: unknown) => {
    const Entry = { EventBusName: PREFIX, Source: 'signalbox.stranger', DetailType: 'strange' };
    await events.send(new PutEventsCommand({ Entries: [{ ...Entry, Detail: JSON.stringify(detail) }] }));
  };
  await put({ hello: 'world' });
  expect(await newLetters(seen)).toMatchObject([{ agent: 'platform.recorder', error: { code: 'NotAMessage' } }]);
  await put({ channel: 'system.probes', priority: 'low', expects: 'ack' });
  expect(await newLetters(seen)).toMatchObject([
    { agent: 'platform.deadlines', error: { code: 'NotAMessage' } },
    { agent: 'platform.echo', lane: 'low', error: { code: 'NotAMessage' } },
    { agent: 'platform.recorder', error: { code: 'NotAMessage' } },
  ]);
  events.destroy();
  await quiet();
  expect(await told(id)).toEqual(['platform.probe by api: platform.echo handled']);
});

test('nothing that was refused has been published, and all that was accepted has', async () => {
  const { quiet, history } = stage();
  await quiet();
  const ids = (await history()).filter(({ message }) => message.sender === 'api').map(({ message }) => message.id);
  expect(ids.sort()).toEqual([...accepted].sort());
});
