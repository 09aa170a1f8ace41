/** A local cloud with the fleet's templates, in a process of its own: `fleet.ts <cdk.out> <data directory>`. */
import { enableCompileCache } from 'node:module';
import { serve } from '../kit/host.ts';

enableCompileCache(); // as bin/signalbox.ts does
const [template = '', dataDir = ''] = process.argv.slice(2);

await serve(async () => {
  const { startLocalCloud } = await import('../../local/local-cloud.ts');
  const cloud = await startLocalCloud({ port: 0, template, dataDir });
  return {
    name: 'local cloud with the fleet',
    note: '',
    url: cloud.url,
    headers: {},
    done: async () => [],
    close: () => cloud.close(),
  };
});
