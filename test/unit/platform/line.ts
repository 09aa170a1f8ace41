/** The history of a test's line: rows written by the real recorder and the kit, read back through the real functions. */
import type { Message } from '../../../contracts/message.ts';
import { createLetterMarks, createOperate } from '../../../functions/api/operate/redrive.ts';
import { createRead } from '../../../functions/api/read/read.ts';
import { deadLetterOwners } from '../../../functions/kit/catalogue.ts';
import { createHistoryReader, type HistoryReader } from '../../../functions/kit/history.ts';
import type { HttpEvent, HttpFunction } from '../../../functions/kit/http.ts';
import { createRecordOutcomes, type Outcome } from '../../../functions/kit/outcomes.ts';
import { putRows } from '../../../functions/kit/rows.ts';
import { createKeep, createKeeper } from '../../../functions/platform/dead-letters/keeper.ts';
import { createRecorder } from '../../../functions/platform/recorder/recorder.ts';
import { batch, context, type FakeClock, type FakeLog, fakeBus, fakeClock, fakeLog, record } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';
import type { Tables } from '../kit/tables.ts';

export const PREFIX = 'signalbox-test';
export const arnOf = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

export function openLine({ client, history: table }: Tables, startMs?: number) {
  const clock = fakeClock(startMs);
  const log = fakeLog();
  const bus = fakeBus();
  const measured: string[] = [];
  const sent: { queue: string; body: string }[] = [];
  const asked: string[] = [];
  const history = createHistoryReader(client, table, clock);
  const deadLetter = async () => {};
  const recorder = createRecorder({
    now: clock.now,
    historyDays: 30,
    subscribersOf: (channel) => catalogue.channels.get(channel)?.subscribers.map(({ id }) => id) ?? [],
    putRows: (rows) => putRows(client, table, rows, clock),
    deadLetter,
    log,
  });
  const record_ = (...messages: Message[]) => recorder(batch(...messages.map((one) => record(one))));
  const recordOutcomes = createRecordOutcomes(client, table, 30, clock);
  const outcome = (message: Message, agent: string, more: Partial<Outcome> = {}) =>
    recordOutcomes([
      {
        messageId: message.id,
        agent,
        channel: message.channel,
        lane: 'normal',
        outcome: 'handled',
        finishedAt: clock.now().toISOString(),
        durationMs: 3,
        waitedMs: 4,
        attempts: 1,
        published: [],
        ...more,
      },
    ]);
  const keeper = createKeeper({
    clock,
    log,
    history,
    publish: bus.publish,
    measure: (tally, { agent, lane }) => measured.push(`${tally.deadLettered} dead at ${agent}, ${lane}`),
    keep: createKeep(client, table),
    owners: deadLetterOwners(catalogue, PREFIX),
    historyDays: 30,
  });
  const broken = new Set<string>();
  const { read, operate } = openApi({ ...{ clock, log, history, sent, asked, broken }, client, table });
  return {
    ...{ clock, log, bus, measured, sent, asked, broken, history, keeper, outcome, recorder },
    record: record_,
    get: (path: string, headers: Record<string, string> = {}) => call(read, 'GET', path, headers),
    post: (path: string) => call(operate, 'POST', path),
  };
}

interface Api {
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly history: HistoryReader;
  readonly client: Tables['client'];
  readonly table: string;
  /** What was redriven, which queues were asked, and which parts are away. */
  readonly sent: { queue: string; body: string }[];
  readonly asked: string[];
  readonly broken: Set<string>;
}

/** The functions behind the routes that read and operate. */
function openApi({ clock, log, history, client, table, sent, asked, broken }: Api) {
  const probe = (name: string) => async () => {
    if (broken.has(name)) throw new Error(`${name} is away`);
  };
  const read = createRead({
    clock,
    log,
    catalogue,
    history,
    prefix: PREFIX,
    payloadLink: async (key) => `http://bucket.test/${key}`,
    stage: 'test',
    version: '1',
    agentRecords: async () => [
      { agent: 'shop.packer', handled: 5, failed: 1, version: '1', lastSeenAt: clock.now().toISOString(), counted: [] },
    ],
    queueState: async (name) => {
      asked.push(name);
      return { depth: name.includes('critical') ? 2 : 0, inFlight: 0, delayed: 0 };
    },
    oldestAgesS: async (names) => new Map(names.map((name) => [name, 12])),
    probes: { bus: probe('bus'), registry: probe('registry'), history: probe('history'), queues: probe('queues') },
  });
  const operate = createOperate({
    clock,
    log,
    history,
    marks: createLetterMarks(client, table),
    send: async (queue, body) => {
      if (broken.has('send')) throw new Error('SQS is away');
      sent.push({ queue, body });
    },
  });
  return { read, operate };
}

async function call(handler: HttpFunction, method: string, path: string, headers: Record<string, string> = {}) {
  const url = new URL(path, 'http://api');
  const event = {
    rawPath: url.pathname,
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { http: { method }, authorizer: { lambda: { principal: 'admin', role: 'admin' } } },
  } as unknown as HttpEvent;
  const { statusCode: status, headers: answered = {}, body } = await handler(event, context);
  return { status, headers: answered, body: JSON.parse(body ?? 'null') };
}
