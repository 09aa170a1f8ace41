/**
 * The port to models: one call, as every layer around a provider sees it. A layer takes a Transport and gives a Transport; the
 * innermost one is a provider's. Whoever puts them together is open-model.ts; whoever asks uses Model (model.ts), not this.
 *
 *   Transport: call ──> chunk, chunk, … , end        throws ModelError, before the first chunk or between two
 *
 * 1. The last chunk is `end`, once; after it nothing comes. A stream that finishes without one is Garbled.
 * 2. Whoever stops reading (return() of the iterator) or aborts `call.signal` ends the provider's request too.
 * 3. A layer tells what it did by `call.tell`; it never writes text of prompts or answers anywhere.
 */
import type {
  EndReason,
  ModelErrorCode,
  ModelEvent,
  ModelRef,
  PromptVersion,
  Usage,
} from '../../../contracts/model.ts';
import type { Shortfall } from '../../../domain/model/budget.ts';

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly tool: string; readonly result: unknown };

export interface ToolCall {
  readonly callId: string;
  readonly tool: string;
  /** As the model wrote it: JSON text, perhaps. */
  readonly input: string;
}

export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export type Chunk =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'tool-call' } & ToolCall)
  | { readonly kind: 'end'; readonly reason: EndReason; readonly usage: Usage };

/** Whose call it is: decides whose budget pays and where it is kept. */
export interface Payer {
  /** `council.sceptic` */
  readonly agent: string;
  readonly system: string;
  readonly conversation: string;
  /** `debate:2026-47`, where the call belongs to a workflow's execution. */
  readonly execution?: string | undefined;
}

export interface Call {
  readonly model: ModelRef;
  readonly messages: readonly ChatMessage[];
  /** The most tokens that the answer may have. */
  readonly maxOutputTokens: number;
  readonly temperature?: number | undefined;
  /** The answer is to be JSON of this schema. `name` is the prompt's id with dashes. */
  readonly output?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> } | undefined;
  readonly tools?: readonly ToolDeclaration[] | undefined;
  readonly prompt?: PromptVersion | undefined;
  readonly payer: Payer;
  /** Whether chunks are shown to somebody as they come: then a stream that breaks after the first is not begun again. */
  readonly shown: boolean;
  /** Aborts the call. */
  readonly signal: AbortSignal;
  /** When the caller has no more time; of Clock.monotonicMs(). */
  readonly untilMs: number;
  /** Which try of this model, from 1; set by the retry layer. */
  readonly attempt?: number | undefined;
  readonly tell: (event: ModelEvent) => void;
  /** Counts nano-dollars that were spent, whatever becomes of the call. */
  readonly spend: (nanoUsd: number) => void;
  /** The provider's first text is there; layers may hold it back from whoever asked. */
  readonly firstText?: (() => void) | undefined;
  /** Whether a text is of use as the answer: not empty, and of the schema. */
  readonly fits?: ((text: string) => boolean) | undefined;
  /** What the offline provider answers: the prompt's own stand-in. */
  readonly rehearse?: (() => string) | undefined;
}

export type Transport = (call: Call) => AsyncIterable<Chunk>;
export type Layer = (inner: Transport) => Transport;

export interface ModelErrorOptions {
  readonly cause?: unknown;
  /** What the provider asks to wait, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly status?: number | undefined;
  /** With BudgetExhausted: which budget, and what it lacks. */
  readonly shortfall?: Shortfall | undefined;
}

/** A call that gave no answer. Its name is its code, which stands in the history. */
export class ModelError extends Error {
  override readonly name: ModelErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly shortfall: Shortfall | undefined;

  /** @param message for people: what happened, where, what to do; no text of prompts or answers */
  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions = {}) {
    const { cause, retryAfterMs, status, shortfall } = options;
    super(message, { cause });
    this.name = code;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
    this.shortfall = shortfall;
  }
}
