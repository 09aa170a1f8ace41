/**
 * A cloud in a process of its own that ends itself as by kill -9. Takes the data directory; tells its parent where it listens;
 * told a number, it dies at that many records of its ledger from then on, in the middle of what it does; or after two seconds,
 * when all was further on than that and only waits are left.
 */
import { machineClock } from '../../../../local/engine/machine-clock.ts';
import { startLocalCloud } from '../../../../local/local-cloud.ts';

const [dataDir = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({ port: 0, dataDir });
const die = () => process.kill(process.pid, 'SIGKILL');
process.on('message', (left: number) => {
  machineClock.after(2_000, die);
  cloud.engine.traces.subscribe(() => {
    left -= 1;
    if (left === 0) die();
  });
});
process.on('disconnect', die); // nobody is left who would end it
process.send?.(cloud.url);
