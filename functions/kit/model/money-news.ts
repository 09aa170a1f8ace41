/**
 * Asks for money: tells the bus which budget is spent, for whom, and what it lacks. The workflow `raise-budget` asks a person
 * (systems/platform/raise-budget.ts).
 *
 * 1. Who is refused by one budget at one cap asks once: the id of the message follows from these, and so does the name of the
 *    execution that it starts. A person who refused is not asked again before the cap has changed.
 * 2. The execution of a workflow that is refused stands in a row, so that all of them go on when the cap is raised, not only the one
 *    that asked first.
 */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../../../contracts/message.ts';
import { refusedKey, refusedRow } from '../../../contracts/tables/models.ts';
import { foreignMessageId } from '../../../domain/ids.ts';
import type { Shortfall } from '../../../domain/model/budget.ts';
import { usdOf } from '../../../domain/model/prices.ts';
import type { Clock } from '../clock.ts';
import { type Publish, publishAll } from '../publish.ts';
import { ttlAfterDays } from '../rows.ts';
import type { Payer } from './port.ts';

/** Longer than an execution may be redriven. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const KEEP_DAYS = 15;

/** Throws when nobody could be asked. */
export type AskForMoney = (shortfall: Shortfall, payer: Payer) => Promise<void>;

export interface AskForMoneyOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly publish: Publish;
  readonly clock: Clock;
}

export function createAskForMoney({ client, table, publish, clock }: AskForMoneyOptions): AskForMoney {
  return async (shortfall, payer) => {
    const now = clock.now();
    const { scope, id, capNanoUsd } = shortfall;
    if (payer.execution !== undefined) {
      const sk = refusedRow(capNanoUsd, payer.execution);
      const row = { pk: refusedKey(scope, id), sk, ttl: ttlAfterDays(now, KEEP_DAYS) };
      await client.send(new PutItemCommand({ TableName: table, Item: marshall(row) }));
    }
    await publishAll(publish, [news(shortfall, payer, now)]);
  };
}

function news(shortfall: Shortfall, { agent, conversation, execution }: Payer, now: Date): Message {
  const { scope, id, model, capNanoUsd, neededNanoUsd, proposedNanoUsd } = shortfall;
  return {
    id: foreignMessageId('budget', `${scope}#${id}#${capNanoUsd}`),
    type: 'platform.budget.exhausted',
    channel: 'system.models',
    sender: agent,
    priority: 'high',
    correlationId: conversation,
    expects: 'none',
    sentAt: now.toISOString(),
    hops: 0,
    attempt: 1,
    payload: {
      ...{ scope, id, agent, model, conversation },
      ...(execution !== undefined && { execution }),
      capUsd: usdOf(capNanoUsd),
      neededUsd: usdOf(neededNanoUsd),
      proposedUsd: usdOf(proposedNanoUsd),
    },
  };
}
