/**
 * Triggers of workflows. Needs: states:StartExecution on the machines of the stage, states:SendTaskSuccess, dynamodb:Query and
 * PutItem on rows `listening#…` of the registry, s3:GetObject on payloads, sqs:SendMessage on its own dead-letter queue.
 */
import { stagePrefix } from '../../../domain/naming.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { createDeadLetter } from '../../kit/dead-letter.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { openQueues } from '../../kit/queue-door.ts';
import { stepFunctions } from '../../kit/workflow/clients.ts';
import { createStepsTable } from '../../kit/workflow/steps-table.ts';
import { createTokens } from '../../kit/workflow/tokens.ts';
import { createStart } from './starting.ts';
import { createTriggers } from './triggers.ts';

const { stage, registryTable, payloadsBucket } = settings();

export const handler = createTriggers({
  clock: systemClock,
  log: createLogger('platform.triggers'),
  deadLetter: createDeadLetter(openQueues),
  start: createStart(stepFunctions),
  table: createStepsTable(dynamoDb(), registryTable, systemClock),
  tokens: createTokens(stepFunctions),
  payloads: createPayloads(payloadsBucket),
  prefix: stagePrefix(stage),
});
