/**
 * A cloud in a process of its own that ends itself as by kill -9 when the given number of resources was replaced, in the middle
 * of an update. Takes the data directory; tells its parent where it listens.
 */
import { startLocalCloud } from '../../../../local/local-cloud.ts';

const [dataDir = '', replaced = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({ port: 0, dataDir });
let left = Number(replaced);
cloud.engine.traces.subscribe(({ service, action }) => {
  if (service === 'cloudformation' && action === 'replace') left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});
process.send?.(cloud.url);
