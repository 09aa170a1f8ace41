/** Why an alarm is in its state: the sentence and the data that CloudWatch gives. */
import type { Verdict } from './evaluation.ts';
import { type MetricAlarm, OPERATORS } from './model.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `21/11/26 12:00:00` */
function shortTime(atMs: number): string {
  const at = new Date(atMs);
  const date = [at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCFullYear() % 100].map(twoDigits).join('/');
  return `${date} ${[at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':')}`;
}

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** One sentence, such as `Threshold Crossed: 1 out of the last 1 datapoints [5.0 (21/11/26 12:00:00)] was greater than …`. */
export function reasonFor(alarm: MetricAlarm, { state, points }: Verdict): string {
  const { breaches, words } = OPERATORS[alarm.operator];
  const needed = alarm.datapointsToAlarm ?? alarm.evaluationPeriods;
  const threshold = `the threshold (${decimal(alarm.threshold)})`;
  if (points.length === 0) {
    const count = alarm.evaluationPeriods;
    const were = `no ${count === 1 ? 'datapoint was' : 'datapoints were'} received for ${count} period${count === 1 ? '' : 's'}`;
    if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${were}.`;
    const treated = state === 'ALARM' ? '[Breaching]' : '[NonBreaching]';
    return `Threshold Crossed: ${were} and ${count} missing datapoint${count === 1 ? ' was' : 's were'} treated as ${treated}.`;
  }
  const alarming = state === 'ALARM';
  const meant = points.filter(([, value]) => breaches(value, alarm.threshold) === alarming);
  const shown = meant.map(([at, value]) => `${decimal(value)} (${shortTime(at)})`).join(', ');
  const verb = `${meant.length === 1 ? 'was' : 'were'}${alarming ? '' : ' not'} ${words}`;
  const transition = alarming
    ? `minimum ${needed} datapoint${needed === 1 ? '' : 's'} for OK -> ALARM transition`
    : `minimum ${alarm.evaluationPeriods - needed + 1} datapoint${alarm.evaluationPeriods === needed ? '' : 's'} for ALARM -> OK transition`;
  return `Threshold Crossed: ${meant.length} out of the last ${alarm.evaluationPeriods} datapoints [${shown}] ${verb} ${threshold} (${transition}).`;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html (reasonData) */
export const reasonDataFor = (alarm: MetricAlarm, { points }: Verdict, nowMs: number): string =>
  JSON.stringify({
    version: '1.0',
    queryDate: new Date(nowMs).toISOString(),
    ...('queries' in alarm.source ? {} : { statistic: alarm.source.statistic, period: alarm.source.periodS }),
    recentDatapoints: points.map(([, value]) => value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: points.map(([at, value]) => ({ timestamp: new Date(at).toISOString(), value })),
  });
