/**
 * Reading. Needs: dynamodb:Query on the history and its indexes, dynamodb:BatchGetItem and DescribeTable on the history,
 * dynamodb:Query on rows `state#platform.registrar#*` and DescribeTable on the registry, sqs:GetQueueAttributes on the line's
 * queues, events:DescribeEventBus on the bus, cloudwatch:GetMetricData, s3:GetObject on payloads.
 */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import type { Context } from 'aws-lambda';
import { AGENTS_PARTITION, type AgentRecord, REGISTRAR } from '../../../contracts/tables/registry.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { platformQueueName, stagePrefix } from '../../../domain/naming.ts';
import { systems } from '../../../systems/all.ts';
import { openBucket } from '../../kit/bucket.ts';
import { clientConfig } from '../../kit/client-config.ts';
import { dynamoDb, eventBridge } from '../../kit/clients.ts';
import { systemClock } from '../../kit/clock.ts';
import { settings } from '../../kit/env.ts';
import { createHistoryReader } from '../../kit/history.ts';
import { createLogger } from '../../kit/observe.ts';
import { queueUrlNamed } from '../../kit/queue-url.ts';
import { sqs } from '../../kit/sqs-client.ts';
import { createState } from '../../kit/state.ts';
import { oldestAgesS, queueState } from './queues.ts';
import { createRead } from './read.ts';

const { stage, bus, payloadsBucket, registryTable, historyTable, version } = settings();
const prefix = stagePrefix(stage);
const cloudWatch = new CloudWatchClient(clientConfig());
const stateOf = (name: string, context: Context) => queueState(sqs(), queueUrlNamed(name, context));
const registrar = createState(dynamoDb(), registryTable, REGISTRAR, systemClock);
const payloads = openBucket(payloadsBucket);

export const handler = createRead({
  clock: systemClock,
  log: createLogger('api.read'),
  catalogue: createCatalogue(systems),
  history: createHistoryReader(dynamoDb(), historyTable, systemClock),
  payloadLink: async (key) => (await payloads()).link(key),
  agentRecords: async () => (await registrar.list<AgentRecord>(AGENTS_PARTITION)).map(({ value }) => value),
  prefix,
  stage,
  version,
  queueState: stateOf,
  oldestAgesS: (names) => oldestAgesS(cloudWatch, names, systemClock),
  probes: {
    bus: () => eventBridge().send(new DescribeEventBusCommand({ Name: bus })),
    registry: () => dynamoDb().send(new DescribeTableCommand({ TableName: registryTable })),
    history: () => dynamoDb().send(new DescribeTableCommand({ TableName: historyTable })),
    queues: (context) => stateOf(platformQueueName(prefix, 'history'), context),
  },
});
