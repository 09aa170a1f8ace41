/**
 * The text of an answer while it is written, for whoever follows its conversation: pieces as rows of the history table, which the
 * stream of executions reads (functions/api/stream/live-texts.ts). A convenience: what counts is the message that follows.
 *
 * 1. The first piece is written at once, further ones at most every FLUSH_MS, and one at a time.
 * 2. Pieces say from which character of the text they go on, and when their writer began: handled again, a message has another text.
 * 3. A piece that cannot be written goes with the next one; what is left at the end is dropped. The call never fails for it.
 */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LIVE_S, type LivePieceRow, livePieceKey, livePieceSort } from '../../../contracts/tables/live.ts';
import type { Clock } from '../clock.ts';

const FLUSH_MS = 200;

export interface LiveSubject {
  /** Of the message that is being handled. */
  readonly id: string;
  /** `council.sceptic` */
  readonly agent: string;
  readonly conversation: string;
}

export interface LiveText {
  write(text: string): void;
  /** Resolves when all is written, or given up. */
  end(): Promise<void>;
}

export type Live = (subject: LiveSubject) => LiveText;

export function createLive(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Live {
  return ({ id, agent, conversation }) => {
    const begun = clock.now().toISOString();
    let from = 0;
    let waiting = '';
    let writing: Promise<void> | undefined;
    let pausing = false;
    let ended = false;

    const put = async (): Promise<void> => {
      const text = waiting;
      const now = clock.now();
      const at = now.toISOString();
      const row: LivePieceRow = {
        ...{ pk: livePieceKey(conversation), sk: livePieceSort(at, id, agent, from) },
        ...{ message: id, agent, begun, from, text, at },
        ttl: Math.floor(now.getTime() / 1000) + LIVE_S,
      };
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: marshall(row) }));
      } catch {
        return; // rule 3
      }
      from += text.length;
      waiting = waiting.slice(text.length);
    };
    const begin = (): void => {
      if (waiting !== '' && !writing && !pausing && !ended) writing = put().then(pause);
    };
    const pause = (): void => {
      writing = undefined;
      pausing = true;
      void clock.sleep(FLUSH_MS).then(() => {
        pausing = false;
        begin();
      });
    };
    return {
      write(text) {
        waiting += text;
        begin();
      },
      async end() {
        ended = true;
        await writing;
        if (waiting !== '') await put();
      },
    };
  };
}
