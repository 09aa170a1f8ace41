/**
 * What operators do. Needs: dynamodb:Query and UpdateItem on the history, sqs:SendMessage on the line's queues and the
 * platform's own.
 */
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { sqs } from '../../kit/sqs-client.ts';
import { createLetterMarks, createOperate, createSend } from './redrive.ts';

const { historyTable } = settings();

export const handler = createOperate({
  clock: systemClock,
  log: createLogger('api.operate'),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  marks: createLetterMarks(dynamoDb(), historyTable),
  send: createSend(sqs()),
});
