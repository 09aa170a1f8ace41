/** Reading the history table. Owns its access patterns; what rows look like is in contracts/tables/history.ts. */
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Message, messageSchema } from '../../contracts/message.ts';
import type { CallReport } from '../../contracts/model.ts';
import {
  ATTEMPT_ROWS,
  type AttemptRow,
  attemptRowSchema,
  DEAD_LETTER_ROWS,
  DELIVERY_ROWS,
  type DeadLetterRow,
  type DeliveryRow,
  deadLetterSchema,
  deliverySchema,
  HISTORY_INDEXES,
  MESSAGE_ROW,
  type MessageRow,
  messageKey,
  messageRowSchema,
  OUTCOME_ROWS,
  type OutcomeRow,
  outcomeSchema,
} from '../../contracts/tables/history.ts';
import { CALL_ROWS, callRowSchema } from '../../contracts/tables/models.ts';
import { fullJitterMs } from '../../domain/retry.ts';
import type { OpenTool } from './open-tool.ts';
import { dynamoDb } from './clients.ts';
import type { Clock } from './clock.ts';
import { settings } from './env.ts';
import { readPartition } from './partition.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_PER_CALL = 100;
const TRIES = 5;
const BACKOFF = { firstMs: 25, factor: 2, longestMs: 500 };

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

/** All that is known of one message. */
export interface MessageStory {
  /** Missing while the recorder has not written it. */
  readonly row?: MessageRow;
  readonly attempts: readonly AttemptRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  /** Ways to reach an agent that were tried, where one failed. */
  readonly deliveries: readonly DeliveryRow[];
  /** Questions to models that were asked for it, in their order. */
  readonly calls: readonly CallReport[];
}

export interface Recorded {
  readonly message: Message;
  readonly subscribers: readonly string[] | undefined;
  readonly recordedAt: string;
}

export interface IndexQuery {
  readonly partition: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  /** Sort keys from here on, this one included. */
  readonly from?: string;
  /** Sort keys after this one in the direction of reading: where the last page ended. */
  readonly after?: string;
}

export interface HistoryReader {
  story(id: string): Promise<MessageStory>;
  /** Keys in the order of the index; `at` is the sort key. It may lag behind the rows by a moment. */
  keys(index: keyof typeof HISTORY_INDEXES, query: IndexQuery): Promise<(RowKey & { readonly at: string })[]>;
  /** The messages behind keys, in the order of the keys; those that are gone are left out. */
  messages(keys: readonly RowKey[]): Promise<Message[]>;
  /** The same, with when each was recorded, and who subscribed then. */
  recorded(keys: readonly RowKey[]): Promise<Recorded[]>;
  outcomes(keys: readonly RowKey[]): Promise<OutcomeRow[]>;
  deadLetters(keys: readonly RowKey[]): Promise<DeadLetterRow[]>;
}

/** The envelope in a row. */
export const messageIn = (row: Pick<MessageRow, 'message'>): Message => messageSchema.parse(JSON.parse(row.message));

/** For agents that need `history`. */
export const history: OpenTool<HistoryReader> = ({ clock }) => {
  const opened = createHistoryReader(dynamoDb(), settings().historyTable, clock);
  return () => opened;
};

