/** A data directory that cannot be used says why and what to do; one that goes away under the cloud refuses writes. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateQueueCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../local/engine/store.ts';
import { startLocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory } from '../../kit/cloud.ts';

const GARBAGE = 'this is no database, and long enough to be looked at as one: '.repeat(100);

test.each(['lock.sqlite', 'cloud.sqlite'])('garbage in %s is told as damage, with the remedy', async (file) => {
  const directory = dataDirectory();
  const store = openStore(directory);
  await store.close();
  writeFileSync(join(directory, file), GARBAGE);
  expect(() => openStore(directory)).toThrow(`The file ${file} in data directory ${directory} is damaged`);
  rmSync(join(directory, file)); // what the sentence says
  await openStore(directory).close();
});

test('a directory in use is not called damaged', async () => {
  const directory = dataDirectory();
  const store = openStore(directory);
  expect(() => openStore(directory)).toThrow(`is in use by process ${process.pid}`);
  await store.close();
});

test('a file where the directory should be is told', () => {
  const path = join(dataDirectory(), 'file');
  writeFileSync(path, '');
  expect(() => openStore(path)).toThrow(`Data directory ${path} cannot be used:`);
});

test('a place where nothing can be written is told', () => {
  expect(() => openStore('/sys/signalbox')).toThrow('Data directory /sys/signalbox cannot be used:');
});

test('a lock that cannot be made is told as what it is', () => {
  const directory = dataDirectory();
  mkdirSync(join(directory, 'lock.sqlite'));
  expect(() => openStore(directory)).toThrow(`Data directory ${directory} cannot be used:`);
});

test('when the directory is deleted, writes are refused with the reason; what is in memory is still told', async () => {
  const dataDir = dataDirectory();
  const cloud = await startLocalCloud({ port: 0, dataDir, report: () => undefined });
  onTestFinished(() => cloud.close().catch(() => undefined));
  const sqs = new SQSClient(clientSettings(cloud));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'before' }));
  rmSync(dataDir, { recursive: true });
  const gone = { message: expect.stringContaining(`The data directory ${dataDir} was deleted`) };
  await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject(gone);
  await expect(sqs.send(new CreateQueueCommand({ QueueName: 'after' }))).rejects.toMatchObject(gone);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toContain(QueueUrl);
  expect((await fetch(`${cloud.url}/_local/`)).status).toBe(200);
  await expect(cloud.close()).rejects.toThrow('was deleted while the cloud was using it');
  expect(existsSync(dataDir)).toBe(false);
});
