/**
 * Which provider answers a call: the one that its model's name begins with. Each is imported when it is first called, so that a
 * function loads the code of the one that is configured and of no other.
 */
import type { ModelRef, ProviderName } from '../../../../contracts/model.ts';
import type { Clock, Later } from '../../clock.ts';
import { createPool, type Fetch, type Pool, type PoolStatistics } from '../pool.ts';
import { ModelError, type Transport } from '../port.ts';
import type { ModelSettings } from '../settings.ts';
import type { ProviderContext } from './provider-context.ts';

export interface Provider {
  /** Sends each call to its model's provider. */
  readonly transport: Transport;
  /** The client of a server, kept. */
  readonly fetchFor: (server: string) => Fetch;
  /** Of each server that was called: `http://127.0.0.1:11434/v1`. */
  readonly statistics: () => Readonly<Record<string, PoolStatistics>>;
  /** Closes idle connections. */
  readonly close: () => void;
}

/** Throws for settings that no call could be made with. */
export function openProvider(settings: ModelSettings, clock: Clock, later: Later): Provider {
  const rehearsing = settings.models.find((ref) => providerOf(ref) === 'offline');
  if (settings.stage === 'prod' && rehearsing !== undefined) throw new Error(refusal(rehearsing));
  const pools = new Map<string, Pool>();
  const poolFor = (server: string): Pool => {
    const pool = pools.get(server) ?? createPool(clock);
    pools.set(server, pool);
    return pool;
  };
  const opened = new Map<ProviderName, Promise<Transport>>();
  const open = (name: ProviderName): Promise<Transport> => {
    const transport = opened.get(name) ?? OPENERS[name](settings, { clock, later, poolFor });
    opened.set(name, transport);
    return transport;
  };
  return {
    async *transport(call) {
      const name = providerOf(call.model);
      if (settings.stage === 'prod' && name === 'offline') throw new ModelError('NotAllowed', refusal(call.model));
      const transport = await open(name);
      yield* transport(call);
    },
    fetchFor: (server) => poolFor(server).fetch,
    statistics: () => Object.fromEntries([...pools].map(([server, pool]) => [server, pool.statistics()])),
    close: () => {
      for (const pool of pools.values()) pool.close();
    },
  };
}

const providerOf = (ref: ModelRef): ProviderName => ref.slice(0, ref.indexOf(':')) as ProviderName;

const refusal = (ref: ModelRef): string =>
  `Stage prod cannot use ${ref}: the offline provider only plays back stand-ins. Name a real model in the setting models.`;

type Open = (settings: ModelSettings, context: ProviderContext) => Promise<Transport>;

const OPENERS: Readonly<Record<ProviderName, Open>> = {
  offline: async () => (await import('../offline.ts')).offline,
  bedrock: async (...of) => (await import('./bedrock.ts')).bedrock(...of),
  ollama: async (...of) => (await import('./openai-compatible.ts')).ollama(...of),
  'openai-compatible': async (...of) => (await import('./openai-compatible.ts')).openaiCompatible(...of),
};
