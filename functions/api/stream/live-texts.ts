/**
 * Texts of answers that are being written in a conversation (functions/kit/model/live.ts), as one response has not told them yet.
 *
 * 1. A response begins with what is written of answers that are not there yet, from their first character; so whoever resumes gets pieces
 *    again, and knows by `from` and `begun` what it has had.
 * 2. Writers run beside each other: a piece may appear behind one of a later time. Each reading looks BEHIND_MS back.
 * 3. A text that nobody has added to for LONGEST_MS is none any more: its writer is gone.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamedText } from '../../../contracts/stream.ts';
import { type LivePieceRow, livePieceKey, livePieceSchema } from '../../../contracts/tables/live.ts';
import type { Clock } from '../../kit/clock.ts';

const BEHIND_MS = 5_000;
/** As long as a function may run. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_MS = 900_000;

/** Pieces of a conversation whose sort keys are not before `from`, in their order. */
export type ReadPieces = (conversation: string, from: string) => Promise<LivePieceRow[]>;

export const createReadPieces =
  (client: DynamoDBClient, table: string): ReadPieces =>
  async (conversation, from) => {
    const found: LivePieceRow[] = [];
    let start: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const page: QueryCommandOutput = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: marshall({ ':pk': livePieceKey(conversation), ':from': from }),
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(page.Items ?? []).map((item) => livePieceSchema.parse(unmarshall(item))));
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  };

export interface LiveTexts {
  /** What is new, the pieces of one text that follow each other as one. */
  read(isAnswered: (message: string) => boolean): Promise<StreamedText[]>;
}

export function watchTexts(conversation: string, read: ReadPieces, clock: Pick<Clock, 'now'>): LiveTexts {
  const told = new Set<string>();
  let newestMs: number | undefined;
  return {
    async read(isAnswered) {
      const isFirst = newestMs === undefined;
      const sinceMs = newestMs === undefined ? clock.now().getTime() - LONGEST_MS : newestMs - BEHIND_MS;
      newestMs ??= sinceMs;
      const pieces = await read(conversation, new Date(sinceMs).toISOString());
      const fresh = pieces.filter(({ sk }) => !told.has(sk));
      for (const { sk, at } of fresh) {
        told.add(sk);
        newestMs = Math.max(newestMs, Date.parse(at));
      }
      return joined(isFirst ? fresh.filter(({ message }) => !isAnswered(message)) : fresh);
    },
  };
}

function joined(pieces: readonly LivePieceRow[]): StreamedText[] {
  const texts: StreamedText[] = [];
  for (const { message, agent, begun, from, text } of pieces) {
    const before = texts.findIndex(
      (one) =>
        one.message === message && one.agent === agent && one.begun === begun && one.from + one.text.length === from,
    );
    const known = texts[before];
    if (known) texts[before] = { ...known, text: known.text + text };
    else texts.push({ message, agent, begun, from, text });
  }
  return texts;
}
