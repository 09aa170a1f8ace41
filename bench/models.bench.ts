/**
 * What does the model port cost? Its layers, its streams, its bundle; beside LangChain JS and a bare fetch with the same call to the
 * same server, which answers at once. Server, tables and stage are in processes of their own; whoever asks is in this one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systems } from '../systems/all.ts';
import { assemble } from '../test/kit/assembly.ts';
import { type Add, createFigures } from './cloud/measure.ts';
import { host } from './kit/host.ts';
import type { Report } from './kit/report.ts';
import { measureBundle } from './models/bundle.ts';
import { measureCalls, measureLayers, measureStreams } from './models/calls.ts';
import { measureFirstToken } from './models/first-token.ts';
import { createTables } from './models/stack.ts';

/** An answer of the slow server takes half a minute. */
const MS_PER_TOKEN = 40;
const here = (file: string): string => join(import.meta.dirname, file);

export async function run(runs: number): Promise<Report> {
  process.env.POWERTOOLS_METRICS_DISABLED = 'true'; // they would stand between the lines of the table
  const { add, figures } = createFigures();
  const busy = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'bench-models-'));
  const template = await assemble(join(folder, 'stage'), systems, {});
  for (let i = 0; i < runs; i++) {
    console.error(`run ${i + 1} of ${runs}`);
    await measureBundle(add, join(folder, `bundle-${i}`));
    await measurePort(add);
    await measureChat(add, template);
  }
  rmSync(folder, { recursive: true });
  return {
    question: 'What does the model port cost?',
    figures: figures(),
    doesNotMeasure: [
      'models: the server answers at once, with the same text; what a model takes comes on top, for every subject.',
      'AWS: tables, functions and their URL are those of the local cloud, on the same processors as the server and whoever asks.',
      'the same guarantees: LangChain and fetch know no budget, breaker, cache, paid answers or report; the port without tables keeps none either.',
      'memory of functions for 200 streams: the streams are of one process, as one environment would have them; Lambda gives each its own.',
      'imports on Lambda: this machine has the files in its cache, and processors of another kind.',
      `a quiet machine, unless it was one: the load average before the first run was ${busy.toFixed(1)}.`,
    ],
  };
}

async function measurePort(add: Add): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const [cloud, stub, slow] = [
    await host(here('cloud/bare.ts')),
    await host(here('models/stub.ts')),
    await host(here('models/stub.ts'), [String(MS_PER_TOKEN)]),
  ];
  if (!cloud || !stub || !slow) throw new Error('A server of the bench did not start; it said why on stderr.');
  await createTables(cloud.url);
  await measureLayers(add, cloud.url);
  await measureCalls(add, cloud.url, stub.url);
  await measureStreams(add, cloud.url, slow.url, collect);
  for (const one of [cloud, stub, slow]) await one.close();
}

async function measureChat(add: Add, template: string): Promise<void> {
  const stub = await host(here('models/stub.ts'));
  const stage = stub && (await host(here('models/stage.ts'), [template, stub.url]));
  if (!stub || !stage) throw new Error('The stage of the bench did not start; it said why on stderr.');
  await measureFirstToken(add, stage, stub.url);
  await stage.close();
  await stub.close();
}
