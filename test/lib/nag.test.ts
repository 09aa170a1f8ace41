/** AwsSolutions and CloudFormation's own rules, as errors: what they find is mended, or acknowledged with a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { systems } from '../../systems/all.ts';
import { platform } from '../../systems/platform.ts';
import { stageApp } from '../kit/stage-app.ts';
import { thinking } from './thinking.ts';
import { errands, tiny, weekly } from './tiny-workflows.ts';

interface PluginReport {
  readonly pluginName: string;
  readonly violations: readonly { readonly ruleName: string }[];
}

const withRules = (app: App): void => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** Findings by plug-in; empty when synth went through. */
function findings(app: App): Record<string, string[]> {
  try {
    app.synth();
  } catch (error) {
    expect(String(error)).toContain('ValidationFailed');
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: PluginReport[];
  };
  return Object.fromEntries(
    report.pluginReports.map(({ pluginName, violations }) => [pluginName, violations.map(({ ruleName }) => ruleName)]),
  );
}

test('no stack has a finding that is neither mended nor acknowledged', () => {
  expect(findings(stageApp(systems, { prepare: withRules }))).toEqual({});
});

test('nor has a stage with workflows that are declared, and agents that are reached directly', () => {
  const system = tiny([errands, weekly], ['direct', 'queue']);
  expect(findings(stageApp([platform, system], { prepare: withRules }))).toEqual({});
});

test('nor has one whose agents ask models by a profile, with a key in a secret', () => {
  const environment = {
    SIGNALBOX_MODELS: 'bedrock:us.amazon.nova-lite-v1:0,openai-compatible:one',
    SIGNALBOX_MODEL_URL: 'https://models.example.com/v1',
    SIGNALBOX_MODEL_KEY_SECRET: 'models/key',
  };
  expect(findings(stageApp([platform, thinking({ needs: ['model'] })], { prepare: withRules, environment }))).toEqual(
    {},
  );
});

test('the rules do look: a queue without TLS and an index with too short a name are found', () => {
  const app = stageApp(systems, { prepare: withRules });
  const stack = new Stack(app, 'Careless');
  new Queue(stack, 'Open');
  const table = new Table(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
  table.addGlobalSecondaryIndex({ indexName: 'ab', partitionKey: { name: 'pk', type: AttributeType.STRING } });
  const { AwsSolutions, ...others } = findings(app);
  expect(AwsSolutions).toContain('AwsSolutions-SQS4');
  expect(Object.values(others).flat()).not.toEqual([]);
});
