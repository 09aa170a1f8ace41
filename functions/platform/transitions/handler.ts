/**
 * Transitions of workflows. Needs: states:GetExecutionHistory on executions of the stage's machines, dynamodb:BatchGetItem on the
 * history, events:PutEvents as `signalbox.platform.transitions` of type `platform.workflow.moved`, sqs:SendMessage on its own
 * dead-letter queue.
 */
import { ExecutionDoesNotExist, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { stagePrefix } from '../../../domain/naming.ts';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { createDeadLetter } from '../../kit/dead-letter.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { openQueues } from '../../kit/queue-door.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { linkedEvent } from '../../kit/workflow/history-events.ts';
import { createTransitions, TELLER } from './transitions.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const EVENTS_PER_CALL = 1_000;

const { stage, bus, payloadsBucket, historyTable } = settings();

async function eventsOf(executionArn: string): Promise<LinkedEvent[] | undefined> {
  const pages = paginateGetExecutionHistory(
    { client: stepFunctions(), pageSize: EVENTS_PER_CALL },
    { executionArn, includeExecutionData: false },
  );
  const events: LinkedEvent[] = [];
  try {
    for await (const page of pages) events.push(...(page.events ?? []).map(linkedEvent));
    return events;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

export const handler = createTransitions({
  log: createLogger(TELLER),
  deadLetter: createDeadLetter(openQueues),
  publish: createPublish(eventBridge(), bus, createPayloads(payloadsBucket), systemClock),
  eventsOf,
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  prefix: stagePrefix(stage),
});
