/**
 * Which workflows there are: those that systems/ declares, known from the code, and those that were registered at run time, in the
 * registry table. Reading only; who registers is functions/api/workflows.
 *
 * 1. A version is written once, so what was read of it is kept.
 * 2. What is declared goes before what is registered under the same id.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import type { System } from '../../../contracts/system.ts';
import {
  VERSION_ROWS,
  type VersionRow,
  versionRow,
  versionRowSchema,
  WORKFLOWS_KEY,
  type WorkflowRow,
  workflowKey,
  workflowRowSchema,
} from '../../../contracts/tables/workflows.ts';
import { type WorkflowDefinition, workflowSchema } from '../../../contracts/workflow.ts';
import { readPartition, readRow } from '../partition.ts';

/** Definitions are up to 350 KB each. */
const VERSIONS_KEPT = 100;

/** What new executions take. */
export interface LiveWorkflow {
  readonly id: string;
  readonly declared: boolean;
  readonly version: number;
  readonly definition: WorkflowDefinition;
  /** Of those that were registered. */
  readonly row?: WorkflowRow;
}

export interface WorkflowReader {
  live(id: string): Promise<LiveWorkflow | undefined>;
  /** In the order of their ids. */
  all(): Promise<LiveWorkflow[]>;
  row(id: string): Promise<WorkflowRow | undefined>;
  version(id: string, version: number): Promise<VersionRow | undefined>;
  /** The oldest first. */
  versions(id: string): Promise<VersionRow[]>;
  readonly declared: ReadonlyMap<string, WorkflowDefinition>;
}

/** Throws for a declaration that breaks the schema. */
export const declaredIn = (systems: readonly System[]): WorkflowDefinition[] =>
  systems.flatMap(({ workflows = [] }) => workflows.map((one) => workflowSchema.parse(one)));

export function createWorkflowReader(
  client: DynamoDBClient,
  table: string,
  declarations: readonly WorkflowDefinition[],
): WorkflowReader {
  const declared = new Map(declarations.map((definition) => [definition.id, definition]));
  const kept = new Map<string, VersionRow>();

  const get = async <Row>(schema: z.ZodType<Row>, pk: string, sk: string): Promise<Row | undefined> => {
    const found = await readRow(client, table, pk, sk);
    return found && schema.parse(found);
  };
  const row = (id: string) => get(workflowRowSchema, WORKFLOWS_KEY, id);
  const version = (id: string, number: number) => get(versionRowSchema, workflowKey(id), versionRow(number));
  // A workflow that is deleted and registered anew counts from 1 again, at another time.
  const keptVersion = async ({ sk: id, live, changedAt }: WorkflowRow) => {
    const key = `${id} ${live} ${changedAt}`;
    const found = kept.get(key) ?? (await version(id, live));
    if (found) keep(kept, key, found);
    return found;
  };
  const liveOf = async (found: WorkflowRow): Promise<LiveWorkflow[]> => {
    const { sk: id, live } = found;
    const row = await keptVersion(found);
    return row ? [{ id, declared: false, version: live, definition: row.definition, row: found }] : [];
  };
  const declaredLive = (definition: WorkflowDefinition): LiveWorkflow => ({
    ...{ id: definition.id, declared: true, version: definition.version ?? 1, definition },
  });
  return {
    declared,
    row,
    version,
    async live(id) {
      const definition = declared.get(id);
      if (definition) return declaredLive(definition);
      const found = await row(id);
      return found && (await liveOf(found))[0];
    },
    async all() {
      const rows = await readAll(client, table, workflowRowSchema, WORKFLOWS_KEY);
      const registered = await Promise.all(rows.filter(({ sk }) => !declared.has(sk)).map(liveOf));
      const all = [...[...declared.values()].map(declaredLive), ...registered.flat()];
      return all.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    versions: (id) => readAll(client, table, versionRowSchema, workflowKey(id), VERSION_ROWS),
  };
}

function keep(kept: Map<string, VersionRow>, key: string, row: VersionRow): void {
  if (kept.has(key)) return;
  const [oldest] = kept.keys();
  if (kept.size >= VERSIONS_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, row);
}

const readAll = async <Row>(client: DynamoDBClient, table: string, schema: z.ZodType<Row>, pk: string, prefix = '') =>
  (await readPartition(client, table, pk, prefix)).map((row) => schema.parse(row));
