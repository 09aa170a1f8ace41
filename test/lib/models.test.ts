/** What an agent that needs models is given: environment, rights, and what is watched of it. */
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, onTestFinished, test, vi } from 'vitest';
import { modelSettings } from '../../functions/kit/model/settings.ts';
import { parseExpression } from '../../local/services/monitoring/math/expression.ts';
import { platform } from '../../systems/platform.ts';
import { stageApp, templatesOf } from '../kit/stage-app.ts';
import { thinking } from './thinking.ts';

const templates = (environment: Record<string, string>, more: Parameters<typeof thinking>[0] = { needs: ['model'] }) =>
  templatesOf(stageApp([platform, thinking(more)], { environment }));

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const ofThinker = (template: Template | undefined, type: string, of = 'labthinker') =>
  Object.entries(template?.findResources(type) ?? {}).filter(([id]) => id.startsWith(of));

function statements(template: Template | undefined, of?: string): Statement[] {
  return ofThinker(template, 'AWS::IAM::Policy', of).flatMap(
    ([, { Properties }]) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
  );
}

interface Query {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string } };
}

/** `…:foundation-model/x`, whatever stands before it. */
const arns = (resource: unknown): string[] => JSON.stringify(resource).match(/bedrock:[^"]*|:[a-z-]+\/[^"]*/g) ?? [];

function environmentOf(template: Template | undefined): Record<string, string> {
  const [, { Properties }] = ofThinker(template, 'AWS::Lambda::Function')[0] ?? ['', { Properties: {} }];
  return (Properties as { Environment: { Variables: Record<string, string> } }).Environment.Variables;
}

test('what a stage says about models is what its functions read', () => {
  const { Agents } = templates({
    SIGNALBOX_MODELS: 'openai-compatible:one, bedrock:amazon.nova-lite-v1:0',
    SIGNALBOX_MODEL_URL: 'https://models.example.com/v1',
    SIGNALBOX_MODEL_KEY_SECRET: 'models/key',
    SIGNALBOX_MODEL_DAY_USD: '2.5',
    SIGNALBOX_MODEL_AGENT_USD: '0',
    SIGNALBOX_MODEL_PRICES_USD: '{"openai-compatible:one":{"input":1,"output":2}}',
    SIGNALBOX_MODEL_REQUESTS_PER_MINUTE: '7',
    SIGNALBOX_MODEL_TOKENS_PER_MINUTE: '8000',
    SIGNALBOX_MODEL_QUEUE: '9',
    SIGNALBOX_MODEL_TIMEOUT_S: '10.5',
    LLM_MAX_RETRIES: '1',
    LLM_RETRY_INITIAL_DELAY: '0.5',
    LLM_RETRY_MAX_DELAY: '20',
    LLM_CIRCUIT_BREAKER_THRESHOLD: '4',
    LLM_CIRCUIT_BREAKER_TIMEOUT: '30',
    LLM_CIRCUIT_BREAKER_HALF_OPEN: '2',
    LLM_STREAM_RESPONSES: 'false',
  });
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries(environmentOf(Agents)))
    if (typeof value === 'string') vi.stubEnv(name, value);
  expect(modelSettings()).toEqual({
    stage: 'dev',
    models: ['openai-compatible:one', 'bedrock:amazon.nova-lite-v1:0'],
    url: 'https://models.example.com/v1',
    keySecret: 'models/key',
    capsUsd: { day: 2.5, agent: 0 },
    pricesUsd: { 'openai-compatible:one': { input: 1, output: 2 } },
    rate: { requestsPerMinute: 7, tokensPerMinute: 8000, queue: 9 },
    timeoutMs: 10_500,
    retry: { attempts: 2, firstMs: 500, longestMs: 20_000 },
    breaker: { failures: 4, openMs: 30_000, successes: 2 },
    stream: false,
  });
});

