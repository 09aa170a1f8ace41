/** Answers as they were given, kept in the registry to be given again: what the layers `cache` and `paid` have in common. */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { EndReason, ModelRef } from '../../../contracts/model.ts';
import { type KeptAnswerRow, keptAnswerSchema } from '../../../contracts/tables/models.ts';
import type { Clock } from '../clock.ts';
import { toItem } from '../item.ts';
import type { Log } from '../observe.ts';
import { readRow } from '../partition.ts';
import type { Call, Chunk, Transport } from './port.ts';

/** DynamoDB's rows have 400 KB. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_BYTES = 300_000;

export interface KeptAnswer {
  readonly model: ModelRef;
  /** `studio/design@2` */
  readonly prompt: string;
  readonly chunks: readonly Chunk[];
}

export interface KeptAnswers {
  /** Undefined when there is none, or none any more. */
  read(pk: string, sk: string): Promise<KeptAnswer | undefined>;
  /** An answer that cannot be kept is told in the log, and given all the same. */
  keep(pk: string, sk: string, answer: KeptAnswer, seconds: number): Promise<void>;
}

export function createKeptAnswers(
  client: DynamoDBClient,
  table: string,
  clock: Pick<Clock, 'now'>,
  log: Pick<Log, 'warn'>,
): KeptAnswers {
  const nowS = () => Math.floor(clock.now().getTime() / 1000);
  return {
    async read(pk, sk) {
      const found = await readRow(client, table, pk, sk);
      if (!found) return undefined;
      const { model, prompt, chunks, ttl } = keptAnswerSchema.parse(found);
      return ttl > nowS() ? { model, prompt, chunks: JSON.parse(chunks) as Chunk[] } : undefined;
    },
    async keep(pk, sk, { model, prompt, chunks }, seconds) {
      const text = JSON.stringify(chunks);
      const about = { model, prompt, bytes: Buffer.byteLength(text) };
      if (about.bytes > MAX_BYTES) {
        log.warn('An answer is too large to be kept: asked again, it is paid again.', about);
        return;
      }
      const row: KeptAnswerRow = { pk, sk, model, prompt, chunks: text, ttl: nowS() + seconds };
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: toItem(row) }));
      } catch (error) {
        log.warn('An answer could not be kept: asked again, it is paid again.', { ...about, reason: String(error) });
      }
    },
  };
}

/** `studio/design@2`, and the variant where one was drawn. */
export const promptName = ({ prompt }: Call): string =>
  prompt ? [`${prompt.id}@${prompt.version}`, prompt.variant].filter((part) => part !== undefined).join(' ') : '';

/** Asks, and hands the answer over to be kept before its end is passed on: what was told to be whole is there the next time. */
export async function* handingOver(
  inner: Transport,
  call: Call,
  keep: (answer: KeptAnswer, reason: EndReason) => Promise<void> | undefined,
): AsyncGenerator<Chunk> {
  let model = call.model;
  const chunks: Chunk[] = [];
  const tell: Call['tell'] = (event) => {
    if (event.event === 'attempted' || event.event === 'cache-hit') model = event.model;
    call.tell(event);
  };
  for await (const chunk of inner({ ...call, tell })) {
    chunks.push(chunk);
    if (chunk.kind === 'end') await keep({ model, prompt: promptName(call), chunks }, chunk.reason);
    yield chunk;
  }
}
