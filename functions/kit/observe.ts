/** Logs and metrics of functions: Powertools, with the words of this project. Never a payload, a prompt or a secret. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Message } from '../../contracts/message.ts';

export const NAMESPACE = 'Signalbox';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const createLogger = (service: string): Logger => new Logger({ serviceName: service });

/** Keys of every line about a message. */
export const messageKeys = ({ id, correlationId, type, channel }: Message) => ({
  message_id: id,
  correlation_id: correlationId,
  message_type: type,
  channel,
});

/** A log that is made when the first line is written: making one costs more than handling most messages. */
export function lazyLog(make: () => Log): Log {
  let made: Log | undefined;
  const log = (): Log => {
    made ??= make();
    return made;
  };
  return {
    debug: (input, ...extra) => log().debug(input, ...extra),
    info: (input, ...extra) => log().info(input, ...extra),
    warn: (input, ...extra) => log().warn(input, ...extra),
    error: (input, ...extra) => log().error(input, ...extra),
  };
}

/** What one invocation of an agent measured; one line in the embedded metric format each for the agent and the lane. */
export interface Tally {
  published: number;
  handled: number;
  failed: number;
  expired: number;
  deadLettered: number;
  readonly durationsMs: number[];
  readonly waitsMs: number[];
}

export const newTally = (): Tally => ({
  published: 0,
  handled: 0,
  failed: 0,
  expired: 0,
  deadLettered: 0,
  durationsMs: [],
  waitsMs: [],
});

export interface Where {
  readonly agent: string;
  readonly channel: string;
  readonly lane: string;
}

export type Measure = (tally: Tally, where: Where) => void;

export function createMeasure(): Measure {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: 'signalbox' });
  const counts = ['published', 'handled', 'failed', 'expired', 'deadLettered'] as const;
  const title = (word: string) => word[0]?.toUpperCase() + word.slice(1);
  return (tally, { agent, channel, lane }) => {
    const counted = counts.filter((name) => tally[name] > 0);
    if (counted.length + tally.durationsMs.length > 0) {
      metrics.addDimensions({ agent, channel });
      for (const name of counted) metrics.addMetric(title(name), MetricUnit.Count, tally[name]);
      for (const ms of tally.durationsMs) metrics.addMetric('Duration', MetricUnit.Milliseconds, ms);
      metrics.publishStoredMetrics();
    }
    if (tally.waitsMs.length === 0) return;
    metrics.addDimensions({ lane });
    for (const ms of tally.waitsMs) metrics.addMetric('TimeInQueue', MetricUnit.Milliseconds, ms);
    metrics.publishStoredMetrics();
  };
}
