/**
 * The cloud's end of a thread's message port: requests of its SDK clients are answered by the gateway as over HTTP. When the
 * thread ends, its port closes, and what it was waiting for is aborted.
 */
import { MessageChannel } from 'node:worker_threads';
import type { Engine } from '../../../engine/engine.ts';
import type { Requests } from '../../../engine/ports.ts';
import {
  type FromThread,
  handOver,
  type InsideAnswer,
  type InsideCall,
  type InsideOffer,
} from '../runtime/inside/wire.ts';

/** Undefined where there is no gateway. The port goes to the thread with its setup. */
export function openInside(engine: Engine): InsideOffer | undefined {
  if (!engine.ports.has('requests')) return undefined;
  const requests = engine.ports.get('requests');
  const { port1: ours, port2: theirs } = new MessageChannel();
  const running = new Map<number, AbortController>();

  async function answer(call: InsideCall): Promise<void> {
    const stop = new AbortController();
    running.set(call.id, stop);
    const { status, headers, body } = await answerOf(engine, requests, call, stop.signal);
    if (!running.delete(call.id)) return;
    const transfer: ArrayBuffer[] = [];
    const answers: readonly InsideAnswer[] = [{ id: call.id, status, headers, body: handOver(body, transfer) }];
    ours.postMessage(answers, transfer);
  }

  function abort(id: number): void {
    const stop = running.get(id);
    running.delete(id);
    stop?.abort();
  }

  ours.on('message', (calls: FromThread) => {
    for (const call of calls) {
      if ('abort' in call) abort(call.abort);
      else void answer(call);
    }
  });
  ours.on('close', () => {
    for (const id of running.keys()) abort(id);
  });
  ours.unref();
  return { port: theirs, host: new URL(engine.endpoint).host, restServices: requests.restServices };
}

/** A failure of the gateway's own is told as over HTTP: 500, and why in the cloud's log. */
async function answerOf(
  engine: Engine,
  requests: Requests,
  { method, path, headers, body }: InsideCall,
  signal: AbortSignal,
): ReturnType<Requests['answer']> {
  try {
    return await requests.answer({ method, path, headers, body, signal });
  } catch (error) {
    engine.report(`${method} ${path}`, error);
    return { status: 500, headers: {}, body: '' };
  }
}
