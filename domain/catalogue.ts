/** All systems of a stage as one: which channel carries a type, who subscribes to it, who the agents are. Built once, read often. */
import type * as z from 'zod';
import type { Lane } from '../contracts/channel.ts';
import type { AgentDefinition, ChannelDefinition, System } from '../contracts/system.ts';
import { lanesOf } from './lanes.ts';
import { agentIdOf } from './system.ts';

export interface KnownAgent extends AgentDefinition {
  /** `fleet.analyst` */
  readonly id: string;
}

export interface KnownChannel extends ChannelDefinition {
  readonly name: string;
  readonly subscribers: readonly KnownAgent[];
  /** Whether clients may send to it. */
  readonly open: boolean;
  readonly laneNames: readonly Lane[];
}

export interface KnownType {
  readonly channel: KnownChannel;
  readonly payload: z.ZodType;
}

export interface Catalogue {
  readonly types: ReadonlyMap<string, KnownType>;
  readonly channels: ReadonlyMap<string, KnownChannel>;
  readonly agents: ReadonlyMap<string, KnownAgent>;
}

/** Systems may share a channel by its name, as all share the platform's: its subscribers are those of all of them. */
export function createCatalogue(systems: readonly System[]): Catalogue {
  const agents = systems.flatMap((system) =>
    Object.entries(system.agents).map(([name, agent]) => ({ ...agent, id: agentIdOf(system, name) })),
  );
  const channels = new Map<string, KnownChannel>();
  const types = new Map<string, KnownType>();
  for (const system of systems) {
    for (const [name, definition] of Object.entries(system.channels)) {
      const open = system.inputs.includes(name) || channels.get(name)?.open === true;
      const subscribers = agents.filter(({ subscribes }) => subscribes.includes(name));
      const laneNames = lanesOf(definition.lanes).map(({ lane }) => lane);
      const channel = { ...definition, name, subscribers, open, laneNames };
      channels.set(name, channel);
      for (const type of definition.carries) {
        const payload = system.messages[type];
        if (payload) types.set(type, { channel, payload });
      }
    }
  }
  return { types, channels, agents: new Map(agents.map((agent) => [agent.id, agent])) };
}
