/**
 * How much does the line carry, how fast, and what would it cost? Each run opens every subject afresh in a process of its own,
 * one after the other, so that no subject works beside another.
 */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Hosted, host } from './kit/host.ts';
import { sendAll, sendPaced } from './kit/load.ts';
import type { Figure, Report } from './kit/report.ts';
import { percentile } from './kit/stats.ts';
import { costFigures } from './line/cost.ts';

const MESSAGES = { batch1: 3_000, batch10: 20_000, paced: 500, backlog: 10_000, urgent: 100 };
const CONNECTIONS = 8;
const PER_SECOND = 100;
/** Messages before a measurement, so that functions are warm and code is compiled. */
const WARM_UP = 2_000;
const SUBJECTS = ['line/signalbox.ts', 'line/emulators.ts', 'line/bullmq.ts'];

type Runs = Map<string, { subject: string; measure: string; unit: string; aim?: string; values: number[] }>;

export async function run(runs: number): Promise<Report> {
  const measured: Runs = new Map();
  const notes = new Map<string, string>();
  let requests: { counts: Readonly<Record<string, number>>; messages: number } | undefined;
  for (let i = 0; i < runs; i++) {
    for (const module of SUBJECTS) {
      const subject = await host(new URL(module, import.meta.url).pathname);
      if (!subject) {
        notes.set('BullMQ on Redis', 'redis-server is not on the PATH: not measured');
        continue;
      }
      notes.set(subject.name, subject.note);
      const add = (measure: string, unit: string, value: number, aim?: string) =>
        record(measured, subject.name, measure, unit, value, aim);
      const isLine = module.includes('signalbox');
      console.error(`run ${i + 1} of ${runs}: ${subject.name}`);
      await measureSubject(subject, add, isLine, (counts, messages) => {
        requests ??= { counts, messages };
      });
      await subject.close();
    }
    record(measured, 'AWS SDK to an empty server', 'ceiling of PutEvents, 10 a call', 'messages/s', await ceiling());
  }
  const figures: Figure[] = [...measured.values()].map(({ values, ...figure }) => ({ ...figure, runs: values }));
  return {
    question: 'How much does the line carry from POST to handled and recorded, how fast, and what would it cost?',
    figures: [...figures, ...(requests ? costFigures(requests) : [])],
    doesNotMeasure: [
      'AWS: all of it runs on this machine, with the load on the same processors. Not measured on AWS.',
      `handlers that do something: the handler takes a probe and gives nothing back.`,
      'many queues: one channel, one agent, four lanes.',
      ...[...notes].map(([subject, note]) => `${subject}: ${note}.`),
    ],
  };
}

function record(measured: Runs, subject: string, measure: string, unit: string, value: number, aim?: string): void {
  const key = `${subject} ${measure}`;
  const found = measured.get(key);
  if (found) found.values.push(value);
  else measured.set(key, { subject, measure, unit, ...(aim && { aim }), values: [value] });
}

type Add = (measure: string, unit: string, value: number, aim?: string) => void;

async function measureSubject(
  subject: Hosted,
  add: Add,
  isLine: boolean,
  onRequests: (counts: Readonly<Record<string, number>>, messages: number) => void,
): Promise<void> {
  let sent = 1;
  const started = performance.now();
  await sendAll(subject, { messages: 1, batch: 1, connections: 1 });
  await subject.done(sent);
  add('start of the process to first message done', 'ms', subject.openedInMs + performance.now() - started);
  const rate = async (messages: number, batch: number): Promise<number> => {
    const from = performance.now();
    sent += messages;
    await sendAll(subject, { messages, batch, connections: CONNECTIONS });
    await subject.done(sent);
    return (messages * 1000) / (performance.now() - from);
  };
  await rate(WARM_UP, 10);
  add('sustained, batch 1', 'messages/s', await rate(MESSAGES.batch1, 1));
  const before = await subject.requests();
  add(
    'sustained, batch 10',
    'messages/s',
    await rate(MESSAGES.batch10, 10),
    isLine ? 'at least 2,000; goal 10,000' : undefined,
  );
  if (isLine) onRequests(difference(await subject.requests(), before), MESSAGES.batch10);

  const base = sent;
  sent += MESSAGES.paced;
  const at = await sendPaced(subject, { messages: MESSAGES.paced, perSecond: PER_SECOND });
  const done = await subject.done(sent);
  const latencies = at.map((moment, i) => (done[base + i] ?? Number.NaN) - moment);
  for (const p of [50, 95, 99])
    add(
      `latency at ${PER_SECOND} messages/s, p${p}`,
      'ms',
      percentile(latencies, p),
      isLine && p === 50 ? 'below 15' : undefined,
    );
  if (isLine) await measurePriority(subject, add);
  add('memory of the process afterwards', 'MiB', (await subject.memory()) / 2 ** 20);
}

/** Critical messages, first alone, then with a channel full of low ones: from POST to handled. */
async function measurePriority(subject: Hosted, add: Add): Promise<void> {
  const urgent = { messages: MESSAGES.urgent, perSecond: PER_SECOND, priority: 'critical' };
  const p99 = async (already: number): Promise<number> => {
    const at = await sendPaced(subject, urgent);
    const handled = await subject.done(already + urgent.messages, 'critical');
    return percentile(
      at.map((moment, i) => (handled[already + i] ?? Number.NaN) - moment),
      99,
    );
  };
  await p99(0);
  const idle = await p99(urgent.messages);
  await sendAll(subject, { messages: MESSAGES.backlog, batch: 100, connections: CONNECTIONS, priority: 'low' });
  const busy = await p99(2 * urgent.messages);
  add('critical, nothing else waiting, p99', 'ms', idle);
  add('critical, 10,000 low waiting, p99', 'ms', busy);
  add('critical: busy over idle, p99', 'times', busy / idle, 'at most 2');
}

const difference = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries(after).map(([name, n]) => [name, n - (before[name] ?? 0)]));

async function ceiling(): Promise<number> {
  const server = await host(new URL('line/empty-server.ts', import.meta.url).pathname);
  if (!server) return Number.NaN;
  const client = new EventBridgeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const Entries = Array.from({ length: 10 }, () => ({
    Source: 'bench',
    DetailType: 'platform.probe',
    Detail: JSON.stringify({ note: 'bench' }),
  }));
  const calls = async (n: number) => {
    for (let i = 0; i < n; i++) await client.send(new PutEventsCommand({ Entries }));
  };
  await calls(200);
  const from = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => calls(250)));
  const perSecond = (CONNECTIONS * 250 * 10 * 1000) / (performance.now() - from);
  client.destroy();
  await server.close();
  return perSecond;
}
