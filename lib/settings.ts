/**
 * Everything that differs by stage, in one schema, checked whole before anything is built: types, ranges, and rules between
 * settings. A refusal names the setting, the rule, the value and the remedy.
 */
import * as z from 'zod';
import {
  MODEL_DEFAULTS,
  MODEL_DEFAULTS_PROD,
  MODEL_OPTIONAL,
  MODEL_SHAPE,
  modelBreaches,
  modelWarnings,
} from './model-settings.ts';

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** AWS's range of an event source mapping's maximum concurrency. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const laneConcurrency = count(2, 1000);

const schema = z
  .strictObject({
    stage: z.enum(['dev', 'staging', 'prod']),
    /** Days that messages and what became of them are kept. */
    historyDays: count(1, 3650),
    /** Days that the bus's archive can replay. */
    archiveDays: count(1, 3650),
    logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    logDays: z.coerce.number().refine((days) => LOG_DAYS.includes(days), {
      error: `must be one of CloudWatch's: 1, 3, 5, 7, 14, 30, 60, 90, 180, 365`,
    }),
    /** Whether tables, keys and logs outlive their stack. */
    keepData: z.stringbool().or(z.boolean()),
    /** Messages in one invocation of an agent, at most. */
    batchSize: count(1, 10),
    /** Deliveries of a message before it is dead-lettered. */
    maxReceives: count(1, 1000),
    /** A queue hides a message for so many times the function's timeout. AWS asks for six at least. */
    visibilityFactor: count(1, 60),
    /** Invocations at once of one agent on one lane. */
    criticalConcurrency: laneConcurrency,
    highConcurrency: laneConcurrency,
    normalConcurrency: laneConcurrency,
    lowConcurrency: laneConcurrency,
    /** Requests a second to the API, and how many may come at once. */
    apiRate: count(1, 10_000),
    apiBurst: count(1, 5_000),
    /** Age of the oldest critical message that rings the alarm, seconds. */
    criticalAgeAlarmS: count(10, 86_400),
    /** The same for the other lanes, seconds. */
    ageAlarmS: count(10, 86_400),
    /** Who gets mail when an alarm goes off and when it is over; nobody without it. AWS asks the address to confirm first. */
    alarmEmail: z.email({ error: 'must be an address like ops@example.com, or be left out' }).optional(),
    ...MODEL_SHAPE,
  })
  .check(({ value, issues }) => {
    const refuse = (path: keyof typeof value, message: string) =>
      issues.push({ code: 'custom', input: value[path], path: [path], message });
    if (value.visibilityFactor < 6)
      refuse(
        'visibilityFactor',
        'must be at least 6: a function that is throttled for a while would get the same message twice at once. Set it to 6 or more',
      );
    if (value.criticalConcurrency < value.lowConcurrency)
      refuse(
        'criticalConcurrency',
        `must not be below lowConcurrency (${value.lowConcurrency}): critical messages would wait while low ones run. Raise it, or lower lowConcurrency`,
      );
    if (value.apiBurst > value.apiRate * 10)
      refuse(
        'apiBurst',
        `must be at most ten times apiRate (${value.apiRate}): a larger burst outruns the queues' readers. Lower it, or raise apiRate`,
      );
    if (value.ageAlarmS < value.criticalAgeAlarmS)
      refuse(
        'ageAlarmS',
        `must not be below criticalAgeAlarmS (${value.criticalAgeAlarmS}): critical messages are to alarm first. Raise it`,
      );
    if (value.stage === 'prod' && !value.keepData)
      refuse(
        'keepData',
        'must be true in prod: deleting a stack would delete the history. Set it to true, or choose another stage',
      );
    for (const [name, message] of modelBreaches(value)) refuse(name, message);
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_DAYS: readonly number[] = [1, 3, 5, 7, 14, 30, 60, 90, 180, 365];

export type Settings = z.output<typeof schema>;

/** Settings that no stage has a default for. */
const OPTIONAL = ['alarmEmail', ...MODEL_OPTIONAL];

const DEV = {
  historyDays: 14,
  archiveDays: 7,
  logLevel: 'INFO',
  logDays: 7,
  keepData: false,
  batchSize: 10,
  maxReceives: 5,
  visibilityFactor: 6,
  criticalConcurrency: 20,
  highConcurrency: 10,
  normalConcurrency: 10,
  lowConcurrency: 5,
  apiRate: 2_000,
  apiBurst: 4_000,
  criticalAgeAlarmS: 60,
  ageAlarmS: 600,
  ...MODEL_DEFAULTS,
} as const;

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  dev: DEV,
  staging: { ...DEV, historyDays: 30, archiveDays: 14, logDays: 30 },
  prod: {
    ...DEV,
    historyDays: 365,
    archiveDays: 90,
    logDays: 90,
    keepData: true,
    criticalConcurrency: 100,
    highConcurrency: 50,
    normalConcurrency: 50,
    lowConcurrency: 20,
    ...MODEL_DEFAULTS_PROD,
  },
};

export interface ReadSettings {
  readonly settings: Settings;
  /** Legal and unwise, each with why and what to do. */
  readonly warnings: readonly string[];
}

/**
 * Settings of a stage: its defaults, under `context` (cdk.json or `-c name=value`), under the environment
 * (`SIGNALBOX_` and the name in capitals: SIGNALBOX_HISTORY_DAYS; those that begin with `llm` without it: LLM_MAX_RETRIES). Throws
 * one error that lists every breach.
 */
export function readSettings(
  context: (name: string) => unknown,
  environment: Readonly<Record<string, string | undefined>>,
): ReadSettings {
  const given = (name: string): unknown => environment[environmentName(name)] ?? context(name);
  const stage = given('stage') ?? 'dev';
  const merged: Record<string, unknown> = { stage, ...DEFAULTS[String(stage)] };
  for (const name of Object.keys(DEV)) merged[name] = given(name) ?? merged[name];
  for (const name of OPTIONAL) if (given(name)) merged[name] = given(name);
  const parsed = schema.safeParse(merged);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      ({ path, message }) => `- ${path.join('.')} is ${JSON.stringify(merged[String(path[0])])}: ${message}.`,
    );
    throw new Error(
      `The settings of stage ${String(stage)} are refused:\n${lines.join('\n')}\nThey come from cdk.json's context, \`-c name=value\`, or SIGNALBOX_… and LLM_… in the environment; see lib/settings.ts.`,
    );
  }
  return { settings: parsed.data, warnings: warningsOf(parsed.data) };
}

const environmentName = (name: string): string => {
  const capitals = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return name.startsWith('llm') ? capitals : `SIGNALBOX_${capitals}`;
};

function warningsOf(settings: Settings): string[] {
  const warnings: string[] = [];
  if (settings.archiveDays > settings.historyDays)
    warnings.push(
      `archiveDays (${settings.archiveDays}) is above historyDays (${settings.historyDays}): a replay would write messages into the history that it has already let go. Lower archiveDays.`,
    );
  if (settings.stage === 'prod' && settings.logLevel === 'DEBUG')
    warnings.push(
      'logLevel is DEBUG in prod: every message writes lines, which cost more than the messages. Use INFO.',
    );
  if (settings.maxReceives < 3)
    warnings.push(`maxReceives is ${settings.maxReceives}: a short outage dead-letters everything under way. Use 5.`);
  if (settings.batchSize < 5)
    warnings.push(
      `batchSize is ${settings.batchSize}: each invocation handles few messages, so they cost more. Use 10.`,
    );
  warnings.push(...modelWarnings(settings));
  return warnings;
}
