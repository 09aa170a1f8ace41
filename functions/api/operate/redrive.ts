/**
 * POST /v1/dead-letters/{id}/redrive: puts one dead letter back into the queue that it died in, and no other: the other
 * subscribers of its channel had it already.
 *
 *   open ──redrive──> under way (for at most half a minute) ──sent──> redriven
 *     └────────────<── crashed or refused ──┘
 *
 * Redriven twice is refused. A crash after sending leaves it open; sending it again is what at-least-once allows.
 */
import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import type { DeadLetterRow } from '../../../contracts/tables/history.ts';
import type { Clock } from '../../kit/clock.ts';
import type { HistoryReader, RowKey } from '../../kit/history.ts';
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import { letterId, readLetterId } from '../../kit/letter-id.ts';
import type { Log } from '../../kit/observe.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import { queueUrlNamed } from '../../kit/queue-url.ts';

const LEASE_MS = 30_000;

export interface LetterMarks {
  /** False when the letter is redriven already, or somebody is at it. */
  begin(key: RowKey, nowMs: number): Promise<boolean>;
  /** Unless the message has died again already: then another letter stands in the row, and it is open. */
  finish(letter: RowKey & { readonly letterId: string }, now: Date): Promise<void>;
  giveBack(key: RowKey): Promise<void>;
}

export interface OperateDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly history: HistoryReader;
  readonly marks: LetterMarks;
  readonly send: (queue: string, body: string, context: Context) => Promise<void>;
}

export function createOperate(deps: OperateDeps): HttpFunction {
  return createHttpFunction<'api/operate'>(
    {
      'POST /v1/dead-letters/{id}/redrive': async ({ params: { id = '' }, caller, context }) => {
        const row = await findLetter(deps.history, id);
        const redrivenAt = await redrive(deps, row, context);
        deps.log.info('A dead letter was redriven.', { letter: letterId(row), by: caller.principal });
        return {
          status: 202,
          body: { id: letterId(row), agent: row.agent, channel: row.channel, lane: row.lane, redrivenAt },
        };
      },
    },
    deps.log,
  );
}

/** By its own id, or by its message's when that died at one agent only. */
async function findLetter(history: HistoryReader, id: string): Promise<DeadLetterRow> {
  const { messageId, key } = readLetterId(id);
  const { deadLetters } = await history.story(messageId);
  const [found, ...others] = key ? deadLetters.filter(({ sk }) => sk === key.sk) : deadLetters;
  if (!found)
    throw new ProblemError(
      problem('not-found', `There is no dead letter ${id}; GET /v1/dead-letters lists the open ones.`),
    );
  if (others.length === 0) return found;
  const ids = deadLetters.map(letterId).join(', ');
  throw new ProblemError(
    problem('several-dead-letters', `Message ${messageId} died several times; name one of ${ids}.`),
  );
}

async function redrive({ clock, marks, send }: OperateDeps, row: DeadLetterRow, context: Context): Promise<string> {
  const now = clock.now();
  if (!(await marks.begin(row, now.getTime()))) {
    const detail = row.redrivenAt
      ? `The dead letter was redriven at ${row.redrivenAt}; if it dies again, it is listed again.`
      : 'The dead letter is being redriven by somebody else; look again in half a minute.';
    throw new ProblemError(problem('already-redriven', detail));
  }
  try {
    await send(row.queue, row.body, context);
  } catch (error) {
    await marks.giveBack(row);
    throw error;
  }
  await marks.finish(row, now);
  return now.toISOString();
}

export const createSend =
  (client: SQSClient): OperateDeps['send'] =>
  async (queue, body, context) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrlNamed(queue, context), MessageBody: body }));
  };

/** Undefined when the condition of the write did not hold. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}

export function createLetterMarks(client: DynamoDBClient, table: string): LetterMarks {
  const update = (key: RowKey, UpdateExpression: string, values: Record<string, unknown>, condition?: string) =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ pk: key.pk, sk: key.sk }),
        UpdateExpression,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
        ...(condition && { ConditionExpression: condition }),
      }),
    );
  return {
    async begin(key, nowMs) {
      const values = {
        ':now': new Date(nowMs).toISOString(),
        ':until': new Date(nowMs + LEASE_MS).toISOString(),
      };
      const isFree = 'attribute_exists(deadLetter) AND (attribute_not_exists(redrivingUntil) OR redrivingUntil < :now)';
      return (await update(key, 'SET redrivingUntil = :until', values, isFree).catch(unlessRefused)) !== undefined;
    },
    async finish(letter, now) {
      const values = { ':at': now.toISOString(), ':letter': letter.letterId };
      const redriven = 'SET redrivenAt = :at REMOVE deadLetter, redrivingUntil';
      await update(letter, redriven, values, 'letterId = :letter').catch(unlessRefused);
    },
    async giveBack(key) {
      await update(key, 'REMOVE redrivingUntil', {});
    },
  };
}
