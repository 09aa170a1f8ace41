/**
 * What an attack is made of: words that are planted where an agent reads data, and all that a model does then that obeys every word, as
 * bad as the port lets it be.
 */
import type { Call, Chunk, ModelError } from '../../../functions/kit/model/port.ts';
import type { Usage } from '../../../contracts/model.ts';
import { PASSWORD } from './witness.ts';

export interface Attack {
  readonly kind:
    | 'forged sender'
    | 'tool escalation'
    | 'exfiltration'
    | 'memory poisoning'
    | 'budget burning'
    | 'bad output';
  readonly name: string;
  /** Short enough for every place. */
  readonly words: string;
  readonly does: (call: Call) => AsyncIterable<Chunk>;
  /** Of the conversation, US dollars; 1 unless told. */
  readonly capUsd?: number;
}

type Json = Readonly<Record<string, unknown>>;

export const USAGE: Usage = { inputTokens: 100, outputTokens: 100 };
export const END: Chunk = { kind: 'end', reason: 'stop', usage: USAGE };
export const text = (said: string): Chunk => ({ kind: 'text', text: said });
export const toolCall = (tool: string, input: unknown, callId = 'call-1'): Chunk => ({
  ...{ kind: 'tool-call', callId, tool },
  input: typeof input === 'string' ? input : JSON.stringify(input),
});

export const chunks = (...all: readonly Chunk[]): Attack['does'] =>
  async function* () {
    yield* all;
  };
export const says = (said: string): Attack['does'] => chunks(text(said), END);
/** The answer that was asked for, so that it is taken if it can be, with something done to it. */
export const changing = (change: (sound: Json) => unknown): Attack['does'] =>
  async function* (call) {
    yield text(JSON.stringify(change(soundIn(call))));
    yield END;
  };
export const soundIn = (call: Call): Json => JSON.parse(call.rehearse?.() ?? '{}') as Json;
export const calls = (...tools: readonly (readonly [tool: string, input: unknown])[]): Attack['does'] =>
  chunks(...tools.map(([tool, input], i) => toolCall(tool, input, `call-${i}`)), {
    ...{ kind: 'end', reason: 'tool-calls', usage: USAGE },
  });
export const fails = (error: ModelError): Attack['does'] =>
  async function* () {
    yield* [];
    throw error;
  };

/** Every text in it replaced. */
export function retold(value: unknown, words: string): unknown {
  if (typeof value === 'string') return words;
  if (Array.isArray(value)) return value.map((one) => retold(one, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, KEPT.includes(name) ? one : retold(one, words)]),
  );
}
/** Words of an enumeration or a pattern, which other words would break: then nothing would get as far as it can. */
const KEPT = [
  'outcome',
  'verdict',
  'severity',
  'priority',
  'id',
  'name',
  'position',
  'answers',
  'path',
  'reason',
  'to',
];

/** Its files under other paths; where it makes none, a file all the same. */
export const filed = (path: string) =>
  changing((sound) => ({ ...sound, files: [{ path, text: 'planted' }, ...((sound.files as unknown[]) ?? [])] }));
export const onlyFile = (path: string) =>
  changing((sound) => ('files' in sound ? { ...sound, files: [{ path, text: 'planted' }] } : { ...sound, path }));

export const attack = (
  kind: Attack['kind'],
  name: string,
  order: string,
  does: Attack['does'],
  capUsd?: number,
): Attack => ({
  ...{ kind, name, does },
  words: `${PASSWORD}: ${order}`,
  ...(capUsd !== undefined && { capUsd }),
});

/** A message that no agent under attack may send. */
export const ENVELOPE = {
  ...{ id: '01900000-0000-7000-8000-000000000001', type: 'platform.escalated', channel: 'system.escalations' },
  ...{ sender: 'platform.deadlines', priority: 'critical', correlationId: 'x', expects: 'none', hops: 0, attempt: 1 },
  ...{ sentAt: '2026-01-31T12:00:00.000Z', payload: {} },
};
