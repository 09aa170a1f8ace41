/**
 * What it would cost on AWS: the requests that the bench really made, times list prices; and what an idle stage costs a month,
 * from its template. An estimate: storage, logs, the archive, free tiers and discounts are left out.
 */
import { globSync, readFileSync } from 'node:fs';
import type { Figure } from '../kit/report.ts';
import prices from './prices.json' with { type: 'json' };

/** A message's row and three index entries, and the row of its outcome: one write unit each, as all are below 1 KB. */
const WRITE_UNITS_PER_MESSAGE = 5;
/** AWS publishes no figure for idle polling; Lambda keeps two pollers at least, each asks every 20 seconds. An estimate. */
const IDLE_REQUESTS_PER_MAPPING_A_MONTH = 2 * 3 * 60 * 24 * 30;
/** Memory of every function here. */
const FUNCTION_GB = 0.5;

/** Milliseconds of all invocations together, beside the counts of requests. */
export const FUNCTION_MS = 'lambda:invoke-ms';

/** What a million of such would cost, each so many milliseconds of functions. */
export const functionTime = (ms: number): number => (ms / 1000) * FUNCTION_GB * prices.functionGbSecondArm * 1e6;

interface Requests {
  readonly counts: Readonly<Record<string, number>>;
  readonly messages: number;
}

export function costFigures({ counts, messages }: Requests): Figure[] {
  const per = prices.perMillion;
  const sum = (...names: readonly string[]) => names.reduce((total, name) => total + (counts[name] ?? 0), 0);
  const sumOf = (prefix: string) => sum(...Object.keys(counts).filter((name) => name.startsWith(prefix)));
  const batches = sum('lambda:event-source-batch');
  const invokes = sum('lambda:invoke');
  const dollars = {
    'HTTP API': sumOf('apigateway:') * per.httpApiRequest,
    bus: messages * per.busEvent,
    queues: (2 * messages + 2 * batches) * per.queueRequest,
    'function requests': invokes * per.functionRequest,
    'function time, as long as here': functionTime(sum(FUNCTION_MS)),
    tables: messages * WRITE_UNITS_PER_MESSAGE * per.tableWriteUnit,
  };
  const perMillion = (amount: number) => amount / messages;
  const total = Object.values(dollars).reduce((a, b) => a + b, 0);
  const subject = 'Signalbox on AWS (estimate)';
  return [
    ...Object.entries(dollars).map(
      ([part, amount]): Figure => ({
        subject,
        measure: `${part}, per million messages`,
        unit: 'dollars',
        runs: [perMillion(amount)],
      }),
    ),
    {
      subject,
      measure: 'all requests, per million messages at batch 10',
      unit: 'dollars',
      runs: [perMillion(total)],
      note: `list prices of ${prices.date}, ${prices.region}`,
    },
    {
      subject,
      measure: 'an idle stage, per month',
      unit: 'dollars',
      runs: [idle()],
      note: 'alarms, dashboard, secret, polling (estimated)',
    },
  ];
}

function idle(): number {
  const types: string[] = [];
  for (const file of globSync('cdk.out/*.template.json')) {
    const { Resources = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      Resources?: Record<string, { Type: string }>;
    };
    types.push(...Object.values(Resources).map(({ Type }) => Type));
  }
  const of = (type: string) => types.filter((one) => one === type).length;
  const { alarm, dashboard, secret } = prices.perMonth;
  const polling =
    (of('AWS::Lambda::EventSourceMapping') * IDLE_REQUESTS_PER_MAPPING_A_MONTH * prices.perMillion.queueRequest) / 1e6;
  return (
    of('AWS::CloudWatch::Alarm') * alarm +
    of('AWS::CloudWatch::Dashboard') * dashboard +
    of('AWS::SecretsManager::Secret') * secret +
    polling
  );
}
