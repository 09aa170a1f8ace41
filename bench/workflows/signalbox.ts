/**
 * Signalbox as a subject, in a process of its own: `signalbox.ts <templates>`, the bench's stage on a local cloud with a data
 * directory of its own. Its front tells what no client of the API can know: when an execution has ended, what was counted, memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { settingsFor } from '../cloud/measure.ts';
import { serve } from '../kit/host.ts';
import { openJsonFront } from './json-front.ts';
import { createTally } from './tally.ts';

enableCompileCache(); // as bin/signalbox.ts does
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const [template = ''] = process.argv.slice(2);

export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

async function readKey(endpoint: string, SecretId: string): Promise<string> {
  const client = new SecretsManagerClient(settingsFor(endpoint));
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  return String((JSON.parse(SecretString) as { key?: string }).key);
}

await serve(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-workflows-'));
  const cloud = await startLocalCloud({ port: 0, template, dataDir });
  const key = await readKey(cloud.url, String(cloud.output('AdminKeySecret')));
  const tally = createTally(cloud.engine.traces);
  const front = await openJsonFront({
    ended: ({ name }: { name: string }) => tally.ended(name),
    reached: ({ what, n }: { what: string; n: number }) => tally.reached(what, n),
    counts: async () => tally.counts(),
    quiet: ({ ms }: { ms: number }) => tally.quiet(ms),
    async memory(): Promise<Memory> {
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      return { rss, heapUsed };
    },
  });
  return {
    name: 'Signalbox on its local cloud',
    note: 'every transition, message and row on disk; key, schemas and IAM checked; each step is a message to an agent, in the history with its outcome, and each transition is told as a message of its own',
    url: front.url,
    headers: { 'x-api-key': key, 'x-api-url': String(cloud.output('ApiUrl')), 'x-cloud-url': cloud.url },
    done: async () => [],
    async close() {
      await front.close();
      await cloud.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
