/**
 * What is done when a person has approved a higher cap: the cap is raised, and executions of workflows that had failed because the budget
 * refused them are redriven. All of it may be done twice. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { refusedAt, refusedKey } from '../../../contracts/tables/models.ts';
import type { BudgetName } from '../../../domain/model/budget.ts';
import { nanoUsdOf, usdOf } from '../../../domain/model/prices.ts';
import { stagePrefix } from '../../../domain/naming.ts';
import { type ExecutionName, isNested, readExecutionId } from '../../../domain/workflow/identity.ts';
import { dynamoDb } from '../clients.ts';
import type { Clock } from '../clock.ts';
import { settings } from '../env.ts';
import type { OpenTool } from '../open-tool.ts';
import { readPartition } from '../partition.ts';
import { stepFunctions } from '../workflow/clients.ts';
import { createExecutionControl } from '../workflow/control.ts';
import { createExecutionReader, machinesOf } from '../workflow/executions.ts';
import { raiseCap } from './budget-store.ts';

/** Executions that are looked at together. */
const AT_ONCE = 10;

export interface Treasury {
  /** Raises the cap to so much, unless it is higher already; gives what it is then. */
  raise(budget: BudgetName, toUsd: number, by: string): Promise<number>;
  /**
   * Redrives the executions that the budget refused at this cap and that have failed since.
   * @param where ARN of any execution of the stage: account and region stand in it
   */
  resume(budget: BudgetName, fromUsd: number, where: string): Promise<Resumed>;
}

export interface Resumed {
  readonly resumed: readonly string[];
  /** How many have not ended: they go on by themselves, or fail for what they were refused. */
  readonly running: number;
}

export interface TreasuryOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly states: SFNClient;
  readonly clock: Clock;
  /** `signalbox-dev` */
  readonly prefix: string;
}

/** For agents that need `treasury`. */
export const treasury: OpenTool<Treasury> = ({ clock }) => {
  const { stage, registryTable: table } = settings();
  const opened = createTreasury({
    ...{ client: dynamoDb(), table, states: stepFunctions(), clock, prefix: stagePrefix(stage) },
  });
  return () => opened;
};

export function createTreasury({ client, table, states, clock, prefix }: TreasuryOptions): Treasury {
  const forget = (pk: string, sk: string) =>
    client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk, sk }) }));

  return {
    raise: async (budget, toUsd, by) => usdOf(await raiseCap({ client, table, clock }, budget, nanoUsdOf(toUsd), by)),
    async resume({ scope, id }, fromUsd, where) {
      const machines = machinesOf(prefix, where);
      const reader = createExecutionReader(states, machines);
      const control = createExecutionControl(states, machines);

      /** Undefined when there is nothing that could go on, or nothing that should. */
      async function goOn(name: ExecutionName): Promise<'resumed' | 'running' | undefined> {
        const execution = await reader.describe(name);
        if (!execution) return undefined;
        if (execution.state === 'running' || execution.state === 'pending-redrive') return 'running';
        const hasFailed = execution.state === 'failed' || execution.state === 'timed-out';
        if (!hasFailed || !execution.redrivable) return undefined;
        return 'at' in (await control.redrive(name)) ? 'resumed' : undefined;
      }

      const pk = refusedKey(scope, id);
      const prefixed = refusedAt(nanoUsdOf(fromUsd));
      const look = async ({ sk }: Readonly<Record<string, unknown>>) => {
        const id = String(sk).slice(prefixed.length);
        const name = readExecutionId(id);
        const state = name && !isNested(name) ? await goOn(name) : undefined;
        if (state !== 'running') await forget(pk, String(sk));
        return { id, state };
      };
      const rows = await readPartition(client, table, pk, prefixed);
      const looked: Awaited<ReturnType<typeof look>>[] = [];
      while (looked.length < rows.length)
        looked.push(...(await Promise.all(rows.slice(looked.length, looked.length + AT_ONCE).map(look))));
      return {
        resumed: looked.flatMap(({ id, state }) => (state === 'resumed' ? [id] : [])),
        running: looked.filter(({ state }) => state === 'running').length,
      };
    },
  };
}
