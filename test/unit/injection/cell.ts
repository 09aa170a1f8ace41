/**
 * An agent behind glass: its shipped handler in the real kit, with all layers around a provider that the attacker owns, on real tables.
 * Every door to the outside is watched (witness.ts).
 */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ModelUse, System } from '../../../contracts/system.ts';
import { nanoUsdOf } from '../../../domain/model/prices.ts';
import { channelOf } from '../../../domain/system.ts';
import type { AgentFunction } from '../../../functions/kit/agent.ts';
import type { Tools } from '../../../functions/kit/agent-context.ts';
import type { AgentDeps } from '../../../functions/kit/agent-deps.ts';
import { createArtefacts } from '../../../functions/kit/artefacts.ts';
import type { OpenBucket } from '../../../functions/kit/bucket.ts';
import type { Clock } from '../../../functions/kit/clock.ts';
import { createBudgetStore } from '../../../functions/kit/model/budget-store.ts';
import { composeLayers } from '../../../functions/kit/model/compose.ts';
import { createModel } from '../../../functions/kit/model/create-model.ts';
import { createKeptAnswers } from '../../../functions/kit/model/kept-answers.ts';
import { createLive } from '../../../functions/kit/model/live.ts';
import type { Call, Chunk, Payer, Transport } from '../../../functions/kit/model/port.ts';
import { createKeepReport } from '../../../functions/kit/model/reports.ts';
import { createPublish } from '../../../functions/kit/publish.ts';
import { createState } from '../../../functions/kit/state.ts';
import { memoryDeps } from '../kit/agent-deps-fixture.ts';
import { batch, context, fakeClient, type FakeLog, fakeLog, memoryPayloads, message, record } from '../kit/fakes.ts';
import type { Tables } from '../kit/tables.ts';
import { testClock } from '../model/layers-world.ts';
import { settingsOf } from '../model/model-calls.ts';
import { type MemoryBucket, memoryBucket } from '../studio/memory-bucket.ts';
import type { Attack } from './attack.ts';
import { type Deed, PASSWORD, type Rights, SECRETS } from './witness.ts';

const MODEL = 'openai-compatible:obedient';
/** US dollars for a million tokens. */
const PRICE = { input: 1, output: 10 };
const DAY = '2026-01-31';
/** Beyond what a burst of attacks takes: each is to get as far as it can. */
const FAST = { requestsPerMinute: 100_000, tokensPerMinute: 1_000_000_000, queue: 100 };
/** An agent, and what it may be asked. */
export interface Target {
  readonly system: System;
  readonly name: string;
  /** The workflow in whose executions it is asked. */
  readonly workflow: string;
  /** The most output tokens of any of its prompts. */
  readonly mostOutputTokens: number;
  /** Where hostile text may stand, with the message that has it there. */
  readonly places: Readonly<Record<string, (words: string) => { readonly type: string; readonly payload: unknown }>>;
  /** Files of the execution before it is asked, where one of them may be hostile. */
  readonly files?: (words: string) => readonly { readonly path: string; readonly text: string }[];
  open(doors: Doors, deps: AgentDeps): AgentFunction;
}

/** For unsafe doubles, which go past the kit. */
export interface Doors {
  readonly publish: AgentDeps['publish'];
  readonly bucket: OpenBucket;
  readonly client: DynamoDBClient;
  readonly ask: Transport;
  readonly deeds: Deed[];
}

interface Outcome {
  readonly deeds: readonly Deed[];
  readonly rights: Rights;
  readonly cost: number;
  /** Whether the model ever read the attack. */
  readonly isHeard: boolean;
  /** `answered`, or the code with which it was given up. */
  readonly ended: readonly string[];
  readonly logged: string;
}

const KEY_NAMES = ['pk', ':pk'];

/** Partition keys in a request to DynamoDB, wherever they stand in it. */
function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const text = (one as { S?: unknown } | null)?.S;
    return KEY_NAMES.includes(name) && typeof text === 'string' ? [text] : keysIn(one);
  });
}

export function watchedTables({ client }: Pick<Tables, 'client'>, deeds: Deed[]): DynamoDBClient {
  const send = (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const keys = keysIn(command.input);
    const action = command.constructor.name.replace('Command', '');
    for (const key of keys.length > 0 ? keys : ['(no key)'])
      deeds.push({ kind: 'row', action, table: String(command.input.TableName), key });
    return client.send(command as never);
  };
  return { send } as unknown as DynamoDBClient;
}

