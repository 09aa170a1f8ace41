/**
 * What an execution's stream says, in the words of both ends: GET <StreamUrl>/v1/executions/{id}/stream, server-sent events.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * 1. Every event but a comment has an id; given back as `Last-Event-ID`, the stream goes on behind it. It is opaque.
 * 2. Silence never lasts longer than STREAM_HEARTBEAT_S: then comes a comment.
 * 3. A response that ends without `end` is to be asked for again.
 * 4. With `?tokens=true`, texts of answers come while they are written, as `tokens`. They are a preview: what counts is the message that
 *    follows. A response begins them anew, so a piece may come again.
 */
import * as z from 'zod';
import { agentId, envelope, messageId, timestamp } from './message.ts';
import { transitionSchema } from './workflow-step.ts';

export const STREAM_HEARTBEAT_S = 15;
/** Comments: the one of rule 2, and the last one of a response that ended for its time alone. */
export const HEARTBEAT = 'heartbeat';
export const CONTINUED = 'to be continued';

/** `weekly-report:2026-47` */
export const streamPath = (execution: string): string => `/v1/executions/${encodeURIComponent(execution)}/stream`;

/** A debate of the council is an execution of its workflow; its stream has payloads and tokens without asking. */
export const debateStreamPath = (name: string): string => `/v1/debates/${encodeURIComponent(name)}/stream`;

/** How an execution ended, in the words of Step Functions. */
export const END_STATES = ['SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT'] as const;

/** A message of the execution's conversation: its envelope; the payload with `?payloads=true` (a claim stays a claim). */
const streamedMessage = envelope;
/** A piece of the text that an agent's model writes while the agent handles a message. */
const streamedText = z.strictObject({
  /** The message that is being handled. */
  message: messageId,
  agent: agentId,
  /** When the text was begun: another time means another text, which begins anew. */
  begun: timestamp,
  /** Which character of the text the piece begins with, from 0. */
  from: z.int().min(0),
  text: z.string(),
});
export type StreamedText = z.output<typeof streamedText>;
const end = z.strictObject({
  execution: z.string(),
  status: z.enum(END_STATES),
  error: z.string().optional(),
  at: timestamp,
});

export const streamEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('transition'), id: z.string().min(1), data: transitionSchema }),
  z.strictObject({ event: z.literal('message'), id: z.string().min(1), data: streamedMessage }),
  z.strictObject({ event: z.literal('tokens'), id: z.string().min(1), data: streamedText }),
  z.strictObject({ event: z.literal('end'), id: z.string().min(1), data: end }),
]);
export type StreamEvent = z.output<typeof streamEventSchema>;
export type StreamEnd = z.output<typeof end>;
