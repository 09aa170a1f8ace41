/**
 * Drains every dead-letter queue. Needs: sqs:ReceiveMessage, DeleteMessage, GetQueueAttributes on them, dynamodb:Query and
 * PutItem on the history, events:PutEvents as `signalbox.platform.dead-letters` of type `platform.error`.
 */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { deadLetterOwners } from '../../kit/catalogue.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger, createMeasure } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { createKeep, createKeeper, KEEPER } from './keeper.ts';

const { stage, bus, payloadsBucket, historyTable, historyDays } = settings();

export const handler = createKeeper({
  clock: systemClock,
  log: createLogger(KEEPER),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  publish: createPublish(eventBridge(), bus, createPayloads(payloadsBucket), systemClock),
  measure: createMeasure(),
  keep: createKeep(dynamoDb(), historyTable),
  owners: deadLetterOwners(createCatalogue(systems), stagePrefix(stage)),
  historyDays,
});
