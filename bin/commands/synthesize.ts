/** From sources to templates: bundles the functions and runs the CDK app. */
import { spawn } from 'node:child_process';
import { buildFunctions } from '../../functions/build.ts';

/** Where templates and assets lie. */
export const OUT = 'cdk.out';

/** Tells what is being done, a step at a time. */
export type Say = (step: string, detail?: string) => void;

/** Throws what the bundler or the app says is wrong. What was in the folder before stays until it is written again. */
export async function synthesize(say: Say): Promise<void> {
  say('bundling functions');
  const { bytes, ms } = await buildFunctions();
  say('bundled functions', `${Math.round(bytes / 1024)} KiB in ${Math.round(ms)} ms`);
  const started = performance.now();
  say('synthesizing the CDK app');
  await runApp();
  say('synthesized the CDK app', `in ${Math.round(performance.now() - started)} ms`);
}

/** In a process of its own: so it reads the sources as they are now. */
async function runApp(): Promise<void> {
  const app = spawn(process.execPath, ['bin/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: OUT, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const errors: Buffer[] = [];
  app.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise((resolve) => app.once('exit', resolve));
  if (code !== 0) throw new Error(`The CDK app could not be synthesized:\n${Buffer.concat(errors)}`);
}
