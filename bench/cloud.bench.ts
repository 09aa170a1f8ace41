/**
 * How fast is the local cloud? Starts, state transitions, queues, events, invokes and streams. Each run opens every subject afresh
 * in a process of its own, one after the other; the load is in this process, on the same processors.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBoot, synthesize } from './cloud/boot.ts';
import { measureEvents } from './cloud/events.ts';
import { measureCalls, measureInvokes, measureStream } from './cloud/invokes.ts';
import { type Add, createFigures } from './cloud/measure.ts';
import { measureQueues } from './cloud/queues.ts';
import { measurePeerTransitions, measureTransitions } from './cloud/transitions.ts';
import { type Hosted, host } from './kit/host.ts';
import type { Report } from './kit/report.ts';

const moduleOf = (name: string): string => join(import.meta.dirname, 'cloud', name);

export async function run(runs: number): Promise<Report> {
  const { add, figures } = createFigures();
  const notes = new Map<string, string>();
  const busy = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'bench-cloud-'));
  const template = join(folder, 'cdk.out');
  synthesize(template);
  for (let i = 0; i < runs; i++) {
    console.error(`run ${i + 1} of ${runs}`);
    await measureBoot(add, template, join(folder, `data-${i}`));
    for (const [name, measure] of SUBJECTS) {
      const subject = await host(moduleOf(name));
      if (!subject) continue;
      if (subject.note) notes.set(subject.name, subject.note);
      await measure(add, subject);
      await subject.close();
    }
  }
  rmSync(folder, { recursive: true });
  return {
    question: 'How fast is the local cloud?',
    figures: figures(),
    doesNotMeasure: [
      'AWS: all of it runs on this machine. Nothing here says how fast AWS is.',
      'the cloud alone: client and cloud share the processors, and the AWS SDK of the client is part of every figure but those of plain HTTP.',
      'the first start after a change of the sources: Node then compiles them, which takes about twice as long.',
      'functions that do something, payloads above 1 KB but where a row says so, or a cloud that holds much.',
      'how many executions run at once: they are started eight at once here, all at once in the peer.',
      'what peers leave out, and a real disk under load: the data directory lies in the temporary folder.',
      `a quiet machine, unless it was one: the load average before the first run was ${busy.toFixed(1)}.`,
      ...[...notes].map(([name, note]) => `${name}: ${note}.`),
    ],
  };
}

const SUBJECTS: readonly (readonly [string, (add: Add, subject: Hosted) => Promise<void>])[] = [
  [
    'bare.ts',
    async (add, cloud) => {
      await measureInvokes(add, cloud);
      await measureCalls(add, cloud);
      await measureStream(add, cloud);
      await measureTransitions(add, cloud);
      await measureEvents(add, cloud);
    },
  ],
  ['asl-peer.ts', measurePeerTransitions],
  ['bare.ts', (add, cloud) => measureQueues(add, cloud, 'no slower than fauxqs')],
  ['fauxqs.ts', (add, peer) => measureQueues(add, peer)],
];
