/** The lines that Lambda itself writes around each request. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
import type { LogLine } from '../../../engine/ports.ts';
import type { FunctionVersion } from '../model.ts';
import type { Outcome } from './outcome.ts';

export function startLine(version: FunctionVersion, requestId: string, atMs: number): LogLine[] {
  if (version.logging.format === 'Text')
    return [{ timestamp: atMs, message: `START RequestId: ${requestId} Version: ${version.version}` }];
  return platformEvent(version, atMs, 'platform.start', { requestId, version: version.version });
}

export function endLines(version: FunctionVersion, requestId: string, atMs: number, outcome: Outcome): LogLine[] {
  const { durationMs, initMs, usedMb } = outcome;
  const billedMs = Math.ceil(durationMs + (initMs ?? 0));
  if (version.logging.format === 'JSON') {
    return platformEvent(version, atMs, 'platform.report', {
      requestId,
      metrics: {
        durationMs: round(durationMs),
        billedDurationMs: billedMs,
        memorySizeMB: version.memoryMb,
        maxMemoryUsedMB: usedMb,
        ...(initMs !== undefined && { initDurationMs: round(initMs) }),
      },
      status: statusOf(outcome),
    });
  }
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${version.memoryMb} MB`,
    `Max Memory Used: ${usedMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(statusOf(outcome) === 'timeout' ? ['Status: timeout'] : []),
  ];
  return [
    { timestamp: atMs, message: `END RequestId: ${requestId}` },
    { timestamp: atMs, message: report.join('\t') },
  ];
}

function platformEvent(version: FunctionVersion, atMs: number, type: string, record: object): LogLine[] {
  if (version.logging.systemLevel === 'WARN') return [];
  return [{ timestamp: atMs, message: JSON.stringify({ time: new Date(atMs).toISOString(), type, record }) }];
}

const statusOf = ({ failed, timedOut }: Outcome): string => (timedOut ? 'timeout' : failed ? 'error' : 'success');

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