export function createHistoryReader(client: DynamoDBClient, table: string, clock: Clock): HistoryReader {
  const live = (row: Record<string, unknown>) => Number(row.ttl) * 1000 > clock.now().getTime();
  const rows = async (keys: readonly RowKey[]) => {
    const found = (await getRows(client, table, keys, clock)).filter(live);
    const byKey = new Map(found.map((row) => [`${row.pk} ${row.sk}`, row]));
    return keys.flatMap(({ pk, sk }) => byKey.get(`${pk} ${sk}`) ?? []);
  };
  return {
    async story(id) {
      const all = (await readPartition(client, table, messageKey(id))).filter(live);
      const at = (prefix: string) => all.filter(({ sk }) => String(sk).startsWith(prefix));
      const [row] = at(MESSAGE_ROW);
      return {
        ...(row && { row: messageRowSchema.parse(row) }),
        attempts: at(ATTEMPT_ROWS).map((one) => attemptRowSchema.parse(one)),
        outcomes: at(OUTCOME_ROWS).map((one) => outcomeSchema.parse(one)),
        deadLetters: at(DEAD_LETTER_ROWS).map((one) => deadLetterSchema.parse(one)),
        deliveries: at(DELIVERY_ROWS).map((one) => deliverySchema.parse(one)),
        calls: at(CALL_ROWS).map((one) => callRowSchema.parse(one).report),
      };
    },
    keys: (index, query) => queryIndex(client, table, index, query),
    messages: async (keys) => (await rows(keys)).map((row) => messageIn(messageRowSchema.parse(row))),
    recorded: async (keys) =>
      (await rows(keys)).map((row) => {
        const { subscribers, message, recordedAt } = messageRowSchema.parse(row);
        return { message: messageIn({ message }), subscribers, recordedAt };
      }),
    outcomes: async (keys) => (await rows(keys)).map((row) => outcomeSchema.parse(row)),
    deadLetters: async (keys) => (await rows(keys)).map((row) => deadLetterSchema.parse(row)),
  };
}

type Item = Record<string, AttributeValue>;

/** Without a limit, all of them. */
async function queryIndex(
  client: DynamoDBClient,
  table: string,
  index: keyof typeof HISTORY_INDEXES,
  { partition, newestFirst = false, limit = Number.POSITIVE_INFINITY, from, after }: IndexQuery,
): Promise<(RowKey & { at: string })[]> {
  const names = HISTORY_INDEXES[index];
  const bound = after ?? from;
  const operator = after === undefined ? '>=' : newestFirst ? '<' : '>';
  const found: (RowKey & { at: string })[] = [];
  let start: Item | undefined;
  do {
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `#p = :p${bound === undefined ? '' : ` AND #s ${operator} :bound`}`,
        ExpressionAttributeNames: { '#p': names.partition, ...(bound !== undefined && { '#s': names.sort }) },
        ExpressionAttributeValues: marshall({ ':p': partition, ...(bound !== undefined && { ':bound': bound }) }),
        ScanIndexForward: !newestFirst,
        ...(Number.isFinite(limit) && { Limit: limit - found.length }),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      const { pk, sk, at } = unmarshall(item);
      found.push({ pk: String(pk), sk: String(sk), at: String(at) });
    }
    start = page.LastEvaluatedKey;
  } while (start && found.length < limit);
  return found;
}

async function getRows(
  client: DynamoDBClient,
  table: string,
  keys: readonly RowKey[],
  clock: Clock,
): Promise<Record<string, unknown>[]> {
  const unique = [...new Map(keys.map(({ pk, sk }) => [`${pk} ${sk}`, marshall({ pk, sk })])).values()];
  const calls = Array.from({ length: Math.ceil(unique.length / KEYS_PER_CALL) }, (_, i) =>
    unique.slice(i * KEYS_PER_CALL, (i + 1) * KEYS_PER_CALL),
  );
  return (await Promise.all(calls.map((call) => getCall(client, table, call, clock)))).flat();
}

/** What one call leaves out, for its 16 MB or for throttling, is asked for again. */
async function getCall(client: DynamoDBClient, table: string, keys: readonly Item[], clock: Clock) {
  const found: Record<string, unknown>[] = [];
  let left: Item[] = [...keys];
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > TRIES) throw new Error(`DynamoDB left ${left.length} rows of ${table} unread after ${TRIES} tries.`);
    if (attempt > 1) await clock.sleep(fullJitterMs(BACKOFF, attempt - 1, clock.random()));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[table] ?? []).map((item) => unmarshall(item)));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
