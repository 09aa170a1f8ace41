/** What became of each message at an agent: one row each, in the history table. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { messageKey, type OutcomeRow, outcomeRow } from '../../contracts/tables/history.ts';
import type { Clock } from './clock.ts';
import { putRows, ttlAfterDays } from './rows.ts';

export type Outcome = Omit<OutcomeRow, 'pk' | 'sk' | 'ttl'> & { readonly messageId: string };
export type RecordOutcomes = (outcomes: readonly Outcome[]) => Promise<void>;

export function createRecordOutcomes(
  client: DynamoDBClient,
  table: string,
  days: number,
  clock: Clock,
): RecordOutcomes {
  return async (outcomes) => {
    const ttl = ttlAfterDays(clock.now(), days);
    const rows = onePerMessage(outcomes).map(
      ({ messageId, ...outcome }) =>
        ({ pk: messageKey(messageId), sk: outcomeRow(outcome.agent), ...outcome, ttl }) satisfies OutcomeRow,
    );
    await putRows(client, table, rows, clock);
  };
}

/** Of two copies of one message in a batch the one that was handled counts, whatever became of the other. */
function onePerMessage(outcomes: readonly Outcome[]): Outcome[] {
  const kept = new Map<string, Outcome>();
  for (const outcome of outcomes)
    if (kept.get(outcome.messageId)?.outcome !== 'handled') kept.set(outcome.messageId, outcome);
  return [...kept.values()];
}
