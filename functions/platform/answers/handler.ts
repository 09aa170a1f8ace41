/**
 * Answers to steps of workflows. Needs: dynamodb:GetItem, PutItem and Query on rows `step#…` and `gathering#…` of the registry,
 * states:SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, events:PutEvents as `signalbox.platform.answers` of type
 * `platform.answer.late`, s3:GetObject on payloads, sqs:SendMessage on its own dead-letter queue.
 */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { createDeadLetter } from '../../kit/dead-letter.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish, publishAll } from '../../kit/publish.ts';
import { openQueues } from '../../kit/queue-door.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { ANSWERS } from '../../kit/workflow/gatherings.ts';
import { createStepsTable } from '../../kit/workflow/steps-table.ts';
import { createTokens } from '../../kit/workflow/tokens.ts';
import { createAnswers } from './answers.ts';

const { stage, bus, payloadsBucket, registryTable } = settings();
const payloads = createPayloads(payloadsBucket);
const publish = createPublish(eventBridge(), bus, payloads, systemClock);

export const handler = createAnswers({
  clock: systemClock,
  log: createLogger(ANSWERS),
  table: createStepsTable(dynamoDb(), registryTable, systemClock),
  tokens: createTokens(stepFunctions),
  catalogue: createCatalogue(systems),
  payloads,
  tellLate: (message) => publishAll(publish, [message]),
  deadLetter: createDeadLetter(openQueues),
  prefix: stagePrefix(stage),
});
