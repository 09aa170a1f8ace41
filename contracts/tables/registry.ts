/** Rows of the registry table: agents as they report themselves, state that agents keep, claims, keys. */
import * as z from 'zod';

/** What an agent keeps under a name: only that agent's role may read and write it. */
export const stateKey = (agent: string, partition: string) => `state#${agent}#${partition}`;
/** The partition of an agent's state for records of its queues that were delivered before. Every agent has it. */
export const REDELIVERED_PARTITION = 'redelivered';
/** What an agent's role may touch, as a pattern on the partition key. */
export const stateKeyPattern = (agent: string) => `state#${agent}#*`;
/** Claims of messages whose handling has effects, and of what clients sent under their own ids. */
export const claimKey = (owner: string) => `claim#${owner}`;
export const SELF_ROW = 'self';

/** What ingest claims: `claim#ingest#…` for a message's id or a client's idempotency key. */
export const ingestClaimKey = (name: string) => `${claimKey('ingest')}#${name}`;

/**
 * A client's own id or key, taken once.
 *
 *   (none) ──claim──> in progress until `leaseUntilMs` ──published──> done, with the answer
 *                        └── lease over: whoever asks again goes on with the same seed, so with the same ids
 */
export const ingestClaimSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  /** SHA-256 of what came with it. */
  fingerprint: z.string(),
  /** A message id; the ids of the messages that have none are derived from it. */
  seed: z.string(),
  leaseUntilMs: z.number(),
  doneAt: z.string().optional(),
  /** What was answered, as JSON text. */
  answer: z.string().optional(),
  ttl: z.number(),
});

/** The partition of what the registrar keeps of agents, in its own state, by agent id. */
export const AGENTS_PARTITION = 'agents';
export const REGISTRAR = 'platform.registrar';

/** An agent as it told of itself. */
export const agentRecordSchema = z.object({
  agent: z.string(),
  version: z.string().optional(),
  lastSeenAt: z.string().optional(),
  handled: z.number(),
  failed: z.number(),
  lastError: z.object({ code: z.string(), reason: z.string(), messageId: z.string(), at: z.string() }).optional(),
  /** The latest messages that were counted, so that a second delivery counts nothing. */
  counted: z.array(z.string()),
});
export type AgentRecord = z.output<typeof agentRecordSchema>;

/** `key#admin` for the first key, `key#<hash>` for the others: the authorizer finds them by what it is shown. */
export const keyRowKey = (name: string) => `key#${name}`;
const keyFields = {
  hash: z.string(),
  principal: z.string(),
  role: z.enum(['viewer', 'agent', 'operator', 'admin']),
  since: z.string(),
};
/** An API key: never itself, its SHA-256 alone. A key is 40 random characters, so that no salt makes it harder to guess. */
export const keyRowSchema = z.object({ pk: z.string(), sk: z.literal(SELF_ROW), ...keyFields });
export type KeyRow = z.output<typeof keyRowSchema>;

/** `keys` / principal: who has a key. Written before the key's own row and removed after it: no key that works is missing here. */
export const KEYS_KEY = 'keys';
export const principalRowSchema = z.object({ pk: z.literal(KEYS_KEY), sk: z.string(), ...keyFields });
export type PrincipalRow = z.output<typeof principalRowSchema>;
