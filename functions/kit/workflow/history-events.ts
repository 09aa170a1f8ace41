/**
 * Events of Step Functions' history in this project's words, without inputs and outputs. What a state is called and what went wrong
 * stands in the one member that ends with `EventDetails`.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';

export function linkedEvent({
  id = 0,
  type = 'ExecutionStarted',
  timestamp,
  previousEventId,
  ...members
}: HistoryEvent) {
  const [, details = {}] = Object.entries(members).find(([member]) => member.endsWith('EventDetails')) ?? [];
  const { name, state, error } = details as Readonly<Record<string, unknown>>;
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
