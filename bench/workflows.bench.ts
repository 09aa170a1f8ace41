/**
 * How fast are workflows, and what do they cost? Compiled, registered, run, waited for; beside LangGraph JS and Restate with the same
 * flows. Each run opens every subject afresh in a process of its own, one after the other; the load is in this process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble, standIn } from '../test/kit/assembly.ts';
import { type Add, createFigures } from './cloud/measure.ts';
import { host } from './kit/host.ts';
import type { Report } from './kit/report.ts';
import { measureCompiling } from './workflows/compiling.ts';
import { measureCost } from './workflows/cost.ts';
import { type AddHere, measureFlows } from './workflows/measure-flows.ts';
import { measureRegistering, measureStageFlows, measureWaiting, measureWork } from './workflows/measure-stage.ts';
import { openNaive } from './workflows/naive.ts';
import { measurePeers } from './workflows/peers.ts';
import { bench } from './workflows/stage/system.ts';
import { systems } from './workflows/stage/systems.ts';
import { stageClient } from './workflows/stage-client.ts';

export async function run(runs: number): Promise<Report> {
  const { add, figures } = createFigures();
  const notes = new Map<string, string>();
  const busy = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), 'bench-workflows-'));
  const template = await assemble(folder, systems, standIn(bench, 'bench/workflows/stage'));
  for (let i = 0; i < runs; i++) {
    console.error(`run ${i + 1} of ${runs}`);
    await measureSignalbox(add, notes, template);
    await measurePeers(add, notes);
  }
  rmSync(folder, { recursive: true });
  return {
    question: 'How fast are workflows, and what do they cost?',
    figures: figures(),
    doesNotMeasure: [
      'AWS: all of it runs on this machine, with the load on the same processors. Nothing here says how fast Step Functions is.',
      'steps that do something: a step adds a full stop to a text. What takes time in the parallel work waits; it does not compute.',
      'the same guarantees: the notes below say what each subject keeps and checks, and what it leaves out.',
      'LangGraph with its official SQLite checkpointer (better-sqlite3), Restate with replicas, or either far from its client.',
      'a naive machine that waits for people: it would have to poll, and was left out.',
      'what a waiting execution costs in the memory of functions: they do not run meanwhile.',
      `a quiet machine, unless it was one: the load average before the first run was ${busy.toFixed(1)}.`,
      ...[...notes].map(([name, note]) => `${name}: ${note}.`),
    ],
  };
}

async function measureSignalbox(add: Add, notes: Map<string, string>, template: string): Promise<void> {
  const subject = await host(join(import.meta.dirname, 'workflows', 'signalbox.ts'), [template]);
  if (!subject) return;
  notes.set(subject.name, subject.note);
  const addHere: AddHere = (measure, unit, value, aim) => add(subject.name, measure, unit, value, aim);
  measureCompiling(addHere);
  const stage = stageClient(subject);
  await measureRegistering(addHere, stage);
  await measureStageFlows(addHere, stage);
  await measureWork(addHere, stage);
  const naive = await openNaive(stage);
  await measureFlows((...figure) => add('a Lambda for each step', ...figure), naive.run, '');
  await measureCost(add, stage, naive);
  naive.close();
  await measureWaiting(addHere, stage);
  await subject.close();
}
