/** The recorder. Needs: dynamodb:BatchWriteItem on the history, sqs:SendMessage on its own dead-letter queue. */
import { createCatalogue } from '../../../domain/catalogue.ts';
import { systems } from '../../../systems/all.ts';
import { subscriberIds } from '../../kit/catalogue.ts';
import { dynamoDb } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { createDeadLetter } from '../../kit/dead-letter.ts';
import { settings } from '../../kit/env.ts';
import { createLogger } from '../../kit/observe.ts';
import { openQueues } from '../../kit/queue-door.ts';
import { putRows } from '../../kit/rows.ts';
import { createRecorder } from './recorder.ts';

const { historyTable, historyDays } = settings();

export const handler = createRecorder({
  now: systemClock.now,
  historyDays,
  subscribersOf: subscriberIds(createCatalogue(systems)),
  putRows: (rows) => putRows(dynamoDb(), historyTable, rows, systemClock),
  deadLetter: createDeadLetter(openQueues),
  log: createLogger('platform.recorder'),
});
