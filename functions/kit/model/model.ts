/** What an agent uses of models: ask with a prompt, get an answer that keeps its schema. Bound to one message: it pays, and is kept there. */
import type * as z from 'zod';
import type { EndReason, ModelEvent, ModelRef, PromptVersion, Usage } from '../../../contracts/model.ts';
import type { ChatMessage } from './port.ts';
import type { Prompt } from './prompt.ts';

export interface Model {
  /**
   * Asks with a prompt. The n-th call made while one message is handled has one answer: delivered again, the message gets that
   * answer again and nothing is paid twice.
   * Throws ModelError; its name is a code of MODEL_ERRORS.
   */
  ask<V extends z.ZodObject, O extends z.ZodType>(
    prompt: Prompt<V, O> | Experiment<V, O>,
    variables: z.input<V>,
    options?: AskOptions,
  ): Promise<Answer<z.output<O>>>;
  /** A conversation that goes on: the answer to its latest message, as text. */
  reply(request: ReplyRequest): Promise<Answer<string>>;
}

/** Variants of one prompt by share; which one a conversation gets is decided by its id. Shares need not add up to 1. */
export interface Experiment<V extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly experiment: string;
  readonly variants: readonly {
    readonly name: string;
    readonly share: number;
    readonly prompt: Prompt<V, O>;
    /** Instead of the agent's own list. */
    readonly models?: readonly ModelRef[];
  }[];
}

export interface AskOptions {
  /** Each piece of text as it comes. When it gives `'stop'`, the answer ends there. */
  readonly onText?: (text: string) => void | 'stop' | Promise<void> | Promise<'stop' | undefined>;
  /** Tools for this call: of those that the agent's declaration names, no others. */
  readonly tools?: readonly Tool[];
  readonly signal?: AbortSignal;
  /** Instead of the agent's own list, in the order of fallback. */
  readonly models?: readonly ModelRef[];
  /** Shows the text to whoever watches the message (`tokens` in the streams of executions). */
  readonly live?: boolean;
}

export interface ReplyRequest extends AskOptions {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly prompt: PromptVersion;
  readonly maxOutputTokens: number;
  /** What the offline provider answers. */
  readonly offline: () => string;
}

export interface Tool<I extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: I;
  readonly run: (input: z.output<I>) => Promise<unknown>;
}

export interface Answer<T> {
  readonly value: T;
  /** Who answered: `ollama:llama3.2`. */
  readonly model: ModelRef;
  readonly prompt: PromptVersion;
  readonly reason: EndReason;
  readonly usage: Usage;
  readonly costNanoUsd: number;
  readonly firstTokenMs: number;
  readonly totalMs: number;
  /** Whether the middle of the context was left out because it was too long. */
  readonly truncated: boolean;
  readonly events: readonly ModelEvent[];
}
