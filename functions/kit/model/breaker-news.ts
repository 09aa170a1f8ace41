/** Tells that a breaker has changed: a metric, and a message for whoever wants to know. A call never fails for it. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Message } from '../../../contracts/message.ts';
import { newMessageId } from '../../../domain/ids.ts';
import type { Clock } from '../clock.ts';
import { type Log, NAMESPACE } from '../observe.ts';
import type { Publish } from '../publish.ts';
import type { BreakerChange } from './layers/breaker.ts';

export interface BreakerNewsOptions {
  /** Who asks models: `council.sceptic`. */
  readonly agent: string;
  readonly publish: Publish;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

export function createBreakerNews({ agent, publish, clock, log }: BreakerNewsOptions) {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: 'signalbox' });
  return {
    async announce(change: BreakerChange): Promise<void> {
      // By state for the alarm, which cannot know the models; by model for whoever looks.
      metrics.addDimensions({ state: change.to });
      metrics.addDimensions({ model: change.model });
      metrics.addMetric('ModelBreaker', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      const refused = await publish([news(change, agent, clock)]).then(
        ([first]) => first,
        (error: unknown) => error,
      );
      if (refused !== undefined)
        log.warn('That a breaker changed was not published; its metric is there.', {
          ...change,
          reason: String(refused),
        });
    },
    onStoreFailure(error: unknown): void {
      metrics.addMetric('ModelBreakerStoreFailed', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      log.warn('The breakers of models cannot be read or written: calls go on as if all were closed.', {
        reason: String(error),
      });
    },
  };
}

function news({ model, from, to }: BreakerChange, agent: string, clock: Clock): Message {
  const now = clock.now();
  const at = now.toISOString();
  return {
    id: newMessageId(now.getTime(), clock.randomBytes(16)),
    type: 'platform.model.breaker',
    channel: 'system.models',
    sender: agent,
    priority: 'high',
    correlationId: `model:${model.replaceAll('/', '-')}`.slice(0, LONGEST_CORRELATION),
    expects: 'none',
    sentAt: at,
    hops: 0,
    attempt: 1,
    payload: { model, from, to, by: agent, at },
  };
}

/** Of the envelope (contracts/message.ts); a model's name may be longer, and may hold a slash, which stands in no path. */
const LONGEST_CORRELATION = 128;