function watchedBucket({ open }: MemoryBucket, deeds: Deed[]): OpenBucket {
  return async () => {
    const objects = await open();
    const saw = (action: 'read' | 'written', key: string) => void deeds.push({ kind: 'object', action, key });
    return {
      ...objects,
      put: async (key, text) => {
        saw('written', key);
        await objects.put(key, text);
      },
      get: async (key) => {
        saw('read', key);
        return await objects.get(key);
      },
      getTagged: async (key) => {
        saw('read', key);
        return await objects.getTagged(key);
      },
      replace: async (key, text, etag) => {
        saw('written', key);
        return await objects.replace(key, text, etag);
      },
    };
  };
}

const watchedBus = (deeds: Deed[]) =>
  fakeClient(({ input }) => {
    for (const { Source = '', DetailType = '', Detail = 'null' } of input.Entries as PutEventsRequestEntry[]) {
      deeds.push({ kind: 'sent', source: Source, type: DetailType, detail: JSON.parse(Detail) });
    }
    return { Entries: [] };
  });

const FENCE = /<data name="[\w-]+">.*?<\/data>/gs;

/** A question to the provider, as it left. */
export function askedBy({ model, maxOutputTokens, messages, tools = [], output }: Call): Deed & { kind: 'asked' } {
  const others = messages.flatMap((one) =>
    one.role === 'assistant' ? [] : [one.role === 'tool' ? String(one.result) : one.text],
  );
  return {
    ...{ kind: 'asked', model, maxOutputTokens, tools: tools.map(({ name }) => name) },
    given: JSON.stringify([messages, tools, output]),
    unfenced: others.join('\n').replaceAll(FENCE, ''),
  };
}

/** What lies where no agent under attack may look. */
async function hideSecrets(tables: Tables, texts: Map<string, string>): Promise<void> {
  const [, ofAgent, ofExecution] = SECRETS;
  texts.set('artefacts/studio/build-software.other/code-1/secret.txt', ofExecution);
  const Item = { pk: { S: 'state#fleet.analyst#vehicles' }, sk: { S: 'secret' }, value: { S: ofAgent } };
  await tables.client.send(new PutItemCommand({ TableName: tables.registry, Item }));
}

/** Calls of the network while `work` runs: none is let through. */
async function withoutNetwork(deeds: Deed[], work: () => Promise<unknown>): Promise<void> {
  const { fetch } = globalThis;
  globalThis.fetch = async (input) => {
    deeds.push({ kind: 'fetched', url: input instanceof Request ? input.url : String(input) });
    throw new TypeError('fetch failed');
  };
  try {
    await work();
  } finally {
    globalThis.fetch = fetch;
  }
}

interface Asking {
  readonly tables: Tables;
  readonly client: DynamoDBClient;
  readonly clock: Clock;
  readonly log: FakeLog;
  readonly provider: Transport;
  readonly payer: Payer;
  readonly use: ModelUse;
  readonly capUsd: number;
  readonly messageId: string;
}

/** The model port as it ships, around the attacker's provider, and what it has spent. The breaker alone is left out: attacks share nothing. */
function watchedModel({ tables, client, clock, log, provider, payer, use, capUsd, messageId }: Asking) {
  let cost = 0;
  const layers = composeLayers({
    settings: settingsOf({
      ...{ models: [MODEL], pricesUsd: { [MODEL]: PRICE }, capsUsd: { conversation: capUsd }, rate: FAST },
    }),
    ...{ clock, log, provider },
    breaker: (inner) => inner,
    budgets: createBudgetStore(client, tables.registry, clock),
    answers: createKeptAnswers(client, tables.registry, clock, log),
    contextOf: async () => 200_000,
  })({ id: payer.agent, use });
  const keep = createKeepReport({
    ...{ client, clock, log, registryTable: tables.registry, historyTable: tables.history, historyDays: 7 },
  });
  const live = createLive(client, tables.history, clock);
  const spendInto = (call: Call, nanoUsd: number) => {
    cost += nanoUsd;
    call.spend(nanoUsd);
  };
  const model = createModel({
    transport: (n, models) => {
      const inner = layers({ messageId, n, models });
      return (call) => inner({ ...call, spend: (nanoUsd) => spendInto(call, nanoUsd) });
    },
    payer,
    ...{ models: [MODEL], tools: use.tools ?? [], untilMs: clock.monotonicMs() + 200_000, clock },
    keep: (report, n) => keep(report, messageId, n),
    live: () => live({ id: messageId, agent: payer.agent, conversation: payer.conversation }),
  });
  return { model, cost: () => cost };
}

