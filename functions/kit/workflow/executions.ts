/**
 * Reading executions of workflows from Step Functions, by their ids (`weekly-report:2026-47`). Owns the way from ids to ARNs and
 * back, and what of AWS's answers the platform goes on with. Needs states:DescribeExecution, GetExecutionHistory, ListExecutions.
 */
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  type SFNClient,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { machineName } from '../../../domain/naming.ts';
import { type ExecutionName, executionId, executionOfArn } from '../../../domain/workflow/identity.ts';
import type { StoryEvent } from '../../../domain/workflow/visits.ts';
import { detailsIn } from './history-events.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const EVENTS_PER_CALL = 1_000;

/** Where machines and executions lie: what differs between stages and accounts. */
export interface Machines {
  readonly prefix: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export const STATUSES = {
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  'timed-out': 'TIMED_OUT',
  stopped: 'ABORTED',
  'pending-redrive': 'PENDING_REDRIVE',
} as const satisfies Record<string, ExecutionStatus>;
export type ExecutionState = keyof typeof STATUSES;

const stateOf = (status: ExecutionStatus | undefined): ExecutionState =>
  (Object.keys(STATUSES) as ExecutionState[]).find((name) => STATUSES[name] === status) ?? 'running';

/** The account stands in the function's own ARN. */
export function machinesOf(prefix: string, functionArn: string): Machines {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  return { prefix, partition, region, account };
}

const statesArn = ({ partition, region, account }: Machines, resource: string): string =>
  `arn:${partition}:states:${region}:${account}:${resource}`;
export const machineArnOf = (machines: Machines, workflow: string): string =>
  statesArn(machines, `stateMachine:${machineName(machines.prefix, workflow)}`);
export const executionArnOf = (machines: Machines, { workflow, name }: ExecutionName): string =>
  statesArn(machines, `execution:${machineName(machines.prefix, workflow)}:${name}`);

export interface ListedExecution {
  readonly id: string;
  readonly workflow: string;
  readonly name: string;
  readonly state: ExecutionState;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly redrives: number;
}

export interface Execution extends ListedExecution {
  readonly arn: string;
  /** ARN of the version of the machine that it runs on. */
  readonly versionArn?: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly redrivable: boolean;
  readonly notRedrivableBecause?: string;
}

export interface ExecutionReader {
  describe(name: ExecutionName): Promise<Execution | undefined>;
  /** Events from the first on. `truncated` when there are more than `most`. */
  history(name: ExecutionName, most: number): Promise<{ events: StoryEvent[]; truncated: boolean }>;
  /** Newest first. Empty for a machine that is not there. */
  list(
    workflow: string,
    query: { readonly state?: ExecutionState | undefined; readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ executions: ListedExecution[]; after?: string }>;
}

export function createExecutionReader(client: SFNClient, machines: Machines): ExecutionReader {
  return {
    async describe(name) {
      try {
        const executionArn = executionArnOf(machines, name);
        return executionIn(name, await client.send(new DescribeExecutionCommand({ executionArn })));
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
    async history(name, most) {
      const events: StoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({
            executionArn: executionArnOf(machines, name),
            maxResults: Math.min(EVENTS_PER_CALL, most),
            ...(nextToken && { nextToken }),
          }),
        );
        events.push(...(page.events ?? []).map(storyEvent));
        nextToken = page.nextToken;
      } while (nextToken && events.length < most);
      return { events, truncated: nextToken !== undefined };
    },
    async list(workflow, { state, limit, after }) {
      try {
        const { executions = [], nextToken } = await client.send(
          new ListExecutionsCommand({
            stateMachineArn: machineArnOf(machines, workflow),
            maxResults: limit,
            ...(state && { statusFilter: STATUSES[state] }),
            ...(after && { nextToken: after }),
          }),
        );
        const listed = executions.map(({ executionArn = '', ...one }) =>
          listedIn(executionOfArn(machines.prefix, executionArn), one),
        );
        return { executions: listed, ...(nextToken && { after: nextToken }) };
      } catch (error) {
        if (error instanceof StateMachineDoesNotExist) return { executions: [] };
        throw error;
      }
    },
  };
}

type Told = Partial<Pick<DescribeExecutionCommandOutput, 'status' | 'startDate' | 'stopDate' | 'redriveCount'>>;

const listedIn = (name: ExecutionName, { status, startDate, stopDate, redriveCount = 0 }: Told): ListedExecution => ({
  id: executionId(name),
  ...name,
  state: stateOf(status),
  startedAt: startDate?.toISOString() ?? '',
  ...(stopDate && { endedAt: stopDate.toISOString() }),
  redrives: redriveCount,
});

function executionIn(name: ExecutionName, told: DescribeExecutionCommandOutput): Execution {
  const { executionArn = '', stateMachineVersionArn, input = '{}', output, error, cause, redriveStatus } = told;
  return {
    ...listedIn(name, told),
    arn: executionArn,
    ...(stateMachineVersionArn && { versionArn: stateMachineVersionArn }),
    input: JSON.parse(input) as unknown,
    ...(output !== undefined && { output: JSON.parse(output) as unknown }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    redrivable: redriveStatus === 'REDRIVABLE',
    ...(told.redriveStatusReason && { notRedrivableBecause: told.redriveStatusReason }),
  };
}

const storyEvent = ({
  id = 0,
  previousEventId = 0,
  type = 'ExecutionStarted',
  timestamp,
  ...members
}: HistoryEvent): StoryEvent => ({
  ...{ id, type, previous: previousEventId, at: timestamp?.toISOString() ?? '' },
  details: detailsIn(members),
});
