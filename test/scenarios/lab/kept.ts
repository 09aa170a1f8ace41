/** What is kept of calls and money: rows, read as they lie there, and metrics. */
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { BudgetScope, CallReport } from '../../../contracts/model.ts';
import {
  type BudgetRow,
  budgetKey,
  budgetRowSchema,
  CALL_ROWS,
  callRowSchema,
  paidKey,
} from '../../../contracts/tables/models.ts';
import { SELF_ROW } from '../../../contracts/tables/registry.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { PREFIX, REGISTRY_TABLE, type Stage } from '../../kit/stage.ts';

type Lies = Pick<Stage, 'cloud'>;

async function withTable<T>({ cloud }: Lies, read: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient(clientSettings(cloud));
  const found = await read(client);
  client.destroy();
  return found;
}

/** Rows of a partition whose sort key begins so. */
const rowsOf = (stage: Lies, TableName: string, pk: string, sk: string): Promise<unknown[]> =>
  withTable(stage, async (client) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: sk } },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => unmarshall(item));
  });

/** Calls that were made for a message, in their order. */
export async function keptCalls(stage: Lies, messageId: string): Promise<CallReport[]> {
  const rows = await rowsOf(stage, `${PREFIX}-history`, `message#${messageId}`, CALL_ROWS);
  return rows.map((row) => callRowSchema.parse(row).report);
}

/** How many answers are noted as paid, for a message. */
export const paidAnswers = async (stage: Lies, agent: string, messageId: string): Promise<number> =>
  (await rowsOf(stage, REGISTRY_TABLE, paidKey(agent, messageId), CALL_ROWS)).length;

export const budgetOf = (stage: Lies, scope: BudgetScope, id: string): Promise<BudgetRow | undefined> =>
  withTable(stage, async (client) => {
    const Key = { pk: { S: budgetKey(scope, id) }, sk: { S: SELF_ROW } };
    const { Item } = await client.send(new GetItemCommand({ TableName: REGISTRY_TABLE, Key, ConsistentRead: true }));
    return Item && budgetRowSchema.parse(unmarshall(Item));
  });

const HOUR_MS = 3_600_000;

/** The sum of a metric over the last hour. */
export async function measured(
  { cloud }: Lies,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): Promise<number> {
  const client = new CloudWatchClient(clientSettings(cloud));
  const [StartTime, EndTime] = [-HOUR_MS, 60_000].map((ms) => new Date(cloud.engine.clock.now() + ms));
  const Dimensions = Object.entries({ service: 'signalbox', ...dimensions }).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: 'Signalbox', MetricName, Dimensions };
  const MetricDataQueries = [{ Id: 'metric', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }];
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries }),
  );
  client.destroy();
  return (MetricDataResults[0]?.Values ?? []).reduce((sum, n) => sum + n, 0);
}

/** All that functions of the lab have written to their logs. */
export async function labLogs({ cloud }: Lies, agents: readonly string[]): Promise<string[]> {
  const client = new CloudWatchLogsClient(clientSettings(cloud));
  const lines: string[] = [];
  for (const agent of agents) {
    const logGroupName = `/aws/lambda/${PREFIX}-lab-${agent}`;
    let nextToken: string | undefined;
    do {
      const page = await client.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
      lines.push(...(page.events ?? []).map(({ message = '' }) => message));
      ({ nextToken } = page);
    } while (nextToken);
  }
  client.destroy();
  return lines;
}