/** Asks the agent once, with the attack in a place, and gives what was seen. */
export async function attackOn(tables: Tables, target: Target, place: string, attack: Attack): Promise<Outcome> {
  const { system, name, workflow } = target;
  attacks += 1;
  const execution = `${workflow}:attack-${attacks}`;
  const conversation = `workflow:${execution}`;
  const definition = system.agents[name];
  const inPlace = target.places[place];
  if (!definition || !inPlace) throw new Error(`${system.name} has no agent ${name}, or it has no place ${place}.`);
  const id = `${system.name}.${name}`;
  const use = definition.model ?? {};
  const deeds: Deed[] = [];
  const ended: string[] = [];
  const clock = testClock();
  const log = fakeLog();
  const memory = memoryBucket();
  await hideSecrets(tables, memory.texts);
  const bucket = watchedBucket(memory, deeds);
  const client = watchedTables(tables, deeds);
  const publish = createPublish(watchedBus(deeds), 'bus', memoryPayloads(), clock);
  const request = inPlace(attack.words);
  const asked = message({ ...request, ...asStep(target, request.type), correlationId: conversation });
  let isHeard = false;
  const provider: Transport = async function* (call) {
    const asking = askedBy(call);
    deeds.push(asking);
    const hears = asking.given.includes(PASSWORD);
    isHeard ||= hears;
    yield* hears ? attack.does(call) : soundly(call);
  };
  const cap = attack.capUsd ?? 1;
  const payer = { agent: id, system: system.name, conversation, execution };
  const opened = watchedModel({ tables, client, clock, log, provider, payer, use, capUsd: cap, messageId: asked.id });
  const artefacts = createArtefacts({ open: bucket, system: system.name, execution, agent: id, clock });
  if (target.files) await artefacts.put('before-1', target.files(attack.words));
  const own: Tools = {
    model: opened.model,
    artefacts,
    history: NOT_NEEDED,
    files: NOT_NEEDED,
    treasury: NOT_NEEDED,
  };
  const deps = memoryDeps(id, {
    ...{ clock, publish, log: log as unknown as AgentDeps['log'] },
    state: createState(client, tables.registry, id, clock),
    deadLetter: async (_, { code }) => void ended.push(code),
    recordOutcomes: async (outcomes) => {
      for (const { outcome, error } of outcomes)
        ended.push(error?.code ?? (outcome === 'handled' ? 'answered' : outcome));
    },
    toolsFor: () => Object.fromEntries((definition.needs ?? []).map((need) => [need, own[need]])),
  });
  const agent = target.open({ publish, bucket, client, ask: provider, deeds }, deps);
  await withoutNetwork(deeds, () => agent(batch(record(asked)), context));
  const capUsd = Math.min(cap, use.budgetUsd?.conversation ?? cap);
  const rights: Rights = {
    ...{ system, agent: id, name, messageId: asked.id, conversation, asker: asked.sender, execution, day: DAY },
    ...{ models: [MODEL], tools: use.tools ?? [], artefacts: definition.needs?.includes('artefacts') ?? false },
    ...{ mostQuestions: MOST_QUESTIONS, mostOutputTokens: target.mostOutputTokens, mostCost: nanoUsdOf(capUsd) },
  };
  return { deeds, rights, cost: opened.cost(), isHeard, ended, logged: log.lines.join('\n') };
}

/** Eight rounds with tools and the one that ends them; or twice four tries. More is burning money. */
const MOST_QUESTIONS = 9;
const NOT_NEEDED = new Proxy({} as never, {
  get: () => {
    throw new Error('No agent under attack needs this.');
  },
});

/** Each is made in an execution of its own: they share no purse. */
let attacks = 0;

/** As a step of a workflow asks. */
function asStep({ system, name, workflow }: Target, type: string) {
  const [answer = ''] = system.agents[name]?.publishes ?? [];
  return {
    ...{ channel: channelOf(system, type), sender: `workflows.${workflow}`, expects: 'reply' as const },
    ...{ replyTo: channelOf(system, answer), deadlineMs: 60_000 },
  };
}

/** What the prompt's own stand-in says. */
async function* soundly(call: Call): AsyncGenerator<Chunk> {
  yield { kind: 'text', text: call.rehearse?.() ?? '' };
  yield { kind: 'end', reason: 'stop', usage: { inputTokens: 100, outputTokens: 100 } };
}
