/** Signalbox itself as a subject: the dev stage on the local cloud, probes to `platform/echo`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot } from '../../bin/commands/boot.ts';
import { createSynthesizer } from '../../bin/commands/synthesize.ts';
import { serve } from '../kit/host.ts';
import { moments } from '../kit/subject.ts';
import { FUNCTION_MS } from './cost.ts';

await serve(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-line-'));
  const synthesizer = createSynthesizer();
  const { cloud, apiUrl, apiKey } = await boot({ port: 0, dataDir, synthesizer, say: () => undefined });
  await synthesizer.close();
  const [handled, critical, recorded, done] = [moments(), moments(), moments(), moments()];
  const counts = { handled: 0, recorded: 0, done: 0 };
  const requests: Record<string, number> = {};
  const count = (what: 'handled' | 'recorded', n: number) => {
    counts[what] += n;
    const both = Math.min(counts.handled, counts.recorded);
    if (both > counts.done) done.add(both - counts.done);
    counts.done = both;
  };
  cloud.engine.traces.subscribe(({ service, action, resource = '', detail, durationMs = 0 }) => {
    requests[`${service}:${action}`] = (requests[`${service}:${action}`] ?? 0) + 1;
    if (service === 'lambda' && action === 'invoke') requests[FUNCTION_MS] = (requests[FUNCTION_MS] ?? 0) + durationMs;
    if (action !== 'event-source-batch') return;
    const removed = Number(detail?.removed ?? 0);
    if (resource.includes('-platform-echo--')) {
      handled.add(removed);
      count('handled', removed);
      if (resource.endsWith('--critical')) critical.add(removed);
    } else if (resource.endsWith('-history')) {
      recorded.add(removed);
      count('recorded', removed);
    }
  });
  return {
    name: 'Signalbox on its local cloud',
    note: 'durable on disk; checks key, envelope and schema; bus, rules, lanes, history with three indexes',
    url: `${apiUrl}/v1/messages`,
    headers: { 'x-api-key': apiKey },
    done: (n, what) => (what === 'critical' ? critical : done).reached(n),
    requests: () => requests,
    async close() {
      await cloud.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
