/**
 * Events of Step Functions' history in this project's words. What a state is called and what went wrong stands in the one member that
 * ends with `EventDetails`.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';

export function detailsIn(event: Partial<HistoryEvent>): Readonly<Record<string, unknown>> {
  const [, details = {}] = Object.entries(event).find(([member]) => member.endsWith('EventDetails')) ?? [];
  return details as Readonly<Record<string, unknown>>;
}

/** Without inputs and outputs. */
export function linkedEvent({
  id = 0,
  type = 'ExecutionStarted',
  timestamp,
  previousEventId,
  ...members
}: HistoryEvent) {
  const { name, state, error } = detailsIn(members);
  const called = name ?? state;
  return {
    id,
    type,
    at: (timestamp ?? new Date(0)).toISOString(),
    previous: previousEventId,
    ...(typeof called === 'string' && { state: called }),
    ...(typeof error === 'string' && { error }),
  } satisfies LinkedEvent;
}
