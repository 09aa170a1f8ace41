/** What the wire says of what we keep. */
import type {
  DescribeExecutionCommandOutput,
  DescribeStateMachineCommandOutput,
  ExecutionListItem,
  HistoryEvent,
} from '@aws-sdk/client-sfn';
import { WireDate } from '../../engine/wire-date.ts';
import type { States } from './context.ts';
import { LONGEST_HISTORY_EVENTS, REDRIVABLE_DAYS } from './limits.ts';
import type { Execution, HistoryRecord, LoggingConfiguration, StateMachine, Version } from './model.ts';
import { machineArn } from './names.ts';

const date = (ms: number): Date => new WireDate(ms);

export const describedLogging = ({ level, includeExecutionData, logGroups }: LoggingConfiguration) => ({
  level,
  includeExecutionData,
  ...(logGroups.length > 0 && {
    destinations: logGroups.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } })),
  }),
});

/** A state machine, or what one of its versions was. */
export function describedMachine({ engine }: States, machine: StateMachine, version?: Version) {
  const of = version ?? machine;
  const arn = machineArn(engine, machine.name);
  const revisionId = !version && machine.initial ? undefined : of.revisionId;
  return {
    stateMachineArn: version ? `${arn}:${version.number}` : arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: of.definition,
    roleArn: of.roleArn,
    type: machine.type,
    creationDate: date(version?.createdMs ?? machine.createdMs),
    loggingConfiguration: describedLogging(machine.logging),
    tracingConfiguration: { enabled: machine.tracing },
    ...(revisionId !== undefined && { revisionId }),
    ...(version?.description !== undefined && { description: version.description }),
  } satisfies Omit<DescribeStateMachineCommandOutput, '$metadata'>;
}

const qualified = (states: States, execution: Execution) => {
  const arn = states.qualifiedArn(execution);
  if (arn === undefined) return {};
  const version = machineArn(states.engine, execution.machine);
  return {
    ...(execution.alias !== undefined && { stateMachineAliasArn: arn }),
    ...(execution.version !== undefined && { stateMachineVersionArn: `${version}:${execution.version}` }),
  };
};

export function describedExecution(states: States, execution: Execution) {
  const { input, output, stoppedMs, error, cause, redrivenMs, traceHeader } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: machineArn(states.engine, execution.machine),
    name: execution.name,
    status: waitsForRedrive(states, execution) ? ('PENDING_REDRIVE' as const) : execution.status,
    startDate: date(execution.startedMs),
    ...(stoppedMs !== undefined && { stopDate: date(stoppedMs) }),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...qualified(states, execution),
    ...(execution.mapRun && { mapRunArn: execution.mapRun.arn }),
    redriveCount: execution.redriveCount,
    ...(redrivenMs !== undefined && { redriveDate: date(redrivenMs) }),
    ...redrivable(states, execution),
  } satisfies Omit<DescribeExecutionCommandOutput, '$metadata'>;
}

/** Whether it may be redriven, and why not. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function redrivable(states: States, execution: Execution) {
  const reason = notRedrivable(states, execution);
  if (reason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason } as const;
  return { redriveStatus: execution.mapRun ? 'REDRIVABLE_BY_MAP_RUN' : 'REDRIVABLE' } as const;
}

function notRedrivable({ engine, store }: States, { arn, type, status, stoppedMs, mapRun }: Execution) {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (type === 'EXPRESS' && !mapRun) return 'Execution is of an Express state machine and cannot be redriven';
  if (type === 'STANDARD' && store.lastEventId(arn) >= LONGEST_HISTORY_EVENTS - 1)
    return 'Execution history event limit exceeded';
  if (stoppedMs !== undefined && engine.clock.now() > stoppedMs + REDRIVABLE_DAYS * DAY_MS)
    return 'Execution redrivable period exceeded';
  return undefined;
}

const DAY_MS = 86_400_000;

/** A child that failed in a map run that is redriven, and was not begun again yet. */
export function waitsForRedrive({ store }: States, { status, mapRun }: Execution): boolean {
  const run = mapRun && store.mapRuns.get(mapRun.arn);
  return (
    run?.status === 'RUNNING' && status !== 'RUNNING' && status !== 'SUCCEEDED' && mapRun?.attempt !== run.redriveCount
  );
}

export const listedExecution = (states: States, execution: Execution) =>
  ({
    executionArn: execution.arn,
    stateMachineArn: machineArn(states.engine, execution.machine),
    name: execution.name,
    status: waitsForRedrive(states, execution) ? ('PENDING_REDRIVE' as const) : execution.status,
    startDate: date(execution.startedMs),
    ...(execution.stoppedMs !== undefined && { stopDate: date(execution.stoppedMs) }),
    ...qualified(states, execution),
    ...(execution.mapRun && { mapRunArn: execution.mapRun.arn, itemCount: execution.mapRun.items }),
    redriveCount: execution.redriveCount,
    ...(execution.redrivenMs !== undefined && { redriveDate: date(execution.redrivenMs) }),
  }) satisfies ExecutionListItem;

/** The member that carries the details is named after the type, but for the states' own. */
export function historyEvent({ id, previousEventId, atMs, type, details }: HistoryRecord): HistoryEvent {
  const member = type.endsWith('StateEntered')
    ? 'stateEnteredEventDetails'
    : type.endsWith('StateExited')
      ? 'stateExitedEventDetails'
      : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return {
    timestamp: date(atMs),
    type: type as HistoryEvent['type'],
    id,
    previousEventId,
    ...(details !== undefined && { [member]: details }),
  };
}
