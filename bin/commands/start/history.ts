/** The whole history table, read once at the end of a run, as the conversations and figures that the summary shows. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../../../contracts/message.ts';
import {
  DEAD_LETTER_ROWS,
  type DeadLetterRow,
  deadLetterSchema,
  MESSAGE_ROW,
  messageRowSchema,
  OUTCOME_ROWS,
  type OutcomeRow,
  outcomeSchema,
} from '../../../contracts/tables/history.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { conversationState, type Told } from '../../../domain/conversation.ts';
import { systems } from '../../../systems/all.ts';

/** Conversations of the platform with itself: heartbeats. */
const OWN = /^heartbeat:/;

export interface Story extends Told {
  readonly outcomes: readonly OutcomeRow[];
  readonly deadLetters: readonly DeadLetterRow[];
}

export interface Figures {
  readonly published: number;
  readonly handled: number;
  readonly deadLettered: number;
  readonly expired: number;
  readonly conversations: number;
  readonly openConversations: number;
  /** From a message's send to the end of its handling, milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Every message with what became of it. */
export async function readHistory(endpoint: string, table: string): Promise<Story[]> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const byKey = new Map<string, Record<string, unknown>[]>();
  let start: Record<string, never> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: table, ...(start && { ExclusiveStartKey: start }) }));
    for (const item of page.Items ?? []) {
      const row = unmarshall(item);
      const rows = byKey.get(String(row.pk));
      if (rows) rows.push(row);
      else byKey.set(String(row.pk), [row]);
    }
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start);
  client.destroy();
  return [...byKey.values()].flatMap(toStory);
}

function toStory(rows: readonly Record<string, unknown>[]): Story[] {
  const row = rows.find(({ sk }) => sk === MESSAGE_ROW);
  if (!row) return [];
  const { message: text, subscribers } = messageRowSchema.parse(row);
  const message = JSON.parse(text) as Message;
  if (OWN.test(message.correlationId)) return [];
  const starting = (prefix: string) => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  return [
    {
      message,
      subscribers,
      outcomes: starting(OUTCOME_ROWS).map((one) => outcomeSchema.parse(one)),
      deadLetters: starting(DEAD_LETTER_ROWS).map((one) => deadLetterSchema.parse(one)),
    },
  ];
}

export function figuresOf(stories: readonly Story[]): Figures {
  const { channels } = createCatalogue(systems);
  const subscribersOf = (channel: string) => channels.get(channel)?.subscribers ?? [];
  const conversations = Map.groupBy(stories, ({ message }) => message.correlationId);
  const open = [...conversations.values()].filter(
    (told) => conversationState(told, subscribersOf).state === 'open',
  ).length;
  const outcomes = stories.flatMap((story) =>
    story.outcomes.map((outcome) => ({ ...outcome, sentAt: story.message.sentAt })),
  );
  const handled = outcomes.filter(({ outcome }) => outcome === 'handled');
  const latencies = handled
    .map(({ finishedAt, sentAt }) => Date.parse(finishedAt) - Date.parse(sentAt))
    .sort((a, b) => a - b);
  const percentile = (p: number) => latencies[Math.max(0, Math.ceil((p / 100) * latencies.length) - 1)] ?? 0;
  return {
    published: stories.length,
    handled: handled.length,
    deadLettered: stories.flatMap(({ deadLetters }) => deadLetters).length,
    expired: outcomes.filter(({ outcome }) => outcome === 'expired').length,
    conversations: conversations.size,
    openConversations: open,
    p50Ms: percentile(50),
    p99Ms: percentile(99),
  };
}
