/**
 * What is watched of language models. The figures are written by functions/kit/model: reports.ts for each question, once for the stage
 * and once by agent and model; breaker-news.ts when a breaker changes.
 */
import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

const MINUTE = Duration.minutes(1);

/** One of three that failed is no outage: in a minute with fewer questions, failures ring no alarm. */
export const FEWEST_CALLS = 10;
export const MOST_FAILED_PERCENT = 20;

/** Of the stage as a whole. */
export const modelMetric = (
  metricName: string,
  { statistic = 'Sum', label = metricName, state }: { statistic?: string; label?: string; state?: string } = {},
): Metric =>
  new Metric({
    namespace: 'Signalbox',
    metricName,
    dimensionsMap: { service: 'signalbox', ...(state !== undefined && { state }) },
    statistic,
    period: MINUTE,
    label,
  });

/** One line for each agent and model that there is, also those that come later. */
const byAgentAndModel = (metricName: string, statistic: string): IMetric =>
  new MathExpression({
    expression: `SEARCH('{Signalbox,service,agent,model} MetricName="${metricName}"', '${statistic}', ${MINUTE.toSeconds()})`,
    usingMetrics: {},
    period: MINUTE,
    label: '',
  });

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });

const percentiles = (metricName: string): Metric[] =>
  ['p50', 'p99'].map((statistic) => modelMetric(metricName, { statistic, label: statistic }));

export const modelWidgets = (): GraphWidget[][] => [
  [
    graph('Questions, by agent and model', [byAgentAndModel('ModelCalls', 'Sum')]),
    graph('Cost, US dollars, by agent and model', [byAgentAndModel('ModelCostUsd', 'Sum')]),
  ],
  [
    graph('Time to the first token, ms', percentiles('ModelFirstTokenMs')),
    graph('Time to the whole answer, ms', percentiles('ModelTotalMs')),
  ],
  [
    graph('Tokens', [
      modelMetric('ModelInputTokens', { label: 'Read' }),
      modelMetric('ModelOutputTokens', { label: 'Written' }),
    ]),
    graph('What layers did', [
      modelMetric('ModelRetries', { label: 'Retries' }),
      modelMetric('ModelTruncations', { label: 'Truncations' }),
      modelMetric('ModelCacheHits', { label: 'Given from the cache' }),
    ]),
  ],
  [
    graph('Failures', [
      modelMetric('ModelFailures', { label: 'Failed' }),
      modelMetric('ModelBudgetExhausted', { label: 'Of these, no budget left' }),
    ]),
    graph('Connections to providers', [
      modelMetric('ModelConnectionsReused', { label: 'Calls that found one open' }),
      modelMetric('ModelConnectionsOpened', { label: 'Opened' }),
      modelMetric('ModelPoolsRecycled', { label: 'Pools recycled' }),
    ]),
  ],
  [
    graph(
      'Breakers that changed, by their new state',
      ['open', 'half-open', 'closed'].map((state) => modelMetric('ModelBreaker', { state, label: state })),
    ),
  ],
];
