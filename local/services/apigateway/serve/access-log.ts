/**
 * Access logs of a stage: its format with every `$context.…` filled in, a line for each request, in its log group.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
import { parseArn } from '../../../engine/arn.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Answer } from './answer.ts';
import { contextValues } from './context-values.ts';
import type { Routed } from './event.ts';

/** Nothing when the stage has no access log. */
export function logAccess(engine: Engine, routed: Routed, answer: Answer, durationMs: number): void {
  const settings = routed.stage.accessLogSettings;
  if (!settings || !engine.ports.has('logs')) return;
  const values: Record<string, string> = {
    ...contextValues(engine, routed),
    status: `${answer.status}`,
    responseLatency: `${Math.round(durationMs)}`,
    integrationLatency: `${Math.round(durationMs)}`,
    integrationStatus: `${answer.status}`,
    responseLength: `${answer.body.length}`,
    'error.message': answer.reason ?? '-',
    'error.messageString': JSON.stringify(answer.reason ?? '-'),
    integrationErrorMessage: answer.reason ?? '-',
    'integration.error': answer.reason ?? '-',
    'integration.status': `${answer.status}`,
    'integration.latency': `${Math.round(durationMs)}`,
  };
  const message = settings.format.replace(/\$context\.([\w.]+)/g, (_, name: string) => values[name] ?? '-');
  const group = /^log-group:([^:]+)/.exec(parseArn(settings.destinationArn)?.resource ?? '')?.[1];
  if (group)
    engine.ports
      .get('logs')
      .append(group, `${routed.request.apiId}/${routed.stage.stageName}`, [
        { timestamp: routed.request.timeEpochMs, message },
      ]);
}
