/** LangGraph JS and Restate with the same flows, each opened afresh in a process of its own. */
import { join } from 'node:path';
import type { Add } from '../cloud/measure.ts';
import { host } from '../kit/host.ts';
import { resultOf, type Text } from './flows.ts';
import { post } from './json-front.ts';
import { measureFlows } from './measure-flows.ts';

const PEERS: readonly (readonly [module: string, ...args: string[]])[] = [
  ['langgraph.ts', 'memory'],
  ['langgraph.ts', 'sqlite'],
  ['restate.ts'],
];

export async function measurePeers(add: Add, notes: Map<string, string>): Promise<void> {
  for (const [module, ...args] of PEERS) {
    const peer = await host(join(import.meta.dirname, module), args);
    if (!peer) {
      notes.set(module, 'not measured: it cannot run here');
      continue;
    }
    notes.set(peer.name, peer.note);
    await measureFlows(
      (measure, unit, value) => add(peer.name, measure, unit, value),
      async (flow, name) => {
        const { text } = await post<Text>(`${peer.url}/${flow}`, { name, text: 'flow' });
        if (text !== resultOf(flow, 'flow')) throw new Error(`${peer.name}: ${flow} gave ${text}.`);
      },
      '',
    );
    await peer.close();
  }
}
