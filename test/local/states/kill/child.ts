/**
 * A cloud in a process of its own that ends itself as by kill -9. Takes the data directory; tells its parent where it listens;
 * told a number, it dies at that many records of its ledger from then on, in the middle of what it does.
 */
import { startLocalCloud } from '../../../../local/local-cloud.ts';

const [dataDir = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({ port: 0, dataDir });
process.on('message', (left: number) => {
  cloud.engine.traces.subscribe(() => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  });
});
process.send?.(cloud.url);
