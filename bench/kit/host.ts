/** Runs a subject in a child process and speaks with it by messages: it opens, says where it is, waits for counts, closes. */
import { fork } from 'node:child_process';
import type { Done, Subject } from './subject.ts';

type Ask =
  | { readonly id: number; readonly ask: 'done'; readonly messages: number; readonly what: Done }
  | { readonly id: number; readonly ask: 'close' | 'memory' | 'requests' };
type Told = { readonly id: number; readonly value?: unknown; readonly error?: string };

export interface Hosted extends Subject {
  /** Bytes that its process holds. */
  memory(): Promise<number>;
  /** AWS requests that it counted, by `service:action`; empty for peers. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** From the start of its process until it could take messages. */
  readonly openedInMs: number;
}

/** Undefined when the subject cannot run here; it said why on stderr. */
export async function host(module: string, args: readonly string[] = []): Promise<Hosted | undefined> {
  const started = performance.now();
  const child = fork(module, args, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const asked = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  const ask = <T>(what: Record<string, unknown>): Promise<T> =>
    new Promise((resolve, reject) => {
      last += 1;
      asked.set(last, { resolve: resolve as (value: never) => void, reject });
      child.send({ id: last, ...what } as Ask);
    });
  const opened = await new Promise<Pick<Subject, 'name' | 'note' | 'url' | 'headers'> | undefined>(
    (resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${module} ended with code ${code}.`)));
      child.once('message', (message) => resolve(message as never));
    },
  );
  child.removeAllListeners('exit');
  child.once('exit', (code) => {
    for (const { reject } of asked.values()) reject(new Error(`${module} ended with code ${code}.`));
  });
  if (!opened?.url) {
    child.disconnect();
    return undefined;
  }
  child.on('message', ({ id, value, error }: Told) => {
    const waiting = asked.get(id);
    asked.delete(id);
    if (error) waiting?.reject(new Error(error));
    else waiting?.resolve(value as never);
  });
  return {
    ...opened,
    openedInMs: performance.now() - started,
    done: (messages, what = 'recorded') => ask({ ask: 'done', messages, what }),
    memory: () => ask({ ask: 'memory' }),
    requests: () => ask({ ask: 'requests' }),
    async close() {
      await ask({ ask: 'close' });
      await new Promise<void>((resolve) => {
        if (child.exitCode !== null) resolve();
        else child.once('exit', () => resolve());
      });
    },
  };
}

/** The child's side: opens the subject and serves what the parent asks. */
export async function serve(
  open: () => Promise<(Subject & { requests?: () => Record<string, number> }) | undefined>,
): Promise<void> {
  const subject = await open();
  process.send?.(subject ? { name: subject.name, note: subject.note, url: subject.url, headers: subject.headers } : {});
  if (!subject) return;
  const answer = async (ask: Ask): Promise<unknown> => {
    if (ask.ask === 'done') return subject.done(ask.messages, ask.what);
    if (ask.ask === 'memory') return process.memoryUsage.rss();
    if (ask.ask === 'requests') return subject.requests?.() ?? {};
    return subject.close();
  };
  process.once('disconnect', () => process.exit(1)); // the bench has ended before it closed this
  process.on('message', (ask: Ask) => {
    answer(ask).then(
      (value) => process.send?.({ id: ask.id, value }, () => ask.ask === 'close' && process.exit(0)),
      (error) => process.send?.({ id: ask.id, error: String(error?.stack ?? error) }),
    );
  });
}
