/**
 * The unmodified CDK CLI against a cloud that is bootstrapped: deploy, again, diff and change, destroy. Apps are synthesized
 * here, so what takes time is the CLI's own start, a second each.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { stackClient } from './stack-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CLI = join(import.meta.dirname, '../../../node_modules/aws-cdk/bin/cdk');
const folder = temporaryFolder();
let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ port: 0, bootstrap: true });
});
afterAll(() => cloud.close());

/** Two stacks, one with a function of an asset that uses a queue of the other. */
function synthesized(name: string, said: string, visibilitySeconds: number): string {
  const code = join(folder, `${name}-code`);
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), `export const handler = async () => ({ said: '${said}' });\n`);
  const app = new App({
    outdir: join(folder, name),
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' },
  });
  const env = { account: '000000000000', region: 'us-east-1' };
  const queue = new Queue(new Stack(app, 'MiniQueues', { env }), 'Work', {
    visibilityTimeout: Duration.seconds(visibilitySeconds),
  });
  const functions = new Stack(app, 'MiniFunctions', { env });
  const worker = new LambdaFunction(functions, 'Worker', {
    functionName: 'mini-worker',
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    environment: { QUEUE_URL: queue.queueUrl },
  });
  queue.grantSendMessages(worker);
  new CfnOutput(functions, 'WorkerName', { value: worker.functionName });
  return app.synth().directory;
}

async function cdk(app: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: cloud.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: join(folder, 'home'),
    CDK_DISABLE_CLI_TELEMETRY: '1',
    CDK_DISABLE_VERSION_CHECK: '1',
    CI: '1',
  };
  const options = ['--app', app, '--no-notices', '--no-version-reporting'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args, ...options], {
    env,
    cwd: folder,
  });
  return stdout + stderr;
}

async function answer(): Promise<unknown> {
  const client = new LambdaClient(clientSettings(cloud));
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'mini-worker' }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const first = synthesized('first', 'one', 30);
const second = synthesized('second', 'two', 60);
const DEPLOY = ['deploy', '--all', '--require-approval', 'never'];

test('cdk deploy creates the stacks of an app, with the code that it uploads', async () => {
  const told = await cdk(first, ...DEPLOY);
  expect(told).toMatch(/✅ {2}MiniQueues\n[\s\S]*✅ {2}MiniFunctions\n/);
  expect(told).toContain('MiniFunctions.WorkerName = mini-worker');
  expect(await answer()).toEqual({ said: 'one' });
});

test('cdk deploy once more finds nothing to do', async () => {
  const told = await cdk(first, ...DEPLOY);
  expect(told).toMatch(/✅ {2}MiniQueues \(no changes\)[\s\S]*✅ {2}MiniFunctions \(no changes\)/);
});

test('cdk diff tells what would change, property by property', async () => {
  const told = await cdk(second, 'diff', '--all');
  expect(told).toContain('Number of stacks with differences: 2');
  expect(told).toMatch(/\[~\] AWS::SQS::Queue Work[\s\S]*VisibilityTimeout[\s\S]*30[\s\S]*60/);
  expect(told).toMatch(/\[~\] AWS::Lambda::Function Worker[\s\S]*S3Key/);
});

test('cdk deploy after a change updates in place', async () => {
  const before = await stackClient(cloud).queueNames();
  const told = await cdk(second, ...DEPLOY);
  expect(told).toMatch(/UPDATE_COMPLETE +\| AWS::Lambda::Function/);
  expect(await answer()).toEqual({ said: 'two' });
  expect(await stackClient(cloud).queueNames()).toEqual(before);
});

test('cdk destroy leaves nothing behind', async () => {
  const told = await cdk(second, 'destroy', '--all', '--force');
  expect(told).toMatch(/MiniFunctions: destroyed[\s\S]*MiniQueues: destroyed/);
  expect(await stackClient(cloud).queueNames()).toEqual([]);
  await expect(answer()).rejects.toThrow('Function not found');
});
