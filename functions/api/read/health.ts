/**
 * GET /v1/health: each part by itself, and the worst of them as the whole. 200 when messages can flow, 503 when a part that
 * they need does not answer. It asks for no key, so it names no error in full and is looked up at most once a second.
 */
import type { Context } from 'aws-lambda';
import type { AgentRecord } from '../../../contracts/tables/registry.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HttpHandler } from '../../kit/http.ts';
import type { Log } from '../../kit/observe.ts';

export interface HealthDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly log: Log;
  readonly stage: string;
  readonly version: string;
  /** Looks at a part; throws when it does not answer or is not there. */
  readonly probes: Readonly<Record<'bus' | 'registry' | 'history' | 'queues', (context: Context) => Promise<unknown>>>;
  readonly agentRecords: () => Promise<readonly AgentRecord[]>;
  readonly openDeadLetters: () => Promise<number>;
}

interface Part {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly [about: string]: unknown;
}

export const getHealth =
  (look: (context: Context) => Promise<Part>): HttpHandler =>
  async ({ context }) => {
    const body = await look(context);
    return { status: body.status === 'down' ? 503 : 200, body, headers: { 'cache-control': 'no-store' } };
  };

export async function lookAtHealth(deps: HealthDeps, context: Context): Promise<Part> {
  const probed = Object.entries(deps.probes).map(async ([name, probe]) => [
    name,
    await probePart(deps, name, () => probe(context)),
  ]);
  const [needed, agents, deadLetters] = await Promise.all([
    Promise.all(probed).then((parts): Record<string, Part> => Object.fromEntries(parts)),
    probePart(deps, 'agents', () => agentsPart(deps)),
    probePart(deps, 'dead letters', () => deadLettersPart(deps)),
  ]);
  const isDown = Object.values(needed).some(({ status }) => status === 'down');
  const isWhole = !isDown && agents.status === 'ok' && deadLetters.status === 'ok';
  const { stage, version, clock } = deps;
  return {
    status: isDown ? 'down' : isWhole ? 'ok' : 'degraded',
    ...{ stage, version, at: clock.now().toISOString() },
    parts: { ...needed, agents, deadLetters },
  };
}

async function probePart({ log }: HealthDeps, name: string, probe: () => Promise<unknown>): Promise<Part> {
  try {
    const found = await probe();
    return isPart(found) ? found : { status: 'ok' };
  } catch (error) {
    log.error('A part does not answer.', { part: name, reason: String(error) });
    return { status: 'down', error: error instanceof Error ? error.name : 'Error' };
  }
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && 'status' in value;

/** An agent runs when there is work for it, so silence is no illness: its last sign of life is told, not judged. */
async function agentsPart({ catalogue, agentRecords }: HealthDeps): Promise<Part> {
  const heard = new Map((await agentRecords()).map(({ agent, lastSeenAt }) => [agent, lastSeenAt]));
  const lastSeenAt = Object.fromEntries([...catalogue.agents.keys()].map((id) => [id, heard.get(id) ?? null]));
  return { status: 'ok', lastSeenAt };
}

async function deadLettersPart({ openDeadLetters }: HealthDeps): Promise<Part> {
  const open = await openDeadLetters();
  return { status: open > 0 ? 'degraded' : 'ok', open };
}
