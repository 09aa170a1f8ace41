/** From sources to a running stage: bundle, synthesize, start the local cloud with the templates, read address and key. */
import { rm } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts';
import { OUT, type Say, type Synthesizer } from './synthesize.ts';

export interface Running {
  readonly cloud: LocalCloud;
  /** Base of the API's paths. */
  readonly apiUrl: string;
  /** Base of the streams of executions. */
  readonly streamUrl: string;
  /** Base of conversations with agents. */
  readonly chatUrl: string;
  readonly apiKey: string;
  /** From the start of the process to the first request that can be answered. */
  readonly bootMs: number;
}

export interface BootOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly synthesizer: Synthesizer;
  readonly say: Say;
}

export async function boot({ port, dataDir, synthesizer, say }: BootOptions): Promise<Running> {
  await rm(OUT, { recursive: true, force: true });
  await synthesizer.synthesize(say);
  const started = performance.now();
  let made = 0;
  const cloud = await startLocalCloud({ port, dataDir, bootstrap: true, template: OUT, onProgress: () => (made += 1) });
  say('local cloud is up', `${made} resources in ${Math.round(performance.now() - started)} ms`);
  const apiUrl = String(cloud.output('ApiUrl'));
  const streamUrl = String(cloud.output('StreamUrl'));
  const chatUrl = String(cloud.output('ChatUrl'));
  const apiKey = await readKey(cloud.url, String(cloud.output('AdminKeySecret')));
  return { cloud, apiUrl, streamUrl, chatUrl, apiKey, bootMs: Math.round(performance.now()) };
}

async function readKey(endpoint: string, secretId: string): Promise<string> {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  client.destroy();
  return String((JSON.parse(SecretString) as { key?: string }).key);
}
