/** Ten workflows run, three of them waiting for a person, when the process is killed: started again with the same data, all finish. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Story } from '../../../bin/commands/start/history.ts';
import { claimKey } from '../../../contracts/tables/registry.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { conversationState } from '../../../domain/conversation.ts';
import { createState } from '../../../functions/kit/state.ts';
import { seededRandom } from '../../../local/engine/random.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { REGISTRY_TABLE } from '../../kit/stage.ts';
import { systems } from '../office/systems.ts';
import { openStage, type StageOfFile } from '../use-stage.ts';
import { workflowsOf } from '../workflows/kit.ts';
import { DEFINITIONS, ERRANDS, REST_S, RUN, WAITING, WORKING } from './ten-workflows.ts';

/** Records of the cloud from when all ten run; they are far from done by then. */
const KILL_WITHIN = { from: 20, to: 300 };
/** Longer than a queue hides a message that was being handled. */
const HIDDEN_MS = 181_000;
const RECEIVES = 3;
/** As long as an agent's function may run, and so hold a claim. */
const FUNCTION_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'crash-workflows-'));
const registered = join(folder, 'registered');
const ids = [...Object.keys(WAITING), ...WORKING.map(({ id }) => id)].map((id) => `${id}:${RUN}`);

beforeAll(async () => {
  const stage = await openStage('office', { dataDir: registered });
  for (const definition of DEFINITIONS) await workflowsOf(() => stage).register(definition);
  await stage.quiet();
  await stage.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the ten, and dies; gives when. */
async function runAndDie(dataDir: string, killAt: number): Promise<number> {
  cpSync(registered, dataDir, { recursive: true });
  const script = join(import.meta.dirname, 'doomed-child.ts');
  const child: ChildProcess = fork(script, [inject('assemblies').office, dataDir, `${killAt}`], { execArgv: [] });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return Date.now();
}

/** A row of the registry, as Powertools writes its claims. */
interface Claim {
  readonly pk: string;
  readonly sk: string;
  readonly status?: string;
  readonly in_progress_expiration?: number;
}

/** What a transition tells of itself. */
interface Moved {
  readonly event: number;
  readonly what: string;
  readonly state?: string;
}

/** What the stage keeps, read as it lies there. */
async function readTable<T>(stage: StageOfFile, read: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient(clientSettings(stage.cloud));
  const found = await read(client);
  client.destroy();
  return found;
}

/**
 * Claims of errands that were being run when the process died: what happened of the effect nobody can tell, so it may happen
 * again when the claim has run out (docs/architecture.md). Every other errand is run once.
 */
const openClaims = (stage: StageOfFile, diedAt: number): Promise<ReadonlySet<string>> =>
  readTable(stage, async (client) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: REGISTRY_TABLE, ConsistentRead: true }));
    const rows = Items.map((item) => unmarshall(item) as Claim);
    const open = rows.filter(
      ({ pk, status, in_progress_expiration: until = 0 }) =>
        pk.startsWith(claimKey('office.')) && status === 'INPROGRESS' && until <= diedAt + FUNCTION_MS,
    );
    return new Set(open.map(({ sk }) => sk));
  });
const claimOf = (agent: string, messageId: string): string =>
  `${agent}#${createHash('md5').update(JSON.stringify(messageId)).digest('base64')}`;

const counted = (stage: StageOfFile, agent: string): Promise<{ key: string; value: number }[]> =>
  readTable(stage, (client) => {
    const now = () => new Date(stage.cloud.engine.clock.now());
    return createState(client, REGISTRY_TABLE, agent, { now }).list<number>('errands');
  });

const { channels } = createCatalogue(systems);
const openConversations = (history: readonly Story[]) =>
  [...Map.groupBy(history, ({ message }) => message.correlationId)].flatMap(([conversation, told]) => {
    const { state, ...why } = conversationState(told, (channel) => channels.get(channel)?.subscribers ?? []);
    return state === 'closed' ? [] : [{ conversation, state, ...why }];
  });

