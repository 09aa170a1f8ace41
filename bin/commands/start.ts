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
import { createScreen, type Screen } from './start/screen.ts';
import { summarise } from './start/summary.ts';
import { watchSources } from './start/watch.ts';
import { createSynthesizer } from './synthesize.ts';
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
  const synthesizer = createSynthesizer();
  const dataDir = options.data ?? scratch ?? DATA;
  const running = await boot({ port: options.port, dataDir, synthesizer, say }).catch(async (error) => {
    await synthesizer.close();
    throw error;
  });
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  greet(running, feed);
  const screen = createScreen();
  const { cloud } = running;
  const watch = options.once ? undefined : watchSources({ cloud, synthesizer, say: screen.print });
  try {
    const pauseMs = options.once || options.telemetry !== undefined ? 0 : DEMO_PAUSE_MS;
    const playing = run({ running, feed, screen, pauseMs, signal: stopping.signal });
    if (options.once) {
      const { figures, lost } = await playing;
      console.log(JSON.stringify({ ...figures, bootMs: running.bootMs }));
      process.exitCode = figures.openConversations > 0 || lost > 0 ? 1 : 0;
      return;
    }
    await playing.catch((error) => console.error(`\nThe demo ended early: ${String(error)}`)); // a change may have broken the API
    if (stopping.signal.aborted) return;
    console.log(`\nStill up at ${running.apiUrl} until Ctrl-C. What you change in the sources is taken over.`);
    await stopped;
  } finally {
    await watch?.end();
    await synthesizer.close();
    await cloud.close();
    if (!options.once) console.log(`Stopped. The next start goes on from ${dataDir}; to begin anew, remove it.`);
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
}

const say = (step: string, detail = ''): void => console.log(`${step.padEnd(28)}${detail}`);

function greet({ apiUrl, streamUrl, apiKey, bootMs }: Running, { title, refused }: Feed): void {
  say('ready', `in ${bootMs} ms`);
  console.log(`\nAPI=${apiUrl}\nSTREAM=${streamUrl}\nKEY=${apiKey}\ncurl -s "$API/v1/channels" -H "x-api-key: $KEY"\n`);
  for (const line of refused.slice(0, 5)) console.log(`refused ${line}`);
  if (refused.length > 5) console.log(`refused ${refused.length - 5} more rows`);
  console.log(`playing ${title}\n`);
}

interface Play {
  readonly running: Running;
  readonly feed: Feed;
  readonly screen: Screen;
  /** Between rounds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

async function run({ running, feed, screen, pauseMs, signal }: Play): Promise<{ figures: Figures; lost: number }> {
  const { cloud, apiUrl, apiKey } = running;
  const api = createApiClient(apiUrl, apiKey);
  const activity = createActivity();
  const unsubscribe = cloud.engine.traces.subscribe(activity.see);
  let progress: Progress = { sent: 0, total: 0 };
  const title = () => `${progress.sent} of ${progress.total} messages sent`;
  const live = startLive({ running, api, activity, screen, title });
  const queues = createQueues(cloud.url);
  const onProgress = (now: Progress) => {
    progress = now;
  };
  const analysed = () => activity.channels.get(ANALYSES) ?? 0;
  let sent: readonly string[];
  try {
    sent = await play(api, feed, { analysed, pauseMs, onProgress, signal });
    await queues.drained(signal);
  } finally {
    await live.end();
    unsubscribe();
    queues.close();
  }
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
