/**
 * What the makers of vehicles learn from the field: how often a component of a model year fails, how surely, whether it gets
 * worse, and what to do. Pure. Owns the counts and the thresholds.
 *
 * 1. A report counts once, by its feedback id. Only a confirmed failure is a failure; a complaint is a report.
 * 2. The rate is failures per report, not per vehicle sold: who is content seldom reports. Compare model years with it, no more.
 * 3. An insight goes out when it says something new, and again, unchanged, when the message that made it is delivered twice.
 */
import { toDigits } from './numbers.ts';
import { type Interval, ratesDiffer, wilson } from './proportions.ts';

export interface Report {
  /** Of the message that brought it. */
  readonly messageId: string;
  /** Of the report itself: it may come in several messages. */
  readonly feedbackId: string;
  readonly component: string;
  readonly model: string;
  readonly modelYear: number;
  readonly failureConfirmed: boolean;
  /** ISO 8601. */
  readonly at: string;
}

export type Severity = 'information' | 'watch' | 'serious' | 'critical';
export type Trend = 'rising' | 'steady' | 'falling' | 'unknown';
export type RecommendedStep = 'none' | 'watch' | 'inspect-series' | 'review-recall';

export interface Insight {
  readonly component: string;
  readonly modelYear: number;
  readonly models: readonly string[];
  readonly reports: number;
  readonly confirmedFailures: number;
  /** Failures per report with its 95 % interval (Wilson). */
  readonly failureRate: Interval;
  readonly trend: Trend;
  readonly severity: Severity;
  readonly recommendedStep: RecommendedStep;
}

/** What is kept for a component of a model year. Months are `2026-01`; ids are the latest that were counted. */
export interface FieldRecord {
  readonly component: string;
  readonly modelYear: number;
  readonly models: readonly string[];
  readonly reports: number;
  readonly failures: number;
  readonly months: Readonly<Record<string, readonly [reports: number, failures: number]>>;
  readonly counted: readonly string[];
  /** The latest insight that went out, with the message that made it. */
  readonly told?: { readonly by: string; readonly insight: Insight };
}

/** Ids that are remembered: a second delivery comes within days, and that many reports of one component do not. */
const REMEMBERED = 400;
const MONTHS = 24;
/** Months that are held against as many before. */
const TREND_MONTHS = 3;
const MODELS = 20;

export const recordKey = ({ component, modelYear }: Pick<Report, 'component' | 'modelYear'>): string =>
  `${component}#${modelYear}`;

export interface Learned {
  /** Undefined when nothing changed. */
  readonly record?: FieldRecord;
  readonly insight?: Insight;
}

/** Counts a report. */
export function learnReport(before: FieldRecord | undefined, report: Report): Learned {
  if (before?.counted.includes(report.feedbackId))
    return before.told?.by === report.messageId ? { insight: before.told.insight } : {};
  const record = counted(before, report);
  const insight = insightOf(record, report.at.slice(0, 7));
  if (!saysMore(before?.told?.insight, insight)) return { record };
  return { record: { ...record, told: { by: report.messageId, insight } }, insight };
}

function counted(before: FieldRecord | undefined, report: Report): FieldRecord {
  const { component, modelYear, model, feedbackId, failureConfirmed, at } = report;
  const failed = failureConfirmed ? 1 : 0;
  const month = at.slice(0, 7);
  const [reports = 0, failures = 0] = before?.months[month] ?? [];
  const months = { ...before?.months, [month]: [reports + 1, failures + failed] as const };
  const kept = Object.keys(months).sort().slice(-MONTHS);
  return {
    ...before,
    component,
    modelYear,
    models: [...new Set([...(before?.models ?? []), model])].sort().slice(0, MODELS),
    reports: (before?.reports ?? 0) + 1,
    failures: (before?.failures ?? 0) + failed,
    months: Object.fromEntries(kept.map((one) => [one, months[one] ?? [0, 0]])),
    counted: [...(before?.counted ?? []), feedbackId].slice(-REMEMBERED),
  };
}

function insightOf(record: FieldRecord, month: string): Insight {
  const { component, modelYear, models, reports, failures } = record;
  const rate = wilson(failures, reports);
  const severity = severityOf(failures, rate.low);
  return {
    component,
    modelYear,
    models,
    reports,
    confirmedFailures: failures,
    failureRate: { value: toDigits(rate.value, 3), low: toDigits(rate.low, 3), high: toDigits(rate.high, 3) },
    trend: trendOf(record, month),
    severity,
    recommendedStep: STEPS[severity],
  };
}

/** By the low end of the interval: a few bad reports alarm nobody. */
function severityOf(failures: number, low: number): Severity {
  if (failures >= 5 && low >= 0.2) return 'critical';
  if (failures >= 3 && low >= 0.1) return 'serious';
  return failures > 0 ? 'watch' : 'information';
}

const STEPS: Readonly<Record<Severity, RecommendedStep>> = {
  information: 'none',
  watch: 'watch',
  serious: 'inspect-series',
  critical: 'review-recall',
};

function trendOf({ months }: FieldRecord, month: string): Trend {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const sum = (from: number, until: number): [failures: number, reports: number] => {
    let [failures, reports] = [0, 0];
    for (let back = from; back < until; back++) {
      const index = year * 12 + number - 1 - back;
      const [r, f] = months[`${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`] ?? [0, 0];
      reports += r;
      failures += f;
    }
    return [failures, reports];
  };
  const [recent, before] = [sum(0, TREND_MONTHS), sum(TREND_MONTHS, 2 * TREND_MONTHS)];
  const differ = ratesDiffer(recent, before);
  if (differ === undefined) return 'unknown';
  return differ === 0 ? 'steady' : differ > 0 ? 'rising' : 'falling';
}

/** New: the first failure, another verdict, twice as many reports, or a rate outside of what was told. */
function saysMore(told: Insight | undefined, now: Insight): boolean {
  if (!told) return now.confirmedFailures > 0;
  return (
    told.severity !== now.severity ||
    (told.trend !== now.trend && now.trend !== 'unknown') ||
    now.reports >= 2 * told.reports ||
    now.failureRate.value < told.failureRate.low ||
    now.failureRate.value > told.failureRate.high
  );
}
