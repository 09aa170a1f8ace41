/** Templates that are not deployed, and what is said about them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLocalCloud } from '../../../local/local-cloud.ts';
import type { TemplateSource } from '../../../local/template/assembly.ts';
import { TemplateRefused } from '../../../local/template/refusal.ts';
import { dataDirectory } from '../../kit/cloud.ts';
import { queue, stacks, withParameters } from './stacks.ts';

/** The refusals of a template as `logicalId path: problem`. */
async function refusalsOf(template: TemplateSource): Promise<string[]> {
  const error = await startLocalCloud({ port: 0, template }).then(
    (cloud) => cloud.close(),
    (caught: unknown) => caught,
  );
  if (!(error instanceof TemplateRefused)) throw new Error(`not refused: ${error}`);
  return error.refusals.map(
    ({ logicalId, path, problem }) => `${[logicalId, path].filter(Boolean).join(' ')}: ${problem}`,
  );
}

test('one error lists every refusal of every stack, with place and remedy', async () => {
  const template = stacks({
    First: {
      Resources: {
        Typo: queue({ VisibilityTimeOut: 5, QueueName: { Ref: 'Nobody' } }),
        Unknown: { Type: 'AWS::EC2::Instance' },
        Custom: { Type: 'Custom::Thing', Properties: {} },
        Wrong: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 5, ProtocolType: 'WEBSOCKET' } },
        After: queue({}, { DependsOn: ['Gone'] }),
      },
    },
    Second: {
      Resources: {
        Imports: queue({ QueueName: { 'Fn::ImportValue': 'nobody-exports-this' } }),
        Strange: queue({ QueueName: { 'Fn::Transform': {} } }),
      },
    },
  });
  expect(await refusalsOf(template)).toEqual([
    'Typo Properties.QueueName: there is no parameter or resource Nobody.',
    'Typo Properties.VisibilityTimeOut: the property is not supported for AWS::SQS::Queue.',
    'Unknown Type: AWS::EC2::Instance is not supported.',
    'Custom Type: Custom::Thing is not supported.',
    'Wrong Properties.ProtocolType: is not supported by the local cloud (WebSocket APIs are not); use HTTP.',
    'After DependsOn: there is no resource Gone.',
    'Imports Properties.QueueName: no stack exports nobody-exports-this.',
    expect.stringContaining('Strange Properties.QueueName: the function Fn::Transform is not supported.'),
  ]);
});

test('a circle of resources is refused with its path', async () => {
  const refer = (other: string) => queue({ QueueName: { 'Fn::GetAtt': [other, 'QueueName'] } });
  expect(await refusalsOf({ Resources: { A: refer('B'), B: refer('C'), C: refer('A') } })).toEqual([
    ': resources need each other in a circle: A -> B -> C -> A.',
  ]);
});

test('a section, an attribute and a transform that have no meaning here are refused by name', async () => {
  const template = { Transform: 'AWS::Serverless-2016-10-31', Resources: { Q: queue({}, { UpdatePolicy: {} }) } };
  const refused = await refusalsOf(template);
  expect(refused.map((line) => line.split(':')[0])).toEqual(['Resources.Q.UpdatePolicy', 'Transform']);
});

test.each([
  ['a missing value', {}, 'Parameters.Size: it has no value and no default.'],
  ['a value that is not allowed', { Size: 'huge' }, 'Parameters.Size: the value "huge" is none of small, large.'],
])('a parameter with %s is refused', async (_, parameters, refusal) => {
  const template = {
    Parameters: { Size: { Type: 'String', AllowedValues: ['small', 'large'] } },
    Resources: { Q: queue({ QueueName: { Ref: 'Size' } }) },
  };
  expect((await refusalsOf(withParameters('Sized', template, parameters as Record<string, string>)))[0]).toContain(
    refusal,
  );
});

test('a resource whose condition does not hold cannot be referred to', async () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': [1, 2] } },
    Resources: {
      Absent: { ...queue(), Condition: 'Never' },
      Q: queue({ QueueName: { 'Fn::GetAtt': ['Absent', 'QueueName'] } }),
    },
  };
  expect((await refusalsOf(template))[0]).toContain('Absent is not created');
});

test('a stack made for another account and region is refused, unless the cloud is told to stand there', async () => {
  const elsewhere = (account: string, region: string) => {
    const [stack] = stacks({ There: { Resources: { Q: queue() } } }).stacks;
    return { stacks: stack ? [{ ...stack, account, region }] : [], assets: [] };
  };
  const cloud = await startLocalCloud({ port: 0, template: elsewhere('123456789012', 'eu-west-1') });
  expect(cloud.engine.arn('sqs', 'q')).toBe('arn:aws:sqs:eu-west-1:123456789012:q');
  await cloud.close();
  await expect(
    startLocalCloud({ port: 0, region: 'us-east-1', template: elsewhere('000000000000', 'eu-west-1') }),
  ).rejects.toThrow('Start the cloud with that account and region');
});

test('a path without a template, a folder without a manifest and a text that is no template say what to do', async () => {
  const folder = mkdtempSync(join(dataDirectory(), 'x'));
  writeFileSync(join(folder, 'bad.template.json'), '{ "Resources": ');
  await expect(startLocalCloud({ port: 0, template: '/no/such/place' })).rejects.toThrow('Synthesize first');
  await expect(startLocalCloud({ port: 0, template: folder })).rejects.toThrow('the output of cdk synth');
  await expect(startLocalCloud({ port: 0, template: join(folder, 'bad.template.json') })).rejects.toThrow(
    'neither JSON nor YAML: Template format error: JSON not well-formed. (line 1',
  );
});
