/** The words in which a system is declared: its messages, its channels, its agents. Types only. */
import type * as z from 'zod';
import type { LanePlan } from './channel.ts';
import type { WorkflowInput } from './workflow.ts';

export interface ChannelDefinition<Type extends string = string> {
  readonly title: string;
  readonly group: 'input' | 'processing' | 'output' | 'system';
  readonly carries: readonly Type[];
  readonly lanes: LanePlan;
  /** Nobody need subscribe: it is told for the history and for whoever wants to know. */
  readonly forTheRecord?: boolean;
}

export type Delivery = 'direct' | 'queue';

export interface AgentDefinition<Channel extends string = string, Type extends string = string> {
  readonly title: string;
  readonly role: string;
  readonly capabilities: readonly string[];
  readonly subscribes: readonly Channel[];
  readonly publishes: readonly Type[];
  /** `pure`: handling twice does no harm. `once`: it books, notifies, pays; the message is claimed first. */
  readonly effects: 'pure' | 'once';
  /** Whether it keeps state of its own in the registry table. */
  readonly keepsState?: boolean;
  /** The folder of its handler.ts below functions/. */
  readonly entry: string;
  /**
   * How a workflow reaches it, the best way first; the next is taken when one fails. `direct`: its function is invoked and answers
   * at once; `queue`: over the bus. `['queue']` unless told.
   */
  readonly reachedBy?: readonly Delivery[];
  /** What it uses besides its messages and its state: the whole history, to read; a folder for files of its own. */
  readonly needs?: readonly ('history' | 'files')[];
  /** Seconds; 30 unless told. */
  readonly timeoutS?: number;
  /** MiB; 512 unless told. */
  readonly memoryMb?: number;
}

export interface System<
  Messages extends Readonly<Record<string, z.ZodType>> = Readonly<Record<string, z.ZodType>>,
  Channels extends Readonly<Record<string, ChannelDefinition>> = Readonly<Record<string, ChannelDefinition>>,
  Agents extends Readonly<Record<string, AgentDefinition>> = Readonly<Record<string, AgentDefinition>>,
> {
  readonly name: string;
  readonly title: string;
  /** Payload schema of each message type. */
  readonly messages: Messages;
  readonly channels: Channels;
  readonly agents: Agents;
  /** Channels that outside clients may send to. */
  readonly inputs: readonly string[];
  /** Workflows that are deployed with the system. */
  readonly workflows?: readonly WorkflowInput[];
}

/** The message types that reach an agent. */
export type HandledType<
  S extends System,
  A extends keyof S['agents'],
> = S['channels'][S['agents'][A]['subscribes'][number]]['carries'][number];
/** The message types that an agent may publish. */
export type PublishedType<S extends System, A extends keyof S['agents']> = S['agents'][A]['publishes'][number];
export type PayloadOf<S extends System, Type extends string> = Type extends keyof S['messages']
  ? z.output<S['messages'][Type]>
  : never;
