/**
 * The steps of workflows. Needs: dynamodb:GetItem, PutItem, DeleteItem, Query on rows `step#…`, `gathering#…`, `approval#…`,
 * `approvals#open` and `listening#…` of the registry, dynamodb:Query and BatchWriteItem on rows `message#…` of the history,
 * states:SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, events:PutEvents as `signalbox.workflows.*`
 * and of `platform.answer.late` as `signalbox.platform.answers`,
 * lambda:InvokeFunction on agents that are reached directly, s3:GetObject and PutObject on payloads. Its timeout must be longer
 * than that of every agent that is reached directly.
 */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { subscriberIds } from '../../kit/catalogue.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { messageRow } from '../../kit/message-row.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish, publishAll } from '../../kit/publish.ts';
import { putRows } from '../../kit/rows.ts';
import { lambda, stepFunctions } from '../../kit/workflow/clients.ts';
import { createStepsTable } from '../../kit/workflow/steps-table.ts';
import { createTokens } from '../../kit/workflow/tokens.ts';
import { createInvoke } from './invoke.ts';
import { createSteps } from './steps.ts';

const { stage, bus, payloadsBucket, registryTable, historyTable, historyDays } = settings();
const prefix = stagePrefix(stage);
const catalogue = createCatalogue(systems);
const rows = { historyDays, subscribersOf: subscriberIds(catalogue) };
const payloads = createPayloads(payloadsBucket);
const publish = createPublish(eventBridge(), bus, payloads, systemClock);

export const handler = createSteps({
  clock: systemClock,
  log: createLogger('platform.steps'),
  table: createStepsTable(dynamoDb(), registryTable, systemClock),
  tokens: createTokens(stepFunctions),
  catalogue,
  payloads,
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  publish,
  invoke: createInvoke(lambda, prefix),
  record: (messages) =>
    putRows(
      dynamoDb(),
      historyTable,
      messages.map((message) => messageRow(message, systemClock.now(), rows)),
      systemClock,
    ),
  putRows: (rows) => putRows(dynamoDb(), historyTable, rows, systemClock),
  tellLate: (message) => publishAll(publish, [message]),
  prefix,
  historyDays,
});
