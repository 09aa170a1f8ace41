/**
 * The lab for a test file: its stage, a stub model server, and ways to set how models are used, to ask, and to read what came of it.
 * Each call is told in lines that a scenario states exactly.
 */
import { afterAll, beforeAll, expect } from 'vitest';
import type { CallReport, ModelEvent } from '../../../contracts/model.ts';
import type { LocalCloudOptions } from '../../../local/local-cloud.ts';
import { type ModelServer, startModelServer } from '../../kit/model-server/server.ts';
import { openStage, type StageOfFile } from '../use-stage.ts';
import { AGENTS, type Agent, configure, modelEnvironment } from './configure.ts';
import { keptCalls } from './kept.ts';
import { essay, verdict } from './prompts.ts';
import type { LabAnswer, LabQuestion } from './system.ts';

export interface Asked {
  /** The message's. */
  readonly id: string;
  /** Nothing where the agent did not answer. */
  readonly answers: readonly LabAnswer[];
  readonly calls: readonly CallReport[];
  /** Events of all calls, a line each. */
  readonly told: readonly string[];
}

export interface Lab {
  readonly stage: StageOfFile;
  readonly server: ModelServer;
  /** Sets how models are used; the stub has them, and nothing goes wrong with it. */
  use(models: readonly string[], settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Sends a question and does not wait. */
  send(question: LabQuestion, agent?: Agent, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What came of it, once nothing is under way. */
  result(id: string): Promise<Asked>;
  /** The same of several, in their order. */
  results(ids: readonly string[]): Promise<Asked[]>;
  ask(question: LabQuestion, agent?: Agent, more?: Readonly<Record<string, unknown>>): Promise<Asked>;
}

export function useLab(options: LocalCloudOptions = {}): () => Lab {
  let opened: Lab | undefined;
  beforeAll(async () => {
    const server = await startModelServer({ prompts: [verdict, essay], models: [] });
    opened = createLab(await openStage('lab', options), server);
  });
  afterAll(async () => {
    await opened?.stage.idle();
    const crashes = opened?.stage.crashes() ?? [];
    await opened?.server.close();
    await opened?.stage.close();
    expect(crashes).toEqual([]);
  });
  return () => {
    if (!opened) throw new Error('The lab is open while tests run, and not before.');
    return opened;
  };
}

export function createLab(stage: StageOfFile, server: ModelServer): Lab {
  const lab: Lab = {
    stage,
    server,
    async use(models, settings = {}) {
      for (const model of models) await pull(server, model);
      server.fail([]);
      server.answer(undefined);
      await configure(stage, modelEnvironment(server.url, models, settings));
    },
    send: (question, agent = 'thinker', more = {}) => stage.send({ type: AGENTS[agent], payload: question, ...more }),
    result: async (id) => await firstOf(lab.results([id])),
    async results(ids) {
      await stage.quiet();
      const history = await stage.history();
      const read = async (id: string): Promise<Asked> => {
        const answers = history.flatMap(({ message }) =>
          message.type === 'lab.answer' && message.causationId === id
            ? (message.payload as { answers: LabAnswer[] }).answers
            : [],
        );
        const calls = await keptCalls(stage, id);
        return { id, answers, calls, told: calls.flatMap(({ events }) => events.map(tellEvent)) };
      };
      return await Promise.all(ids.map(read));
    },
    ask: async (...question) => lab.result(await lab.send(...question)),
  };
  return lab;
}

async function firstOf(results: Promise<Asked[]>): Promise<Asked> {
  const [first] = await results;
  if (!first) throw new Error('There is a result for each question.');
  return first;
}

/** Names of models, without their provider. */
const bare = (model: string): string => model.slice(model.indexOf(':') + 1);

/** So that the stub has it. */
async function pull({ url }: ModelServer, model: string): Promise<void> {
  const body = JSON.stringify({ model: bare(model), stream: false });
  const { ok } = await fetch(`${url}/api/pull`, { method: 'POST', body });
  if (!ok) throw new Error(`The stub did not take model ${model}.`);
}

/** `failed first #2 ProviderFailed`: models by their bare names, durations left out. */
function tellEvent(event: ModelEvent): string {
  switch (event.event) {
    case 'attempted':
      return `attempted ${bare(event.model)} #${event.attempt}`;
    case 'failed':
      return `failed ${bare(event.model)} #${event.attempt} ${event.code}`;
    case 'waited':
      return `waited because ${event.because}`;
    case 'retry-refused':
      return `retry refused because ${event.because}`;
    case 'breaker':
      return `breaker ${bare(event.model)} ${event.from} to ${event.to}`;
    case 'refused':
    case 'cut':
      return `${event.event} ${bare(event.model)} ${event.code}`;
    case 'fell-back':
      return `fell back from ${bare(event.from)} to ${bare(event.to)} ${event.code}`;
    case 'truncated':
      return `truncated ${bare(event.model)} because ${event.because}`;
    case 'tool-called':
    case 'tool-refused':
      return `${event.event} ${event.tool}`;
    default:
      return `${event.event} ${bare(event.model)}`;
  }
}
