/**
 * What a client named itself, taken once: a message id or an idempotency key. A row in the registry holds the name while the
 * messages go to the bus, and the answer afterwards.
 *
 * 1. A name that stands for another content is refused.
 * 2. A crash between the claim and the publish loses nothing: the lease runs out, and who asks again publishes with the same ids.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ingestClaimKey, ingestClaimSchema, SELF_ROW } from '../../contracts/tables/registry.ts';
import { newMessageId } from '../../domain/ids.ts';
import type { Clock } from './clock.ts';
import { ttlAfterDays } from './rows.ts';

/** Longer than ingest may run (10 s, lib/stacks/api-stack.ts), so that nobody takes over what is still being taken. */
export const LEASE_MS = 12_000;
/** As long as a queue holds a message, so that no copy outlives the claim. */
const CLAIM_DAYS = 14;

export type Claimed =
  /** Go on; ids of messages that have none are derived from the seed. */
  | { readonly state: 'new'; readonly seed: string }
  | { readonly state: 'done'; readonly answer?: string }
  | { readonly state: 'in-progress'; readonly retryAfterS: number }
  /** The name was taken with another content. */
  | { readonly state: 'different' };

export interface ClientClaims {
  claim(name: string, fingerprint: string): Promise<Claimed>;
  done(name: string, answer?: string): Promise<void>;
  /** Gives the lease back: nothing was published, who asks again may go on at once. */
  release(name: string): Promise<void>;
}

export function createClientClaims(client: DynamoDBClient, table: string, clock: Clock): ClientClaims {
  const row = createClaimRow(client, table, clock);
  const claim = async (name: string, fingerprint: string): Promise<Claimed> => {
    const seed = await row.take(name, fingerprint);
    if (seed) return { state: 'new', seed };
    const held = await row.read(name);
    const now = clock.now().getTime();
    if (!held) return { state: 'in-progress', retryAfterS: 1 };
    if (held.ttl * 1000 <= now) {
      await row.drop(name, held.ttl);
      return claim(name, fingerprint);
    }
    if (held.fingerprint !== fingerprint) return { state: 'different' };
    if (held.doneAt) return { state: 'done', ...(held.answer !== undefined && { answer: held.answer }) };
    return { state: 'in-progress', retryAfterS: Math.max(1, Math.ceil((held.leaseUntilMs - now) / 1000)) };
  };
  return {
    claim,
    async done(name, answer) {
      const values = { ':at': clock.now().toISOString(), ':answer': answer };
      await row.set(name, answer === undefined ? 'SET doneAt = :at' : 'SET doneAt = :at, answer = :answer', values);
    },
    async release(name) {
      const held = 'attribute_exists(pk) AND attribute_not_exists(doneAt)';
      await row.set(name, 'SET leaseUntilMs = :past', { ':past': 0 }, held);
    },
  };
}

/** The row of a name, with the writes that its states allow. */
function createClaimRow(client: DynamoDBClient, table: string, clock: Clock) {
  const where = (name: string) => ({ TableName: table, Key: marshall({ pk: ingestClaimKey(name), sk: SELF_ROW }) });
  return {
    /** The seed when the name was free, or held by a crash with the same content. */
    async take(name: string, fingerprint: string): Promise<string | undefined> {
      try {
        const taken = await client.send(new UpdateItemCommand({ ...where(name), ...takeFree(fingerprint, clock) }));
        return ingestClaimSchema.parse(unmarshall(taken.Attributes ?? {})).seed;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
    async read(name: string) {
      const { Item } = await client.send(new GetItemCommand({ ...where(name), ConsistentRead: true }));
      return Item && ingestClaimSchema.parse(unmarshall(Item));
    },
    /** Unless somebody else has dropped it already and taken the name anew. */
    async drop(name: string, ttl: number) {
      const unchanged = {
        ConditionExpression: '#ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: marshall({ ':ttl': ttl }),
      };
      await client.send(new DeleteItemCommand({ ...where(name), ...unchanged })).catch((error) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
    async set(name: string, UpdateExpression: string, values: Record<string, unknown>, condition?: string) {
      await client.send(
        new UpdateItemCommand({
          ...where(name),
          UpdateExpression,
          ...(condition && { ConditionExpression: condition }),
          ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
        }),
      );
    },
  };
}

function takeFree(fingerprint: string, clock: Clock) {
  const now = clock.now();
  return {
    UpdateExpression: 'SET fingerprint = :f, leaseUntilMs = :lease, seed = if_not_exists(seed, :seed), #ttl = :ttl',
    ConditionExpression:
      'attribute_not_exists(pk) OR (fingerprint = :f AND attribute_not_exists(doneAt) AND leaseUntilMs < :now)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: marshall({
      ':f': fingerprint,
      ':now': now.getTime(),
      ':lease': now.getTime() + LEASE_MS,
      ':seed': newMessageId(now.getTime(), clock.randomBytes(16)),
      ':ttl': ttlAfterDays(now, CLAIM_DAYS),
    }),
    ReturnValues: 'ALL_NEW' as const,
  };
}
