/** The fleet's demo: seeded vehicles or a data set go through the line, and what was found is held against what was injected. */
import type { Options } from '../options.ts';
import { createActivity } from '../start/activity.ts';
import { createQueues } from '../start/drained.ts';
import { dataSetFeed, demoFeed, type Feed } from '../start/feed.ts';
import { type Figures, figuresOf, readHistory, type Story } from '../start/history.ts';
import { startLive } from '../start/live.ts';
import { type Progress, play } from '../start/play.ts';
import { summarise } from '../start/summary.ts';
import type { Demo, Stage } from './demo.ts';

const HISTORY_TABLE = 'signalbox-dev-history';
/** Between rounds of the demo, so that eyes can follow. */
const DEMO_PAUSE_MS = 120;
const ANALYSES = 'fleet-analysis-request';
const REFUSED_SHOWN = 5;

export async function fleetDemo({ seed, once, telemetry }: Options): Promise<Demo> {
  const feed =
    telemetry === undefined ? demoFeed(seed ?? (once ? 1 : Date.now() % 2 ** 31)) : await dataSetFeed(telemetry);
  const { title, refused } = feed;
  const more = refused.length - REFUSED_SHOWN;
  return {
    title,
    notes: [
      ...refused.slice(0, REFUSED_SHOWN).map((line) => `refused ${line}`),
      ...(more > 0 ? [`refused ${more} more rows`] : []),
    ],
    async play(stage) {
      const { stories, lost } = await drive(stage, feed, once || telemetry !== undefined ? 0 : DEMO_PAUSE_MS);
      const figures = figuresOf(stories);
      const findings = stage.signal.aborted
        ? ['stopped before the end; what was sent goes on at the next start with the same data']
        : summarise(feed, stories);
      for (const line of ['', ...findings, '', told(figures, lost)]) stage.screen.print(line);
      return { endedWell: figures.openConversations === 0 && lost === 0, figures: { ...figures } };
    },
  };
}

interface Driven {
  readonly stories: readonly Story[];
  /** Messages that were sent and that the history has not. */
  readonly lost: number;
}

/** Sends a feed and waits until nothing is under way any more. @param pauseMs between rounds */
export async function drive(stage: Stage, feed: Feed, pauseMs: number): Promise<Driven> {
  const { running, api, screen, signal } = stage;
  const { cloud } = running;
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
  const recorded = new Set(stories.map(({ message }) => message.id));
  return { stories, lost: sent.filter((id) => !recorded.has(id)).length };
}

const told = (
  { published, handled, deadLettered, conversations, openConversations, p50Ms, p99Ms }: Figures,
  lost: number,
): string =>
  `${published} messages in ${conversations} conversations, ${openConversations} open, ${lost} lost; ${handled} handlings, ${deadLettered} dead letters; from send to handled p50 ${p50Ms} ms, p99 ${p99Ms} ms`;
