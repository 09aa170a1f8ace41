/** A model to ask whose provider is a script: what each call gets back, and what it was asked. */
import type { CallReport, ModelRef } from '../../../contracts/model.ts';
import { createModel, type ModelDeps } from '../../../functions/kit/model/create-model.ts';
import { type Call, type Chunk, ModelError, type Transport } from '../../../functions/kit/model/port.ts';
import { fakeClock } from '../kit/fakes.ts';

export const REF: ModelRef = 'ollama:scripted';

/** What one call gets: chunks, an error after some, or both by looking at the call. */
export type Line = readonly (Chunk | ModelError)[] | ((call: Call) => readonly (Chunk | ModelError)[]);

export const text = (...pieces: string[]): Chunk[] => [...pieces.map((piece) => said(piece)), end()];
export const said = (piece: string): Chunk => ({ kind: 'text', text: piece });
export const end = (
  reason: (Chunk & { kind: 'end' })['reason'] = 'stop',
  inputTokens = 10,
  outputTokens = 5,
): Chunk => ({
  kind: 'end',
  reason,
  usage: { inputTokens, outputTokens },
});
export const calls = (tool: string, input: unknown, callId = `call-${tool}`): Chunk => ({
  kind: 'tool-call',
  callId,
  tool,
  input: typeof input === 'string' ? input : JSON.stringify(input),
});

export interface Scripted {
  readonly calls: Call[];
  /** How many streams were given back before or at their end. */
  readonly closed: () => number;
  readonly transport: Transport;
}

/** Throws when more is asked than the script has. */
export function scripted(...lines: Line[]): Scripted {
  const calls: Call[] = [];
  let closed = 0;
  return {
    calls,
    closed: () => closed,
    async *transport(call) {
      const line = lines[calls.length];
      calls.push(call);
      if (!line) throw new Error(`The script has ${lines.length} lines; the model was asked once more.`);
      call.tell({ event: 'attempted', model: call.model, attempt: 1 });
      try {
        for (const chunk of typeof line === 'function' ? line(call) : line) {
          if (call.signal.aborted) throw new ModelError('Aborted', 'The call was aborted.');
          if (chunk instanceof ModelError) throw chunk;
          if (chunk.kind === 'text') call.firstText?.();
          yield chunk;
        }
      } finally {
        closed += 1;
      }
    },
  };
}

export interface Opened {
  readonly reports: CallReport[];
  readonly model: ReturnType<typeof createModel>;
  readonly clock: ReturnType<typeof fakeClock>;
}

export function modelOf({ transport }: Scripted, more: Partial<ModelDeps> = {}): Opened {
  const clock = fakeClock();
  const reports: CallReport[] = [];
  const model = createModel({
    transport: () => transport,
    payer: { agent: 'council.sceptic', system: 'council', conversation: 'c-1' },
    models: [REF],
    tools: [],
    untilMs: 30_000,
    clock,
    keep: async (report) => {
      reports.push(report);
    },
    ...more,
  });
  return { reports, model, clock };
}
