/** Files segments in a thread of its own, so that the table's pages never stop the event loop. It starts with the first one. */
import { Worker } from 'node:worker_threads';

export interface FilingThread {
  /** Resolves when the segment is in the table, on disk. Rejects when it failed; the thread is then gone. */
  file(segment: number): Promise<void>;
  close(): Promise<void>;
}

export function createFilingThread(directory: string): FilingThread {
  let worker: Worker | undefined;

  function start(): Worker {
    const thread = new Worker(new URL('./filer.ts', import.meta.url), {
      workerData: directory,
      env: {},
      execArgv: [],
      name: 'filing',
    });
    thread.on('error', () => {
      worker = undefined;
    });
    return thread;
  }

  return {
    file(segment) {
      worker ??= start();
      const thread = worker;
      thread.ref();
      return new Promise<void>((resolve, reject) => {
        thread.once('error', reject);
        thread.once('message', () => {
          thread.off('error', reject);
          thread.unref();
          resolve();
        });
        thread.postMessage(segment);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
