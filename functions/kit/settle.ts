/**
 * The end of a batch: what it caused is published, then what became of each message is recorded.
 *
 * 1. A record is acknowledged only when all that it caused and that was given here is on the bus, and its outcome is in the
 *    history. Answers to a message that was given directly go back with the invocation instead (direct.ts).
 * 2. Ids of published messages are derived, so doing it all again changes nothing.
 */
import type { AgentDeps } from './agent-deps.ts';
import type { Result } from './handling.ts';
import type { Tally } from './observe.ts';

/**
 * The ids of the records that must come again: a queue delivers them, a direct delivery tells its caller. Counts into the tally what
 * really came to pass.
 */
export async function settle(
  results: readonly Result[],
  { publish, recordOutcomes, log }: Pick<AgentDeps, 'publish' | 'recordOutcomes' | 'log'>,
  tally: Tally,
): Promise<string[]> {
  const caused = results.flatMap(({ messages }) => messages);
  const errors = caused.length ? await publish(caused) : [];
  const refused = new Set<string>();
  caused.forEach(({ id }, i) => {
    const error = errors[i];
    if (!error) return;
    refused.add(id);
    log.error('The bus refused a message; what caused it is not settled and must come again.', {
      message_id: id,
      code: error.code,
      reason: error.message,
    });
  });
  tally.published += caused.length - refused.size;

  const again = new Set(
    results.filter(({ kind, messages }) => kind === 'failed' || messages.some(({ id }) => refused.has(id))),
  );
  const final = results.filter((result) => result.kind === 'failed' || !again.has(result));
  try {
    await recordOutcomes(final.flatMap(({ outcome }) => outcome ?? []));
    count(final, tally);
  } catch (error) {
    log.error('The history did not take the outcomes; the messages are not settled and must come again.', {
      reason: String(error),
    });
    for (const result of final) if (result.outcome) again.add(result);
  }
  return [...again].map(({ record }) => record.messageId);
}

function count(results: readonly Result[], tally: Tally): void {
  for (const { kind, outcome } of results) {
    if (kind === 'dead-lettered') tally.deadLettered += 1;
    else if (kind !== 'skipped') tally[kind] += 1;
    if (!outcome) continue;
    tally.durationsMs.push(outcome.durationMs);
    tally.waitsMs.push(outcome.waitedMs);
  }
}
