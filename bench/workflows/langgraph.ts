/**
 * LangGraph JS as a peer, in a process of its own: `langgraph.ts memory|sqlite`, the checkpointer. A flow is a graph of nodes, run
 * on a thread of its own; with SQLite each checkpoint is on disk before the next step begins (`durability: 'sync'`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { serve } from '../kit/host.ts';
import { FLOWS, type Flow, step, type Text } from './flows.ts';
import { openJsonFront } from './json-front.ts';
import { SqliteSaver } from './sqlite-saver.ts';

type Saver = MemorySaver | SqliteSaver;
const State = Annotation.Root({ text: Annotation<string> });

function graph(flow: Flow, checkpointer: Saver) {
  const nodes = Array.from({ length: FLOWS[flow] }, (_, i): [string, typeof step] => [`step${i + 1}`, step]);
  const built = new StateGraph(State).addSequence(nodes).addEdge(START, 'step1').addEdge(`step${nodes.length}`, END);
  return built.compile({ checkpointer });
}

const durable = process.argv[2] === 'sqlite';

await serve(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-langgraph-'));
  const saver = durable ? new SqliteSaver(join(folder, 'checkpoints.db')) : new MemorySaver();
  const runner = (flow: Flow) => {
    const app = graph(flow, saver);
    return async ({ name, text }: Text & { name: string }): Promise<Text> =>
      app.invoke({ text }, { configurable: { thread_id: `${flow}-${name}` }, durability: durable ? 'sync' : 'async' });
  };
  const front = await openJsonFront({ twoStep: runner('twoStep'), threeStep: runner('threeStep') });
  return {
    name: durable ? 'LangGraph JS, SQLite' : 'LangGraph JS, in memory',
    note: durable
      ? 'a checkpointer of ours over node:sqlite, because the official one needs a native module; each checkpoint on disk before the next step. A library behind an empty HTTP server: no API keys, no messages, no history of messages'
      : 'its MemorySaver: nothing on disk, a crash loses all. A library behind an empty HTTP server',
    url: front.url,
    headers: {},
    done: async () => [],
    async close() {
      await front.close();
      if (saver instanceof SqliteSaver) saver.close();
      rmSync(folder, { recursive: true });
    },
  };
});