/** Ids as a channel's index lists them, page by page: one that is there twice shows twice. */
async function listed({ call }: StageOfFile, channel: string): Promise<string[]> {
  const found: string[] = [];
  let cursor = '';
  do {
    const route = `GET /v1/messages?channel=${channel}&limit=200${cursor}`;
    const { body } = await call<{ messages: { id: string }[]; cursor?: string }>(route);
    found.push(...body.messages.map(({ id }) => id));
    cursor = body.cursor === undefined ? '' : `&cursor=${body.cursor}`;
  } while (cursor);
  return found.sort();
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  const { from, to } = KILL_WITHIN;
  const killAt = Math.floor(from + seededRandom(seed).next() * (to - from));
  const dataDir = join(folder, `${seed}`);
  let stage: StageOfFile;
  let excused: ReadonlySet<string>;
  const { read, ended, approve } = workflowsOf(() => stage);

  beforeAll(async () => {
    const diedAt = await runAndDie(dataDir, killAt);
    stage = await openStage('office', { dataDir });
    excused = await openClaims(stage, diedAt);
  });
  afterAll(async () => {
    const crashes = stage.crashes();
    await stage.close();
    expect(crashes).toEqual([]);
  });

  test('all ten still run; what waited, waits, and goes on with what it is given', async () => {
    const running = await Promise.all(ids.map(async (id) => (await read(id)).state));
    expect(running).toEqual(ids.map(() => 'running'));
    for (const [id, { step }] of Object.entries(WAITING))
      expect((await read(`${id}:${RUN}`)).current.map((one) => one.step)).toContain(step);
    for (const id of ['crash-gate', 'crash-branch', 'crash-escalated'])
      expect(await approve(`${id}:${RUN}`, { reason: 'after all' })).toMatchObject({ status: 200 });
    await stage.send({ type: 'office.delivery', payload: { order: 'crash-17', weight: 1 } });
    await stage.idle();
  });

  test('all ten finish', async () => {
    // What was being handled is hidden in its queue, so the stage is not quiet before.
    for (let receive = 1; receive <= RECEIVES; receive++) await stage.cloud.advance(HIDDEN_MS);
    await stage.cloud.advance(REST_S * 1_000);
    for (const id of ids) expect(await ended(id)).toMatchObject({ id, state: 'succeeded', current: [] });
    await stage.pass(HIDDEN_MS);
  });

  test('every errand was run once', async () => {
    const history = await stage.history();
    for (const agent of ['clerk', 'archivist'] as const) {
      const asked = history.filter(
        ({ message, outcomes }) =>
          message.type === 'office.errand' && outcomes.some((one) => one.agent === `office.${agent}`),
      );
      const textOf = ({ message }: Story) => (message.payload as { text: string }).text;
      // An errand is one message, whoever was killed while it was asked, sent or handled.
      expect(asked.map(textOf).sort()).toEqual(ERRANDS[agent]);
      const perhaps = new Set(
        asked.filter(({ message }) => excused.has(claimOf(`office.${agent}`, message.id))).map(textOf),
      );
      const counts = await counted(stage, `office.${agent}`);
      expect(counts.map(({ key }) => key)).toEqual(ERRANDS[agent]);
      expect(counts.filter(({ key, value }) => value !== 1 && !(value === 2 && perhaps.has(key)))).toEqual([]);
    }
  });

  test('the history has every message once, and nothing in it is left open', async () => {
    const history = await stage.history();
    expect(openConversations(history)).toEqual([]);
    for (const channel of ['office.errands', 'office.done', 'office.notices', 'system.workflows']) {
      const recorded = history.flatMap(({ message }) => (message.channel === channel ? [message.id] : []));
      expect(await listed(stage, channel)).toEqual(recorded.sort());
    }
    for (const id of ids) {
      const told = history.flatMap(({ message: { type, correlationId, payload } }) =>
        type === 'platform.workflow.moved' && correlationId === `workflow:${id}` ? [payload as Moved] : [],
      );
      const { transitions } = await read(id);
      const ordered = told
        .sort((a, b) => a.event - b.event)
        .map(({ what, state }) => ({ what, ...(state && { state }) }));
      expect(ordered).toEqual(transitions.map(({ what, state }) => ({ what, ...(state && { state }) })));
    }
  });
});
