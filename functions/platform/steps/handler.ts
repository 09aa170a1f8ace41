/**
 * The steps of workflows. Needs: dynamodb:GetItem, PutItem, DeleteItem, Query on rows `step#…`, `gathering#…`, `approval#…`,
 * `approvals#open` and `listening#…` of the registry, dynamodb:Query and BatchWriteItem on rows `message#…` of the history,
 * states:SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, events:PutEvents as `signalbox.workflows.*`
 * and of `platform.answer.late` as `signalbox.platform.answers`,
 * lambda:InvokeFunction on agents that are reached directly, sqs:SendMessage on the queue of the history, s3:GetObject and
 * PutObject on payloads. Environment: SIGNALBOX_HISTORY_QUEUE, the name of that queue. Its timeout must be longer than that of
 * every agent that is reached directly.
 */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { dynamoDb, eventBridge, sqs } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { historyQueue, settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { queueUrlNamed } from '../../kit/queue-url.ts';
import { putRows } from '../../kit/rows.ts';
import { lambda, stepFunctions } from '../../kit/workflow/clients.ts';
import { createStepsTable } from '../../kit/workflow/steps-table.ts';
import { createTokens } from '../../kit/workflow/tokens.ts';
import { createInvoke } from './invoke.ts';
import { createSteps, type StepsFunction } from './steps.ts';

const { stage, bus, payloadsBucket, registryTable, historyTable, historyDays } = settings();
const prefix = stagePrefix(stage);
const queue = historyQueue();
const payloads = createPayloads(payloadsBucket);
const publish = createPublish(eventBridge(), bus, payloads, systemClock);

let steps: StepsFunction | undefined;

export const handler = (event: unknown, context: Context): Promise<unknown> => {
  steps ??= open(queueUrlNamed(queue, context));
  return steps(event);
};

const open = (historyQueueUrl: string): StepsFunction =>
  createSteps({
    clock: systemClock,
    log: createLogger('platform.steps'),
    table: createStepsTable(dynamoDb(), registryTable, systemClock),
    tokens: createTokens(stepFunctions),
    catalogue: createCatalogue(systems),
    payloads,
    history: createHistoryReader(dynamoDb(), historyTable, systemClock),
    publish,
    invoke: createInvoke(lambda, prefix),
    record: async (messages) => {
      await Promise.all(
        messages.map((message) =>
          sqs().send(
            new SendMessageCommand({ QueueUrl: historyQueueUrl, MessageBody: JSON.stringify({ detail: message }) }),
          ),
        ),
      );
    },
    putRows: (rows) => putRows(dynamoDb(), historyTable, rows, systemClock),
    tellLate: async (message) => {
      const [refusal] = await publish([message]);
      if (refusal) throw refusal;
    },
    prefix,
    historyDays,
  });
