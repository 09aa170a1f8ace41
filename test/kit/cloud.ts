/** A local cloud for a test: on a free port, ended with the test. Clients come from the test, made with `clientSettings`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/local-cloud.ts';

/** Starts a cloud and ends it when the test is over; ending it earlier, for a restart, is fine. */
export async function testCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ port: 0, ...options });
  let ended: Promise<void> | undefined;
  const close = () => {
    ended ??= cloud.close();
    return ended;
  };
  onTestFinished(close);
  return { ...cloud, close };
}

/** What any SDK client needs to talk to a cloud. Without keys of a role the caller is the account's root. */
export const clientSettings = (
  cloud: Pick<LocalCloud, 'url'>,
  credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' },
) => ({ endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 });

/** An empty data directory, removed when the test is over. */
export function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
