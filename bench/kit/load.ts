/** Sends messages to a subject: as fast as so many connections take them, or at a steady pace. */
import { Agent, request } from 'node:http';
import type { Subject } from './subject.ts';

export interface LoadOptions {
  readonly messages: number;
  /** Messages in one request. */
  readonly batch: number;
  /** Requests under way at once. */
  readonly connections: number;
  readonly priority?: string;
}

type Target = Pick<Subject, 'url' | 'headers'>;

const body = (n: number, priority: string): string =>
  JSON.stringify(Array.from({ length: n }, () => ({ type: 'platform.probe', priority, payload: { note: 'bench' } })));

function createLoad(target: Target, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  /** Resolves when the subject has taken the batch. */
  function send(n: number, priority: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = request(
        target.url,
        { method: 'POST', agent, headers: { 'content-type': 'application/json', ...target.headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            if (response.statusCode === 202) resolve();
            else
              reject(
                new Error(
                  `${target.url} answered ${response.statusCode}: ${Buffer.concat(chunks).toString().slice(0, 500)}`,
                ),
              );
          });
        },
      );
      call.on('error', reject);
      call.end(body(n, priority));
    });
  }
  return { send, close: () => agent.destroy() };
}

/** Sends all, keeping every connection busy; resolves when all are taken. */
export async function sendAll(
  target: Target,
  { messages, batch, connections, priority = 'normal' }: LoadOptions,
): Promise<void> {
  const load = createLoad(target, connections);
  let left = messages;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      const n = Math.min(batch, left);
      left -= n;
      await load.send(n, priority);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  load.close();
}

/** Sends single messages at a pace, whether or not earlier ones were answered; gives the moment of each send, epoch ms. */
export async function sendPaced(
  target: Target,
  { messages, perSecond, priority = 'normal' }: { messages: number; perSecond: number; priority?: string },
): Promise<number[]> {
  const load = createLoad(target, 64);
  const sent: number[] = [];
  const answers: Promise<void>[] = [];
  const start = performance.now();
  while (sent.length < messages) {
    const due = start + (sent.length * 1000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 0.5) await new Promise((resolve) => setTimeout(resolve, waitMs));
    sent.push(performance.timeOrigin + performance.now());
    answers.push(load.send(1, priority));
  }
  await Promise.all(answers);
  load.close();
  return sent;
}
