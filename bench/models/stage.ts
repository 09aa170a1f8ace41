/**
 * What ships, on its local cloud, in a process of its own: `stage.ts <templates> <url of the model server>`. The chat function is told
 * of the server as a deployment would tell it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { settingsFor } from '../cloud/measure.ts';
import { serve } from '../kit/host.ts';

enableCompileCache(); // as bin/signalbox.ts does
const [template = '', modelUrl = ''] = process.argv.slice(2);
const CHAT = 'signalbox-dev-api-chat';

async function readKey(endpoint: string, SecretId: string): Promise<string> {
  const client = new SecretsManagerClient(settingsFor(endpoint));
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  return String((JSON.parse(SecretString) as { key?: string }).key);
}

async function tell(endpoint: string, told: Readonly<Record<string, string>>): Promise<void> {
  const lambda = new LambdaClient(settingsFor(endpoint));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: CHAT }));
  const Variables = { ...Environment?.Variables, ...told };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: CHAT, Environment: { Variables } }));
  lambda.destroy();
}

await serve(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-models-'));
  const cloud = await startLocalCloud({ port: 0, template, dataDir });
  await tell(cloud.url, { SIGNALBOX_MODELS: 'ollama:stub', SIGNALBOX_MODEL_URL: modelUrl });
  return {
    name: 'Signalbox, chat',
    note: 'key, conversation and answer kept on disk, budgets, breaker; a function of its own behind a URL',
    url: String(cloud.output('ChatUrl')),
    headers: { 'x-api-key': await readKey(cloud.url, String(cloud.output('AdminKeySecret'))) },
    done: async () => [],
    async close() {
      await cloud.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
