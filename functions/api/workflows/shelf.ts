/**
 * Writing the rows of workflows, and the one lock that each has while somebody registers, rolls back or deletes it: two at once
 * would make two versions with one number. A lock that a crash left ends with its lease; the same request then goes through.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import {
  LOCK_ROW,
  type VersionRow,
  versionRow,
  WORKFLOWS_KEY,
  type WorkflowRow,
  workflowKey,
} from '../../../contracts/tables/workflows.ts';
import { newMessageId } from '../../../domain/ids.ts';
import type { Clock } from '../../kit/clock.ts';
import { ProblemError, problem } from '../../kit/problem.ts';

/** Longer than the function may run (20 s, lib/stacks/api-stack.ts). */
const LEASE_MS = 25_000;

export interface Shelf {
  /** Throws `in-progress` when somebody else changes the workflow. */
  locked<T>(workflow: string, work: () => Promise<T>): Promise<T>;
  putVersion(workflow: string, row: Omit<VersionRow, 'pk' | 'sk'>): Promise<void>;
  dropVersion(workflow: string, version: number): Promise<void>;
  putWorkflow(row: Omit<WorkflowRow, 'pk'>): Promise<void>;
  dropWorkflow(workflow: string): Promise<void>;
}

export function createShelf(client: DynamoDBClient, table: string, clock: Clock): Shelf {
  const put = (row: object) => client.send(new PutItemCommand({ TableName: table, Item: marshall(row) }));
  const drop = (pk: string, sk: string) =>
    client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk, sk }) }));
  return {
    async locked(workflow, work) {
      const key = { pk: workflowKey(workflow), sk: LOCK_ROW };
      const owner = await lock(client, table, key, clock);
      try {
        return await work();
      } finally {
        await unlock(client, table, key, owner);
      }
    },
    async putVersion(workflow, row) {
      const definition = JSON.stringify(row.definition);
      await put({ pk: workflowKey(workflow), sk: versionRow(row.version), ...row, definition });
    },
    async dropVersion(workflow, version) {
      await drop(workflowKey(workflow), versionRow(version));
    },
    async putWorkflow(row) {
      await put({ pk: WORKFLOWS_KEY, ...row });
    },
    async dropWorkflow(workflow) {
      await drop(WORKFLOWS_KEY, workflow);
    },
  };
}

interface Key {
  readonly pk: string;
  readonly sk: string;
}

async function lock(client: DynamoDBClient, table: string, key: Key, clock: Clock): Promise<string> {
  const nowMs = clock.now().getTime();
  const owner = newMessageId(nowMs, clock.randomBytes(16));
  const untilMs = nowMs + LEASE_MS;
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: marshall({ ...key, owner, untilMs, ttl: Math.ceil(untilMs / 1000) }),
        ConditionExpression: 'attribute_not_exists(pk) OR untilMs < :now',
        ExpressionAttributeValues: marshall({ ':now': nowMs }),
      }),
    );
    return owner;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const seconds = LEASE_MS / 1000;
    const detail = `Somebody is changing this workflow, or a change of it was cut off. Read it, and try again in ${seconds} seconds.`;
    throw new ProblemError(problem('in-progress', detail), { 'retry-after': `${seconds}` });
  }
}

/** Unless it ran out and is another's by now. */
async function unlock(client: DynamoDBClient, table: string, key: Key, owner: string): Promise<void> {
  const mine = {
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: marshall({ ':owner': owner }),
  };
  await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ ...key }), ...mine })).catch((error) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
