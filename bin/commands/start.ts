/** `npm start`: boots the stage on the local cloud, plays the demo or a data set, and tells what came of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, type Running } from './boot.ts';
import type { Options } from './options.ts';
import { createActivity } from './start/activity.ts';
import { createApiClient } from './start/api-client.ts';
import { createQueues } from './start/drained.ts';
import { dataSetFeed, demoFeed, type Feed } from './start/feed.ts';
import { type Figures, figuresOf, readHistory } from './start/history.ts';
import { startLive } from './start/live.ts';
import { type Progress, play } from './start/play.ts';
import { summarise } from './start/summary.ts';
import { watchSources } from './start/watch.ts';
import { untilStopped } from './until-stopped.ts';

const DATA = '.signalbox';
const HISTORY_TABLE = 'signalbox-dev-history';
/** Between rounds of the demo, so that eyes can follow. */
const DEMO_PAUSE_MS = 120;
const ANALYSES = 'fleet-analysis-request';

export async function start(options: Options): Promise<void> {
  const feed =
    options.telemetry === undefined
      ? demoFeed(options.seed ?? (options.once ? 1 : Date.now() % 2 ** 31))
      : await dataSetFeed(options.telemetry);
  const scratch = options.once && options.data === undefined ? await mkdtemp(join(tmpdir(), 'signalbox-')) : undefined;
  const running = await boot({ port: options.port, dataDir: options.data ?? scratch ?? DATA, say });
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  greet(running, feed);
  const played = Promise.withResolvers<void>();
  const watch = options.once ? undefined : watchSources(running.cloud, (line) => console.log(line), played.promise);
  try {
    const { figures, lost } = await run(running, feed, options, stopping.signal);
    if (options.once) {
      console.log(JSON.stringify({ ...figures, bootMs: running.bootMs }));
      process.exitCode = figures.openConversations > 0 || lost > 0 ? 1 : 0;
    } else if (!stopping.signal.aborted) {
      console.log(`\nStill up at ${running.apiUrl} until Ctrl-C. What you change in the sources is taken over.`);
      played.resolve();
      await stopped;
    }
  } finally {
    played.resolve();
    await watch?.end();
    await running.cloud.close();
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
}

const say = (step: string, detail = ''): void => console.log(`${step.padEnd(28)}${detail}`);

function greet({ apiUrl, apiKey, bootMs }: Running, { title, refused }: Feed): void {
  say('ready', `in ${bootMs} ms`);
  console.log(`\nAPI=${apiUrl}\nKEY=${apiKey}\ncurl -s "$API/v1/channels" -H "x-api-key: $KEY"\n`);
  for (const line of refused.slice(0, 5)) console.log(`refused ${line}`);
  if (refused.length > 5) console.log(`refused ${refused.length - 5} more rows`);
  console.log(`playing ${title}\n`);
}

async function run(
  running: Running,
  feed: Feed,
  options: Options,
  signal: AbortSignal,
): Promise<{ figures: Figures; lost: number }> {
  const { cloud, apiUrl, apiKey } = running;
  const api = createApiClient(apiUrl, apiKey);
  const activity = createActivity();
  const unsubscribe = cloud.engine.traces.subscribe(activity.see);
  let progress: Progress = { sent: 0, total: 0 };
  const live = startLive(running, api, activity, () => `${progress.sent} of ${progress.total} messages sent`);
  const queues = createQueues(cloud.url);
  const sent = await play(api, feed, {
    analysed: () => activity.channels.get(ANALYSES) ?? 0,
    pauseMs: options.once || options.telemetry !== undefined ? 0 : DEMO_PAUSE_MS,
    onProgress: (now) => {
      progress = now;
    },
    signal,
  });
  await queues.drained(signal);
  await live.end();
  unsubscribe();
  queues.close();
  const stories = await readHistory(cloud.url, HISTORY_TABLE);
  const figures = figuresOf(stories);
  const recorded = new Set(stories.map(({ message }) => message.id));
  const lost = sent.filter((id) => !recorded.has(id)).length;
  const findings = signal.aborted
    ? ['stopped before the end; what was sent goes on at the next start with the same data']
    : summarise(feed, stories);
  console.log(['', ...findings, '', told(figures, lost)].join('\n'));
  return { figures, lost };
}

const told = (
  { published, handled, deadLettered, conversations, openConversations, p50Ms, p99Ms }: Figures,
  lost: number,
): string =>
  `${published} messages in ${conversations} conversations, ${openConversations} open, ${lost} lost; ${handled} handlings, ${deadLettered} dead letters; from send to handled p50 ${p50Ms} ms, p99 ${p99Ms} ms`;
