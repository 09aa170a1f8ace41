/** Settings: what is refused, how it is said, and what only warns. */
import { expect, test } from 'vitest';
import { readSettings } from '../../lib/settings.ts';

const read = (environment: Record<string, string>) => readSettings(() => undefined, environment);

test.each(['dev', 'staging', 'prod'])('the defaults of %s are sound and warn of nothing', (stage) => {
  const { settings, warnings } = read({ SIGNALBOX_STAGE: stage });
  expect(settings.stage).toBe(stage);
  expect(warnings).toEqual([]);
});

test('the environment goes before the context, the context before the defaults', () => {
  const context = (name: string) => ({ historyDays: 3, archiveDays: 2 })[name];
  const { settings } = readSettings(context, { SIGNALBOX_HISTORY_DAYS: '5' });
  expect([settings.historyDays, settings.archiveDays, settings.logDays]).toEqual([5, 2, 7]);
});

test('an address for alarms is optional, and an empty one is none', () => {
  expect(read({ SIGNALBOX_ALARM_EMAIL: 'ops@example.com' }).settings.alarmEmail).toBe('ops@example.com');
  expect(read({ SIGNALBOX_ALARM_EMAIL: '' }).settings).not.toHaveProperty('alarmEmail');
});

test.each([
  ['an unknown stage', { SIGNALBOX_STAGE: 'test' }, /stage is "test"/],
  ['an address without an at', { SIGNALBOX_ALARM_EMAIL: 'ops' }, /alarmEmail is "ops": must be an address/],
  ['a word for a number', { SIGNALBOX_HISTORY_DAYS: 'many' }, /historyDays is "many"/],
  ['a batch that SQS does not give without a window', { SIGNALBOX_BATCH_SIZE: '11' }, /batchSize is "11"/],
  [
    'a retention that CloudWatch does not know',
    { SIGNALBOX_LOG_DAYS: '8' },
    /logDays is "8": must be one of CloudWatch's/,
  ],
  [
    'a visibility below six timeouts',
    { SIGNALBOX_VISIBILITY_FACTOR: '5' },
    /visibilityFactor is "5": must be at least 6.*Set it to 6/,
  ],
  [
    'low above critical',
    { SIGNALBOX_LOW_CONCURRENCY: '30' },
    /criticalConcurrency is 20: must not be below lowConcurrency \(30\)/,
  ],
  [
    'a burst far above the rate',
    { SIGNALBOX_API_RATE: '100' },
    /apiBurst is 4000: must be at most ten times apiRate \(100\)/,
  ],
  [
    'an alarm for all before the one for critical',
    { SIGNALBOX_AGE_ALARM_S: '20' },
    /ageAlarmS is "20": must not be below/,
  ],
  [
    'prod that forgets',
    { SIGNALBOX_STAGE: 'prod', SIGNALBOX_KEEP_DATA: 'false' },
    /keepData is "false": must be true in prod/,
  ],
  [
    'the stand-in for models in prod',
    { SIGNALBOX_STAGE: 'prod', SIGNALBOX_MODELS: 'offline:rehearsal' },
    /models is "offline:rehearsal": must not name the offline stand-in in prod.*Name one of bedrock:/,
  ],
  ['a model of nobody', { SIGNALBOX_MODELS: 'acme:one' }, /models\.0 is "acme:one": must be <provider>:<model>/],
  [
    'a model twice',
    { SIGNALBOX_MODELS: 'bedrock:a,bedrock:a' },
    /models is "bedrock:a,bedrock:a": must name each model once/,
  ],
  [
    'a Bedrock model by its ARN',
    { SIGNALBOX_MODELS: 'bedrock:arn:aws:bedrock:x' },
    /models is .*by its id, not by its ARN/,
  ],
  [
    'a served model without a server',
    { SIGNALBOX_MODELS: 'bedrock:a,ollama:llama3.2' },
    /modelUrl is undefined: must say where ollama:llama3\.2 is served, like http.*Set it/,
  ],
  ['a server that is no URL', { SIGNALBOX_MODEL_URL: 'localhost' }, /modelUrl is "localhost": must be a URL/],
  [
    'a key without its server',
    { SIGNALBOX_MODEL_KEY_SECRET: 'key' },
    /modelKeySecret is "key": is the key of the server at modelUrl/,
  ],
  ['a cap below nothing', { SIGNALBOX_MODEL_DAY_USD: '-1' }, /modelDayUsd is "-1"/],
  ['prices that are no JSON', { SIGNALBOX_MODEL_PRICES_USD: '{one' }, /modelPricesUsd is "{one": must be JSON/],
  [
    'a price without one for answers',
    { SIGNALBOX_MODEL_PRICES_USD: '{"bedrock:a":{"input":1}}' },
    /modelPricesUsd\.bedrock:a\.output is/,
  ],
  [
    'a longest wait below the first',
    { LLM_RETRY_INITIAL_DELAY: '5', LLM_RETRY_MAX_DELAY: '4' },
    /llmRetryMaxDelay is "4": must not be below llmRetryInitialDelay \(5\)\. Raise it/,
  ],
  [
    'a breaker that opens before it was asked',
    { LLM_CIRCUIT_BREAKER_THRESHOLD: '0' },
    /llmCircuitBreakerThreshold is "0"/,
  ],
  ['more retries than anyone waits for', { LLM_MAX_RETRIES: '11' }, /llmMaxRetries is "11"/],
  ['an attempt longer than a function', { SIGNALBOX_MODEL_TIMEOUT_S: '900' }, /modelTimeoutS is "900"/],
])('%s is refused, naming setting, value, rule and remedy', (_, environment, message) => {
  expect(() => read(environment as Record<string, string>)).toThrow(message);
});

test('every breach is told at once', () => {
  expect(() => read({ SIGNALBOX_BATCH_SIZE: '0', SIGNALBOX_MAX_RECEIVES: '0' })).toThrow(/batchSize[\s\S]*maxReceives/);
});

test.each([
  ['an archive longer than the history', { SIGNALBOX_ARCHIVE_DAYS: '20' }, /archiveDays/],
  ['debug lines in prod', { SIGNALBOX_STAGE: 'prod', SIGNALBOX_LOG_LEVEL: 'DEBUG' }, /logLevel/],
  ['few receives', { SIGNALBOX_MAX_RECEIVES: '2' }, /maxReceives/],
  ['small batches', { SIGNALBOX_BATCH_SIZE: '1' }, /batchSize/],
  [
    'a conversation above its day',
    { SIGNALBOX_MODEL_CONVERSATION_USD: '11' },
    /modelConversationUsd \(11\) is above modelDayUsd \(10\)/,
  ],
  ['a breaker that one call opens', { LLM_CIRCUIT_BREAKER_THRESHOLD: '4' }, /llmCircuitBreakerThreshold \(4\)/],
  ['no queue', { SIGNALBOX_MODEL_QUEUE: '0' }, /modelQueue is 0/],
  ['little time for a model', { SIGNALBOX_MODELS: 'bedrock:a', SIGNALBOX_MODEL_TIMEOUT_S: '2' }, /modelTimeoutS is 2/],
])('%s is legal and warned of', (_, environment, message) => {
  expect(read(environment as Record<string, string>).warnings.join()).toMatch(message);
});
