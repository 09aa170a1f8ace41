/** Starts the worker threads that become execution environments. */
import { Worker } from 'node:worker_threads';
import { heapLimitMb } from './watch.ts';

/** A thread that runs and has no code yet. */
export function startThread(memoryMb: number): Worker {
  const program = JSON.stringify(new URL('../runtime/worker.ts', import.meta.url).href);
  // The compile cache keeps the program without its types: a thread starts in half the time.
  const worker = new Worker(`require('node:module').enableCompileCache(); import(${program})`, {
    eval: true,
    env: {},
    execArgv: [],
    name: 'lambda',
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb(memoryMb) },
    stdout: true,
    stderr: true,
  });
  worker.on('error', () => undefined); // a thread without code has nobody to tell
  worker.unref();
  return worker;
}
