/** fauxqs as a peer for queues, in a process of its own. */
import { startFauxqs } from 'fauxqs';
import { serve } from '../kit/host.ts';

await serve(async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  return {
    name: 'fauxqs',
    note: 'in memory: nothing is on disk',
    url: `http://127.0.0.1:${server.port}`,
    headers: {},
    done: async () => [],
    close: () => server.stop(),
  };
});
