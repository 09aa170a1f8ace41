/**
 * Keeps what no agent could handle: a row in the history until somebody redrives it, an error on the bus, a count.
 *
 * 1. A letter is kept before it leaves its queue. A second delivery of it changes nothing, also after a redrive.
 * 2. An error about an error is not published: the row, the count and the alarm tell of it.
 * 3. The error carries on the hops of what died; past the limit it stays unsaid, or a loop could begin again in its answers.
 */
import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { MAX_HOPS, type Message } from '../../../contracts/message.ts';
import {
  type DeadLetterRow,
  deadLetterRow,
  messageKey,
  OPEN_LETTERS,
  timeKey,
} from '../../../contracts/tables/history.ts';
import { derivedMessageId } from '../../../domain/ids.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { Owner } from '../../kit/catalogue.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader } from '../../kit/history.ts';
import { type Log, type Measure, newTally } from '../../kit/observe.ts';
import type { Publish } from '../../kit/publish.ts';
import { ttlAfterDays } from '../../kit/rows.ts';
import { type Letter, MAX_RECEIVES, readLetter } from './letter.ts';

export const KEEPER = 'platform.dead-letters';

export interface KeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly history: HistoryReader;
  readonly publish: Publish;
  readonly measure: Measure;
  /** Writes the row unless this very letter is kept already. */
  readonly keep: (row: DeadLetterRow) => Promise<void>;
  /** By the name of the dead-letter queue. */
  readonly owners: ReadonlyMap<string, Owner>;
  readonly historyDays: number;
}

export function createKeeper(deps: KeeperDeps): BatchFunction {
  const deadLetter = () => Promise.reject(new Error('A dead letter has nowhere else to go.'));
  return (event) => eachRecord(event, { log: deps.log, deadLetter }, (record) => keepLetter(deps, record));
}

async function keepLetter(deps: KeeperDeps, record: SQSRecord): Promise<void> {
  const queue = record.eventSourceARN.split(':').at(-1) ?? '';
  const owner = deps.owners.get(queue);
  if (!owner) throw new Error(`${queue} is no dead-letter queue of a declared subscription; is the deployment older?`);
  const letter = readLetter(record, owner);
  const row = await rowOf(deps, record, owner, letter);
  await deps.keep(row);
  await tell(deps, record, row, letter);
  deps.measure({ ...newTally(), deadLettered: 1 }, { agent: owner.agent, channel: owner.channel, lane: letter.lane });
  deps.log.error('A message is dead; it is kept until somebody redrives it.', {
    message_id: letter.messageId,
    correlation_id: letter.message?.correlationId,
    agent: owner.agent,
    channel: owner.channel,
    code: row.error.code,
    attempts: row.attempts,
  });
}

async function rowOf(deps: KeeperDeps, record: SQSRecord, owner: Owner, letter: Letter): Promise<DeadLetterRow> {
  const now = deps.clock.now();
  const { error, attempts } = await whyOf(deps, owner, letter);
  return {
    pk: messageKey(letter.messageId),
    sk: deadLetterRow(owner.agent, owner.channel),
    deadLetter: OPEN_LETTERS,
    at: timeKey(now.toISOString(), letter.messageId),
    agent: owner.agent,
    channel: owner.channel,
    lane: letter.lane,
    error,
    attempts,
    body: record.body,
    queue: letter.queue,
    letterId: record.messageId,
    ttl: ttlAfterDays(now, deps.historyDays),
  };
}

/** What was said when it was put aside; else how the agent failed last; else that its queue gave it up. */
async function whyOf(deps: KeeperDeps, owner: Owner, letter: Letter) {
  if (letter.reason) return { error: letter.reason, attempts: letter.attempts ?? 1 };
  const { outcomes } = await deps.history.story(letter.messageId);
  const last = outcomes.find(({ agent, outcome }) => agent === owner.agent && outcome === 'failed');
  if (last?.error) return { error: last.error, attempts: Math.max(last.attempts, MAX_RECEIVES) };
  const reason = `${owner.agent} did not end with it in ${MAX_RECEIVES} receives, and left no word: it may have crashed or run out of time.`;
  return { error: { code: 'GaveUp', reason }, attempts: MAX_RECEIVES };
}

async function tell(
  { clock, publish, log }: KeeperDeps,
  { messageId: letterId }: SQSRecord,
  row: DeadLetterRow,
  { messageId, message }: Letter,
): Promise<void> {
  if (message?.type === 'platform.error' || (message?.hops ?? 0) >= MAX_HOPS) return;
  const error: Message = {
    id: derivedMessageId(messageId, `${KEEPER}#${letterId}`, 0),
    type: 'platform.error',
    channel: 'system.errors',
    sender: KEEPER,
    priority: message?.priority ?? 'normal',
    correlationId: message?.correlationId ?? `dead-letter:${messageId}`,
    ...(message && { causationId: message.id }),
    expects: 'none',
    sentAt: clock.now().toISOString(),
    hops: (message?.hops ?? 0) + 1,
    attempt: 1,
    ...(message?.traceparent && { traceparent: message.traceparent }),
    payload: {
      messageId,
      ...(message && { messageType: message.type, channel: message.channel }),
      agent: row.agent,
      ...row.error,
      attempts: row.attempts,
    },
  };
  const [refused] = await publish([error]);
  if (!refused) return;
  log.error('The bus refused the error about a dead letter; the letter is delivered again.', {
    message_id: messageId,
    code: refused.code,
  });
  throw refused;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html */
export function createKeep(client: DynamoDBClient, table: string): KeeperDeps['keep'] {
  return async (row) => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall(row, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk) OR letterId <> :letter',
          ExpressionAttributeValues: marshall({ ':letter': row.letterId }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
}
