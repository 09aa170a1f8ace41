/** The words in which a system is declared: its messages, its channels, its agents. Types only. */
import type * as z from 'zod';
import type { LanePlan } from './channel.ts';
import type { ModelRef } from './model.ts';
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

/**
 * `history`: all of the stage's, to read. `files`: a folder of its own. `artefacts`: what its system makes in an execution, to read
 * and to add to. `model`: language models, at the stage's cost. `treasury`: caps of budgets, and executions that wait for a higher one.
 */
export type Need = 'history' | 'files' | 'artefacts' | 'model' | 'treasury';

export interface ModelUse {
  /** The most that it may spend, US dollars: in one conversation, and in one day. */
  readonly budgetUsd?: { readonly conversation?: number; readonly day?: number };
  /**
   * What happens when a budget is spent, one after the other: a cheaper model of the list answers; a person is asked for a higher cap, and
   * the call is refused meanwhile; the call is refused. `['cheaper', 'refuse']` unless told.
   */
  readonly whenSpent?: readonly ('cheaper' | 'ask' | 'refuse')[];
  /** Answers to the same request are kept for so many seconds and given again. Not at all unless told. */
  readonly cacheS?: number;
  /** Tools that a model may call for it, by name. None unless told. */
  readonly tools?: readonly string[];
  /** Instead of the stage's list, in the order of fallback. */
  readonly models?: readonly ModelRef[];
}

/** How an agent talks with people (POST /v1/chat). */
export interface ChatUse {
  /** Who it is and how it judges: its system prompt, to which the rules of conversations are added. */
  readonly role: string;
  /** Rises with each change of `role`; kept with every answer. */
  readonly version: number;
  /** Of one answer; 2,048 unless told. */
  readonly maxOutputTokens?: number;
}

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
  /** What it uses besides its messages and its state. */
  readonly needs?: readonly Need[];
  /** How it uses models, when it needs one. */
  readonly model?: ModelUse;
  /** People may talk with it. */
  readonly chat?: ChatUse;
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
