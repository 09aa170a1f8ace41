/**
 * A bare local cloud with a data directory of its own, in a process of its own. `done(n)` waits until so many executions of
 * state machines have ended.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { serve } from '../kit/host.ts';
import { moments } from '../kit/subject.ts';

await serve(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-cloud-'));
  const cloud = await startLocalCloud({ port: 0, dataDir });
  const ended = moments();
  cloud.engine.traces.subscribe(({ service, action }) => {
    if (service === 'states' && action === 'end') ended.add(1);
  });
  return {
    name: 'local cloud',
    note: 'every acknowledged write is on disk',
    url: cloud.url,
    headers: {},
    done: (n) => ended.reached(n),
    async close() {
      await cloud.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
