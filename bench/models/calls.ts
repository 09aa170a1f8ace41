/** The same call by the model port, by LangChain and by hand, to the same server; and what the port adds when the server is none. */
import { ChatOpenAI } from '@langchain/openai';
import { type Add, rate } from '../cloud/measure.ts';
import { percentile } from '../kit/stats.ts';
import { openStack, type Stack } from './stack.ts';

const SUBJECT = 'Signalbox, model port';
const WARM = 50;
const CALLS = 300;
const AT_ONCE = 16;
const STREAMS = 200;
const KIB = 1024;

/** Durations of calls one after the other, milliseconds. */
async function timed(calls: number, call: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < WARM; i++) await call();
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  return times;
}

/** What the layers cost by themselves: nobody answers, at once. */
export async function measureLayers(add: Add, cloudUrl: string): Promise<void> {
  const stack = openStack(cloudUrl);
  const alone = await timed(CALLS, () => stack.ask(false));
  add(SUBJECT, 'all layers, nothing kept, p50', 'ms', percentile(alone, 50));
  const kept = await timed(CALLS, () => stack.ask(true));
  add(SUBJECT, 'all layers, answer, budget and report kept on disk, p50', 'ms', percentile(kept, 50), 'at most 2');
  stack.close();
}

export async function measureCalls(add: Add, cloudUrl: string, modelUrl: string): Promise<void> {
  const stack = openStack(cloudUrl, modelUrl);
  await measureSubject(add, SUBJECT, () => stack.ask(false));
  tellPool(add, stack);
  stack.close();
  const chat = new ChatOpenAI({
    model: 'stub',
    apiKey: 'none',
    maxRetries: 3,
    configuration: { baseURL: `${modelUrl}/v1` },
  });
  await measureSubject(add, 'LangChain JS, ChatOpenAI', async () => {
    const reader = (await chat.stream('Answer in one sentence. Is it so?')).getReader();
    while (!(await reader.read()).done);
  });
  await measureSubject(add, 'fetch, by hand', () => byHand(modelUrl));
}

async function measureSubject(add: Add, subject: string, call: () => Promise<unknown>): Promise<void> {
  add(subject, 'one streamed call, p50', 'ms', percentile(await timed(CALLS, call), 50));
  add(subject, `calls a second, ${AT_ONCE} at once`, '/s', await rate(CALLS * 2, AT_ONCE, call));
}

function tellPool(add: Add, stack: Stack): void {
  const [pool] = stack.statistics();
  if (!pool) return;
  add(SUBJECT, `connections opened for ${pool.calls} calls, at most ${AT_ONCE} at once`, '', pool.connectionsOpened);
  add(SUBJECT, 'calls that found an open connection', '%', (100 * pool.reused) / pool.calls);
}

/** The request that the port sends, and its answer read to the end. */
async function byHand(modelUrl: string): Promise<void> {
  const response = await fetch(`${modelUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ model: 'stub', stream: true, stream_options: { include_usage: true } },
      messages: [{ role: 'user', content: 'Answer in one sentence. Is it so?' }],
    }),
  });
  await response.text();
}

/** @param slowUrl of a server whose answers last longer than all streams need to open @param collect gathers garbage */
export async function measureStreams(add: Add, cloudUrl: string, slowUrl: string, collect: () => void): Promise<void> {
  const stack = openStack(cloudUrl, slowUrl);
  await stack.ask(false);
  collect();
  const before = process.memoryUsage();
  let open = 0;
  const all = Promise.withResolvers<void>();
  const streams = Array.from({ length: STREAMS }, () => {
    let begun = false;
    return stack.ask(false, () => {
      if (begun) return;
      begun = true;
      open += 1;
      if (open === STREAMS) all.resolve();
    });
  });
  await all.promise;
  collect();
  const during = process.memoryUsage();
  add(SUBJECT, `heap of one open stream, ${STREAMS} open`, 'KiB', (during.heapUsed - before.heapUsed) / STREAMS / KIB);
  add(SUBJECT, `whole process, one of ${STREAMS} open streams`, 'KiB', (during.rss - before.rss) / STREAMS / KIB);
  await Promise.all(streams);
  stack.close();
}
