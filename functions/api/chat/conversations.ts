/** Where conversations are kept: turns in the history table (contracts/tables/chat.ts says what they look like). */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { chatKey, TURN_ROWS, type Turn, turnRow, turnSchema } from '../../../contracts/tables/chat.ts';
import type { Clock } from '../../kit/clock.ts';
import { toItem } from '../../kit/item.ts';

/** The most turns that one reading gives. It gives fewer where they are long: DynamoDB reads 1 MB at once. */
const MOST_TURNS = 100;

/** The latest turns of a conversation. */
export interface Kept {
  /** In order. */
  readonly turns: readonly Turn[];
  /** The number that the next one has. */
  readonly next: number;
}

export interface Conversations {
  /** @param before gives turns before this one instead of the latest */
  read(id: string, before?: number): Promise<Kept>;
  /** Writes a turn at its beginning: a new one, or one that is answered anew. False when somebody else was first. */
  begin(turn: Turn): Promise<boolean>;
  /** Writes its end. False when it is answered anew meanwhile. */
  end(turn: Turn): Promise<boolean>;
}

export function createConversations(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  clock: Pick<Clock, 'now'>,
): Conversations {
  const write = async (turn: Turn, ConditionExpression: string, values: Record<string, unknown> = {}) => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: toItem(turn),
          ConditionExpression,
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  return {
    async read(id, before) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: marshall({
            ':pk': chatKey(id),
            ':first': TURN_ROWS,
            ':last': before === undefined ? `${TURN_ROWS}~` : turnRow(before - 1),
          }),
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: MOST_TURNS,
        }),
      );
      const rows = Items.map((item) => turnSchema.parse(unmarshall(item))).reverse();
      return {
        turns: rows.filter(({ ttl }) => ttl * 1000 > clock.now().getTime()),
        next: (rows.at(-1)?.turn ?? 0) + 1,
      };
    },
    begin: (turn) =>
      turn.answering === 1
        ? write(turn, 'attribute_not_exists(pk)')
        : write(turn, 'answering = :before', { ':before': turn.answering - 1 }),
    end: (turn) => write(turn, 'answering = :own', { ':own': turn.answering }),
  };
}
