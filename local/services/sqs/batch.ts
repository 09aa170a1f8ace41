/**
 * What the batch actions have in common: the checks of the batch as a whole, and an outcome for each entry.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html
 */
import { AwsError } from '../../engine/aws-error.ts';
import { emptyBatch, entryIdsNotDistinct, invalidEntryId, tooManyEntries } from './errors.ts';
import { MOST_BATCH_ENTRIES } from './limits.ts';

interface Entry {
  readonly Id: string;
}

export interface Failed {
  Id: string;
  Code: string;
  Message: string;
  SenderFault: boolean;
}

/** Throws when the batch is refused as a whole. `entryType` is AWS's name of an entry. */
export function checkBatch(entries: readonly Entry[], entryType: string): void {
  if (entries.length === 0) throw emptyBatch(entryType);
  if (entries.length > MOST_BATCH_ENTRIES) throw tooManyEntries(entries.length);
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) throw invalidEntryId();
    if (ids.has(Id)) throw entryIdsNotDistinct(Id);
    ids.add(Id);
  }
}

/** Does each entry by itself; one that is refused does not touch the others. Lists without entries are left out. */
export function eachEntry<E extends Entry, R>(
  entries: readonly E[],
  perform: (entry: E) => R,
): { Successful: R[] | undefined; Failed: Failed[] | undefined } {
  const successful: R[] = [];
  const failed: Failed[] = [];
  for (const entry of entries) {
    try {
      successful.push(perform(entry));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({
        Id: entry.Id,
        Code: error.queryCode ?? error.code,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  }
  return {
    Successful: successful.length > 0 ? successful : undefined,
    Failed: failed.length > 0 ? failed : undefined,
  };
}
