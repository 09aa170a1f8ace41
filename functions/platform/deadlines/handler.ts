/**
 * The deadline watcher. Needs: dynamodb:Query and BatchGetItem on the history and its indexes, sqs:SendMessage on its queue of
 * checks and the dead-letter queues of its two queues, scheduler:CreateSchedule in its group, iam:PassRole for the scheduler's
 * role, events:PutEvents on the bus (in the name of whoever asked).
 */
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { clientConfig } from '../../kit/client-config.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { createDeadLetter } from '../../kit/dead-letter.ts';
import { deadlineSettings, settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { createPayloads } from '../../kit/payloads.ts';
import { createPublish } from '../../kit/publish.ts';
import { openQueues } from '../../kit/queue-door.ts';
import { sqs } from '../../kit/sqs-client.ts';
import { createLater } from './later.ts';
import { createWatcher, WATCHER } from './watcher.ts';

const { bus, payloadsBucket, historyTable } = settings();
const { checksQueue, scheduleGroup, schedulerRole } = deadlineSettings();

export const handler = createWatcher({
  clock: systemClock,
  log: createLogger(WATCHER),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  later: createLater(sqs(), new SchedulerClient(clientConfig()), { scheduleGroup, schedulerRole }),
  publish: createPublish(eventBridge(), bus, createPayloads(payloadsBucket), systemClock),
  deadLetter: createDeadLetter(openQueues),
  checksQueue,
});
