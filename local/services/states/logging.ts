/**
 * Histories in CloudWatch Logs, as far as a state machine's level asks for them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
import { parseArn } from '../../engine/arn.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Execution, HistoryRecord, LoggingConfiguration } from './model.ts';

export function logRecord(
  engine: Engine,
  { level, includeExecutionData, logGroups }: LoggingConfiguration,
  execution: Execution,
  record: HistoryRecord,
): void {
  if (!LEVELS[level](record.type)) return;
  const { id, type, previousEventId, atMs, details } = record;
  const line = {
    id: String(id),
    type,
    details: includeExecutionData ? details : withoutData(details),
    previous_event_id: String(previousEventId),
    event_timestamp: String(atMs),
    execution_arn: execution.arn,
    ...(execution.type === 'STANDARD' && { redrive_count: String(execution.redriveCount) }),
  };
  const stream = `states/${execution.machine}/${new Date(atMs).toISOString().slice(0, 10)}`;
  for (const arn of logGroups) {
    const group = /^log-group:([^:]+)/.exec(parseArn(arn)?.resource ?? '')?.[1];
    if (group) engine.ports.get('logs').append(group, stream, [{ timestamp: atMs, message: JSON.stringify(line) }]);
  }
}

const FATAL = /^Execution(?:Failed|TimedOut|Aborted)$/;
const ERROR = /(?:Failed|TimedOut|Aborted)$/;

const LEVELS: Readonly<Record<LoggingConfiguration['level'], (type: string) => boolean>> = {
  OFF: () => false,
  FATAL: (type) => FATAL.test(type),
  ERROR: (type) => ERROR.test(type),
  ALL: () => true,
};

const DATA = new Set([
  'input',
  'output',
  'parameters',
  'assignedVariables',
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
  'cause',
]);

const withoutData = (details: HistoryRecord['details']) =>
  details && Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
