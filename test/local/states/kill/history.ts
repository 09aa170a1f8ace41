/** What a history says whatever the order in which branches happened to go on: its steps, each with the one before it. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** After these several branches are one again: which of them was the last is chance. */
const JOINS = /^(?:Map|Parallel)State(?:Succeeded|Exited)$|^MapIteration(?:Started|Succeeded)$/;

export function stepsOf(events: readonly HistoryEvent[]): string[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return events
    .map((event) => {
      const name = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? '';
      const before = byId.get(event.previousEventId);
      return `${JOINS.test(event.type ?? '') ? '*' : before?.type} > ${event.type} ${name}`;
    })
    .sort();
}

/** What is wrong with the ids of a history. */
export function faultsOf(events: readonly HistoryEvent[]): string[] {
  const ends = events.filter(({ type }) => /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/.test(type ?? ''));
  return [
    ...events.filter(({ id }, i) => id !== i + 1).map(({ id }) => `id ${id} is out of order`),
    ...events
      .filter(({ id = 0, previousEventId = -1 }) => previousEventId < 0 || previousEventId >= id)
      .map(({ id, previousEventId }) => `${id} follows ${previousEventId}`),
    ...(ends.length === 1 && ends[0] === events.at(-1) ? [] : [`${ends.length} ends`]),
  ];
}
