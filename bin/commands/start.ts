/** `npm start`: boots the stage on the local cloud, plays the demo of a system, and tells what came of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot, type Running } from './boot.ts';
import type { Demo } from './demo/demo.ts';
import { openDemo } from './demo/demos.ts';
import { chooseModels, type ModelChoice } from './demo/models.ts';
import type { Options } from './options.ts';
import { createApiClient } from './start/api-client.ts';
import { createScreen } from './start/screen.ts';
import { watchSources } from './start/watch.ts';
import { createSynthesizer } from './synthesize.ts';
import { untilStopped } from './until-stopped.ts';

const DATA = '.signalbox';

export async function start(options: Options): Promise<void> {
  const { once, data, port } = options;
  const [demo, models] = await Promise.all([openDemo(options), chooseModels(process.env)]);
  const scratch = once && data === undefined ? await mkdtemp(join(tmpdir(), 'signalbox-')) : undefined;
  const synthesizer = createSynthesizer(models.environment);
  const dataDir = data ?? scratch ?? DATA;
  const running = await boot({ port, dataDir, synthesizer, say }).catch(async (error) => {
    await synthesizer.close();
    throw error;
  });
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  greet(running, demo, models);
  const screen = createScreen();
  const { cloud, apiUrl, apiKey, bootMs } = running;
  const watch = once ? undefined : watchSources({ cloud, synthesizer, say: screen.print });
  try {
    const api = createApiClient(apiUrl, apiKey);
    const playing = demo.play({ running, api, screen, once, signal: stopping.signal });
    if (once) {
      const { figures, endedWell } = await playing;
      console.log(JSON.stringify({ ...figures, bootMs }));
      process.exitCode = endedWell ? 0 : 1;
      return;
    }
    await playing.catch((error) => {
      if (!stopping.signal.aborted) console.error(`\nThe demo ended early: ${String(error)}`); // a change may have broken the API
    });
    if (stopping.signal.aborted) return;
    console.log(`\nStill up at ${apiUrl} until Ctrl-C. What you change in the sources is taken over.`);
    await stopped;
  } finally {
    await watch?.end();
    await synthesizer.close();
    await cloud.close();
    if (!once) console.log(`Stopped. The next start goes on from ${dataDir}; to begin anew, remove it.`);
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
}

const say = (step: string, detail = ''): void => console.log(`${step.padEnd(28)}${detail}`);

function greet(
  { apiUrl, streamUrl, chatUrl, apiKey, bootMs }: Running,
  { title, notes }: Demo,
  models: ModelChoice,
): void {
  say('language models', models.told);
  say('ready', `in ${bootMs} ms`);
  console.log(
    `\nAPI=${apiUrl}\nSTREAM=${streamUrl}\nCHAT=${chatUrl}\nKEY=${apiKey}\ncurl -s "$API/v1/channels" -H "x-api-key: $KEY"\n`,
  );
  for (const line of notes) console.log(line);
  console.log(`playing ${title}\n`);
}
