/** From sources to templates, again and again: bundles the functions and runs the CDK app. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createBuilder } from '../../functions/build.ts';

/** Where templates and assets lie. */
export const OUT = 'cdk.out';

/** Tells what is being done, a step at a time. */
export type Say = (step: string, detail?: string) => void;

export interface Synthesizer {
  /** Throws what the bundler or the app says is wrong. What was in the folder before stays until it is written again. */
  synthesize(say?: Say): Promise<void>;
  /** Has a process ready for the next time: it takes half as long. */
  prepare(): void;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** @param environment for the CDK app, beside this process's own */
export function createSynthesizer(environment: Readonly<Record<string, string>> = {}): Synthesizer {
  const builder = createBuilder();
  let app: App | undefined;
  const prepared = (): App => {
    app ??= startApp(environment);
    return app;
  };
  return {
    async synthesize(say = () => undefined) {
      const { run } = prepared();
      say('bundling functions');
      const { bytes, ms } = await builder.build();
      say('bundled functions', `${Math.round(bytes / 1024)} KiB in ${Math.round(ms)} ms`);
      const started = performance.now();
      say('synthesizing the CDK app');
      await run().finally(() => {
        app = undefined; // it runs once
      });
      say('synthesized the CDK app', `in ${Math.round(performance.now() - started)} ms`);
    },
    prepare: () => void prepared(),
    async close() {
      app?.process.kill('SIGKILL');
      await builder.close();
    },
  };
}

interface App {
  readonly process: ChildProcess;
  run(): Promise<void>;
}

function startApp(environment: Readonly<Record<string, string>>): App {
  const app = fork(join(import.meta.dirname, 'app-process.ts'), [], {
    env: { ...process.env, ...environment, CDK_OUTDIR: OUT, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: [],
  });
  const errors: Buffer[] = [];
  app.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = once(app, 'close');
  ended.catch(() => undefined); // told when it is run
  return {
    process: app,
    async run() {
      app.send('run', () => undefined); // one that has ended meanwhile says so below
      const [code] = await ended;
      if (code !== 0) throw new Error(`The CDK app could not be synthesized:\n${Buffer.concat(errors)}`);
    },
  };
}
