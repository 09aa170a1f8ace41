/**
 * How long a cloud takes to start with the fleet's templates, and what it holds then. From the start of the process to the first
 * request that it can answer: with a new data directory, and again on the same one.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { host } from '../kit/host.ts';
import { type Add, SIGNALBOX } from './measure.ts';

const ROOT = join(import.meta.dirname, '../..');
const AIM = 'at most 1,000';

/** Bundles and synthesizes into a folder; not part of any figure. */
export function synthesize(outdir: string): void {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
  run('functions/build.ts');
  run('bin/app.ts');
}

export async function measureBoot(add: Add, template: string, dataDir: string): Promise<void> {
  for (const what of ['new data directory', 'on the same data']) {
    const cloud = await host(join(import.meta.dirname, 'fleet.ts'), [template, dataDir]);
    if (!cloud) return;
    add(SIGNALBOX, `start with the fleet, ${what}`, 'ms', cloud.openedInMs, AIM);
    add(SIGNALBOX, `memory after the start, ${what}`, 'MiB', (await cloud.memory()) / 2 ** 20);
    await cloud.close();
  }
}