test('an agent that needs no model is told nothing of them and may not ask one', () => {
  const { Agents } = templates({ SIGNALBOX_MODELS: 'bedrock:amazon.nova-lite-v1:0' }, {});
  expect(Object.keys(environmentOf(Agents)).filter((name) => /MODEL|LLM/.test(name))).toEqual([]);
  expect(JSON.stringify(statements(Agents))).not.toMatch(/bedrock|budget#|breaker#/);
});

test('an agent that needs one may touch rows of models and its own answers, and tell of breakers, in its own name', () => {
  const found = statements(templates({}, { needs: ['model'], model: { cacheS: 60 } }).Agents);
  const facts = found.map(({ Action, Condition }) => JSON.stringify([Action, Condition]));
  expect(facts).toContainEqual(
    expect.stringContaining(JSON.stringify(['budget#*', 'breaker#*', 'experiment#all', 'cache#lab.thinker#*'])),
  );
  expect(facts).toContainEqual(expect.stringContaining(JSON.stringify(['paid#lab.thinker#*'])));
  expect(facts).toContainEqual(expect.stringContaining(JSON.stringify(['live#*'])));
  expect(facts).toContainEqual(
    JSON.stringify([
      'events:PutEvents',
      {
        StringEquals: {
          'events:source': 'signalbox.lab.thinker',
          'events:detail-type': ['platform.model.breaker'],
        },
      },
    ]),
  );
  expect(facts.join()).not.toMatch(/bedrock|secretsmanager/);
});

test('an agent that has a person asked for money may tell of its own spent budgets, and no other agent may', () => {
  const told = (whenSpent: ('ask' | 'refuse')[]) =>
    statements(templates({}, { needs: ['model'], model: { whenSpent } }).Agents).flatMap(({ Condition }) =>
      JSON.stringify(Condition ?? '').includes('platform.budget.exhausted') ? [Condition] : [],
    );
  expect(told(['refuse'])).toEqual([]);
  expect(told(['ask', 'refuse'])).toEqual([
    {
      StringEquals: {
        'events:source': 'signalbox.lab.thinker',
        'events:detail-type': ['platform.budget.exhausted'],
      },
    },
  ]);
});

test('the treasurer may change budgets and redrive executions of the stage, and no other agent may redrive', () => {
  const { Agents } = templates({});
  const redriving = statements(Agents, '').filter(({ Action }) => [Action].flat().includes('states:RedriveExecution'));
  expect(redriving).toEqual(statements(Agents, 'platformtreasurer').filter((one) => redriving.includes(one)));
  expect(redriving.map(({ Action }) => Action)).toEqual([['states:DescribeExecution', 'states:RedriveExecution']]);
  expect(JSON.stringify(redriving[0]?.Resource)).toContain(':execution:signalbox-dev-workflow-*:*');
  const budgets = statements(Agents, 'platformtreasurer').filter(({ Condition }) =>
    JSON.stringify(Condition ?? '').includes('budget#*'),
  );
  expect(budgets.map(({ Action }) => Action)).toEqual([
    ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
  ]);
});

test('Bedrock may be asked for the models of the list and of the agent, and no others', () => {
  const { Agents } = templates(
    { SIGNALBOX_MODELS: 'bedrock:amazon.nova-pro-v1:0,bedrock:us.amazon.nova-lite-v1:0' },
    { needs: ['model'], model: { models: ['bedrock:anthropic.claude-3-haiku-20240307-v1:0'] } },
  );
  const [asks, ...others] = statements(Agents).filter(({ Action }) => String(Action).startsWith('bedrock:'));
  expect(others).toEqual([]);
  expect(asks?.Action).toEqual(['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream']);
  expect(arns(asks?.Resource)).toEqual([
    'bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    'bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
    'bedrock:*::foundation-model/amazon.nova-lite-v1:0',
    'bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
  ]);
});

test('the key of a server may be read where there is one', () => {
  const { Agents } = templates({
    SIGNALBOX_MODELS: 'openai-compatible:one',
    SIGNALBOX_MODEL_URL: 'https://models.example.com/v1',
    SIGNALBOX_MODEL_KEY_SECRET: 'models/key',
  });
  const [reads] = statements(Agents).filter(({ Action }) => String(Action).startsWith('secretsmanager:'));
  expect(reads?.Action).toBe('secretsmanager:GetSecretValue');
  expect(JSON.stringify(reads?.Resource)).toContain('secret:models/key-??????');
});

test('an agent with less time than one attempt may take is warned of', () => {
  const warnings = (timeoutS: number) => {
    const app = stageApp([platform, thinking({ needs: ['model'], timeoutS })]);
    return app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type, data }) => type === 'aws:cdk:warning' && String(data).includes('lab.thinker'))
      .map(({ data }) => String(data));
  };
  expect(warnings(121)).toEqual([]);
  expect(warnings(120)).toEqual([expect.stringMatching(/lab\.thinker has 120 s.*may take 120 s.*Raise its timeoutS/)]);
});

test('what is watched of models is what functions measure, and the local cloud can work it out', () => {
  const { Watch } = templates({});
  const queries = Object.values(Watch?.findResources('AWS::CloudWatch::Alarm') ?? {}).flatMap(
    ({ Properties }) => (Properties as { Metrics?: Query[] }).Metrics ?? [],
  );
  const names = queries.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);
  expect(names.filter((name) => name.startsWith('Model')).sort()).toEqual([
    'ModelBreaker',
    'ModelBreakerStoreFailed',
    'ModelBudgetExhausted',
    'ModelCalls',
    'ModelFailures',
  ]);
  const expressions = queries.flatMap(({ Expression }) => Expression ?? []);
  expect(expressions).toEqual(['IF(calls >= 10, 100 * failures / calls, 0)']);
  for (const expression of expressions) expect(() => parseExpression(expression)).not.toThrow();
});
