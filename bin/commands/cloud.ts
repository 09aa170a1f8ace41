/** `npm run cloud`: the bare local cloud, until it is told to end. */
import { startLocalCloud } from '../../local/local-cloud.ts';
import type { Options } from './options.ts';
import { untilStopped } from './until-stopped.ts';

export async function cloud({ port, data }: Options): Promise<void> {
  const running = await startLocalCloud({ port, bootstrap: true, ...(data !== undefined && { dataDir: data }) });
  console.log(`ready ${running.url}`);
  await untilStopped();
  await running.close();
}
