/** From sources to a running stage: bundle, synthesize, start the local cloud with the templates, read address and key. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { buildFunctions } from '../../functions/build.ts';
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts';

const OUT = 'cdk.out';

export interface Running {
  readonly cloud: LocalCloud;
  /** Base of the API's paths. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** From the start of the process to the first request that can be answered. */
  readonly bootMs: number;
}

/** Tells what is being done, a step at a time. */
export type Say = (step: string, detail?: string) => void;

export async function boot({ port, dataDir, say }: { port: number; dataDir: string; say: Say }): Promise<Running> {
  say('bundling functions');
  const { bytes, ms } = await buildFunctions();
  say('bundled functions', `${Math.round(bytes / 1024)} KiB in ${Math.round(ms)} ms`);
  await synthesize(say);
  const started = performance.now();
  let made = 0;
  const cloud = await startLocalCloud({ port, dataDir, template: OUT, onProgress: () => (made += 1) });
  say('local cloud is up', `${made} resources in ${Math.round(performance.now() - started)} ms`);
  const apiUrl = String(cloud.output('ApiUrl'));
  const apiKey = await readKey(cloud.url, String(cloud.output('AdminKeySecret')));
  return { cloud, apiUrl, apiKey, bootMs: Math.round(performance.now()) };
}

async function synthesize(say: Say): Promise<void> {
  const started = performance.now();
  say('synthesizing the CDK app');
  await rm(OUT, { recursive: true, force: true });
  const app = spawn(process.execPath, ['bin/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: OUT, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const errors: Buffer[] = [];
  app.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise((resolve) => app.once('exit', resolve));
  if (code !== 0) throw new Error(`The CDK app could not be synthesized:\n${Buffer.concat(errors)}`);
  say('synthesized the CDK app', `in ${Math.round(performance.now() - started)} ms`);
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
