/**
 * Talking with agents, in shared words: what POST <ChatUrl>v1/chat takes, and what is known of an answer. The answer itself streams
 * in the AI SDK's UI message stream protocol, version 1: https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol
 *
 * 1. The request is the body that useChat sends (https://ai-sdk.dev/docs/ai-sdk-ui/transport). Of its messages the last one is
 *    taken, which is the user's; what was said before comes from what was kept, so nobody can put words into an agent's mouth.
 * 2. Texts only: a part of another kind in that message is refused by name.
 */
import * as z from 'zod';
import { agentId, timestamp } from './message.ts';
import { END_REASONS, modelRef, promptVersion } from './model.ts';

export const CHAT_PATH = '/v1/chat';
export const PULL_PATH = '/v1/models/pull';

/** Of what a user says at once, in UTF-8. */
export const MAX_SAID_BYTES = 32 * 1024;

/** Chosen by the client; useChat makes one at random. */
export const chatId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:-]{0,127}$/, { error: 'must be 1 to 128 letters, digits, _ . : or -, the first no sign' });
const uiMessageId = z.string().min(1).max(128);

export const chatRequestSchema = z.strictObject({
  /** Of the conversation. */
  id: chatId,
  /** Whom it is for: `council.sceptic`. As before unless told. */
  agent: agentId.optional(),
  /** This model and no other, instead of the agent's own list. */
  model: modelRef.optional(),
  trigger: z.enum(['submit-message', 'regenerate-message']).default('submit-message'),
  /** Of a message that is to be changed, or answered anew. */
  messageId: uiMessageId.optional(),
  messages: z.array(z.unknown()).min(1),
});

/** The last of its messages. */
export const saidSchema = z.object({
  /** Sent twice under one id, a message is answered once. */
  id: uiMessageId.optional(),
  role: z.literal('user', { error: 'must be user: the last message is what the user says' }),
  parts: z
    .array(
      z.object({
        type: z.literal('text', { error: 'must be text: agents take nothing else in a conversation' }),
        text: z.string(),
      }),
    )
    .min(1),
});

/** What is told of an answer beside its text; `metadata` of the message for useChat. */
export const answerMetadataSchema = z.strictObject({
  agent: agentId,
  /** The place in the conversation, from 1. */
  turn: z.int().min(1),
  at: timestamp.optional(),
  /** `answering` while it comes. */
  state: z.enum(['answering', 'answered', 'cut', 'aborted', 'failed']),
  /** Of what failed: a code of MODEL_ERRORS, or `Error`. */
  code: z.string().optional(),
  model: modelRef.optional(),
  prompt: promptVersion.optional(),
  inputTokens: z.int().min(0).optional(),
  outputTokens: z.int().min(0).optional(),
  costUsd: z.number().min(0).optional(),
  firstTokenMs: z.number().min(0).optional(),
  totalMs: z.number().min(0).optional(),
  /** Whether earlier turns were left out because the conversation is longer than the model takes. */
  truncated: z.boolean().optional(),
  reason: z.enum(END_REASONS).optional(),
});
export type AnswerMetadata = z.output<typeof answerMetadataSchema>;

/** As useChat has its messages. */
export const chatMessageSchema = z.strictObject({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  metadata: answerMetadataSchema.optional(),
  parts: z.array(z.strictObject({ type: z.literal('text'), text: z.string() })),
});
export type ChatUiMessage = z.output<typeof chatMessageSchema>;

/** What GET <ChatUrl>v1/chat/{id} answers: the latest turns, in order. */
export const conversationSchema = z.strictObject({
  id: chatId,
  owner: z.string(),
  agent: agentId,
  messages: z.array(chatMessageSchema),
  /** There are turns before these: ask again with `?before=`. */
  before: z.int().optional(),
});
export type Conversation = z.output<typeof conversationSchema>;
