/** Stacks by the API: created, updated, deleted; what is told of them; what is refused. */
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { dataDirectory, testCloud } from '../../kit/cloud.ts';
import { queues, stackClient } from './stack-client.ts';

const NAMED = `{ "Resources" : {"Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"one"}}},
  "Outputs": {"Url": {"Value": {"Ref": "Q"}, "Description": "where it is"}} }`;

test('a stack is created, told of, updated and deleted', async () => {
  const cloud = await testCloud();
  const { client, create, settled, events, queueNames } = stackClient(cloud);
  const created = await create('Line', NAMED, { Tags: [{ Key: 'team', Value: 'a' }], ClientRequestToken: 'token-1' });
  expect(created).toMatchObject({
    StackName: 'Line',
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [{ OutputKey: 'Url', OutputValue: `${cloud.url}/000000000000/one`, Description: 'where it is' }],
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Line' }));
  expect(TemplateBody).toBe(NAMED);

  await client.send(new UpdateStackCommand({ StackName: 'Line', TemplateBody: queues({ Q: { QueueName: 'two' } }) }));
  expect(await settled('Line')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'team' }] });
  expect(await queueNames()).toEqual(['two']);

  await client.send(new DeleteStackCommand({ StackName: 'Line' }));
  const gone = await settled(String(created.StackId));
  expect(gone).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) });
  await expect(settled('Line')).rejects.toThrow('Stack with id Line does not exist');
  expect(await queueNames()).toEqual([]);
  expect(await events(String(created.StackId))).toEqual([
    'CREATE_IN_PROGRESS Line',
    'CREATE_IN_PROGRESS Q',
    'CREATE_IN_PROGRESS Q',
    'CREATE_COMPLETE Q',
    'CREATE_COMPLETE Line',
    'UPDATE_IN_PROGRESS Line',
    'UPDATE_IN_PROGRESS Q',
    'UPDATE_IN_PROGRESS Q',
    'UPDATE_IN_PROGRESS Q',
    'UPDATE_COMPLETE Q',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Line',
    'DELETE_IN_PROGRESS Q',
    'DELETE_COMPLETE Q',
    'UPDATE_COMPLETE Line',
    'DELETE_IN_PROGRESS Line',
    'DELETE_IN_PROGRESS Q',
    'DELETE_COMPLETE Q',
    'DELETE_COMPLETE Line',
  ]);
});

test('a name that is used again is another stack, and makes other names', async () => {
  const { client, create, settled, queueNames } = stackClient(await testCloud());
  const retained = JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' } } });
  const first = await create('Line', retained);
  const names = await queueNames();
  await client.send(new DeleteStackCommand({ StackName: 'Line' }));
  await settled(String(first.StackId));
  expect(await queueNames()).toEqual(names);

  const second = await create('Line', retained);
  expect(second.StackId).not.toBe(first.StackId);
  expect(await queueNames()).toHaveLength(2);
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  expect(StackSummaries.map(({ StackStatus }) => StackStatus).sort()).toEqual(['CREATE_COMPLETE', 'DELETE_COMPLETE']);
});

test('events: newest first, in pages, each with the root stack and its token; they survive a restart', async () => {
  const dataDir = dataDirectory();
  const cloud = await testCloud({ dataDir });
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`Q${i}`, {}]));
  const { StackId } = await stackClient(cloud).create('Many', queues(many), { ClientRequestToken: 'mine' });
  await cloud.close();
  const { client } = stackClient(await testCloud({ dataDir }));
  const first = await client.send(new DescribeStackEventsCommand({ StackName: 'Many' }));
  expect(first.StackEvents).toHaveLength(100);
  expect(first.StackEvents?.[0]).toMatchObject({
    StackId,
    LogicalResourceId: 'Many',
    PhysicalResourceId: StackId,
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'CREATE_COMPLETE',
    ClientRequestToken: 'mine',
  });
  const { NextToken } = first;
  const rest = await client.send(new DescribeStackEventsCommand({ StackName: 'Many', NextToken }));
  expect(rest.NextToken).toBeUndefined();
  const all = [...(first.StackEvents ?? []), ...(rest.StackEvents ?? [])];
  expect(all).toHaveLength(40 * 3 + 2);
  expect(new Set(all.map(({ EventId }) => EventId)).size).toBe(all.length);
});

test('a creation that fails is rolled back, or kept, or deleted, as it was asked', async () => {
  const { client, create, settled, events, queueNames } = stackClient(await testCloud());
  const bad = JSON.stringify({
    Resources: {
      Good: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'good' } },
      Bad: { Type: 'AWS::SQS::Queue', DependsOn: 'Good', Properties: { QueueName: 'not a name!' } },
    },
  });
  expect(await create('Rolled', bad)).toMatchObject({
    StackStatus: 'ROLLBACK_COMPLETE',
    StackStatusReason: expect.stringContaining('Bad'),
  });
  expect(await queueNames()).toEqual([]);
  expect(await events('Rolled')).toEqual([
    'CREATE_IN_PROGRESS Rolled',
    'CREATE_IN_PROGRESS Good',
    'CREATE_IN_PROGRESS Good',
    'CREATE_COMPLETE Good',
    'CREATE_IN_PROGRESS Bad',
    'CREATE_FAILED Bad',
    'ROLLBACK_IN_PROGRESS Rolled',
    'DELETE_IN_PROGRESS Good',
    'DELETE_COMPLETE Good',
    'ROLLBACK_COMPLETE Rolled',
  ]);
  const update = new UpdateStackCommand({ StackName: 'Rolled', TemplateBody: NAMED });
  await expect(client.send(update)).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated.');
  await expect(create('Rolled', NAMED)).rejects.toThrow('Stack [Rolled] already exists');

  expect(await create('Kept', bad, { OnFailure: 'DO_NOTHING' })).toMatchObject({ StackStatus: 'CREATE_FAILED' });
  expect(await queueNames()).toEqual(['good']);
  await client.send(new DeleteStackCommand({ StackName: 'Kept' }));
  await expect(settled('Kept')).rejects.toThrow('does not exist');
  const { StackId } = await client.send(
    new CreateStackCommand({ StackName: 'Gone', TemplateBody: bad, OnFailure: 'DELETE' }),
  );
  expect(await settled(String(StackId))).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});

test('an update without a change is refused with the words that tools wait for', async () => {
  const { client, create } = stackClient(await testCloud());
  await create('Line', NAMED);
  const update = (more: object) => client.send(new UpdateStackCommand({ StackName: 'Line', ...more }));
  const refusal = { name: 'ValidationError', message: 'No updates are to be performed.' };
  await expect(update({ TemplateBody: NAMED.replace('\n', '\n\n') })).rejects.toMatchObject(refusal);
  await expect(update({ UsePreviousTemplate: true })).rejects.toMatchObject(refusal);
});

test('parameters: given, kept, missing, unknown, not to be echoed', async () => {
  const { client, create, settled } = stackClient(await testCloud());
  const template = JSON.stringify({
    Parameters: {
      Name: { Type: 'String', AllowedPattern: '[a-z]+' },
      Delay: { Type: 'Number', Default: 3 },
      Secret: { Type: 'String', NoEcho: true },
    },
    Resources: {
      Q: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: { 'Fn::Sub': `\${Name}-\${Secret}` }, DelaySeconds: { Ref: 'Delay' } },
      },
    },
  });
  const parameter = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue });
  const given = [parameter('Name', 'abc'), parameter('Secret', 'hush')];
  const { Parameters } = await create('Line', template, { Parameters: given });
  expect(Parameters).toEqual([parameter('Name', 'abc'), parameter('Delay', '3'), parameter('Secret', '****')]);

  const previous = ['Name', 'Secret'].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));
  await client.send(
    new UpdateStackCommand({
      StackName: 'Line',
      UsePreviousTemplate: true,
      Parameters: [...previous, parameter('Delay', '5')],
    }),
  );
  expect(await settled('Line')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  const { StackResourceDetail } = await client.send(
    new DescribeStackResourceCommand({ StackName: 'Line', LogicalResourceId: 'Q' }),
  );
  expect(StackResourceDetail?.PhysicalResourceId).toMatch(/abc-hush$/);

  await expect(create('None', template)).rejects.toThrow('Parameters: [Name] must have values');
  await expect(create('Many', template, { Parameters: [...given, parameter('Nope', '1')] })).rejects.toThrow(
    'Parameters: [Nope] do not exist in the template',
  );
  await expect(
    create('Wrong', template, { Parameters: [parameter('Name', 'ABC'), parameter('Secret', 'x')] }),
  ).rejects.toThrow('Parameter Name failed to satisfy constraint');
});

test('IAM in a template must be acknowledged', async () => {
  const { client, create } = stackClient(await testCloud());
  const role = (more: object) =>
    JSON.stringify({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }, ...more },
        },
      },
    });
  await expect(create('Roles', role({}))).rejects.toMatchObject({
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_IAM]',
  });
  const named = role({ RoleName: 'mine' });
  await expect(create('Roles', named, { Capabilities: ['CAPABILITY_IAM'] })).rejects.toThrow('CAPABILITY_NAMED_IAM');
  const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody: named }));
  expect(summary).toMatchObject({ Capabilities: ['CAPABILITY_NAMED_IAM'], ResourceTypes: ['AWS::IAM::Role'] });
  const stack = await create('Roles', named, { Capabilities: ['CAPABILITY_NAMED_IAM'] });
  expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Capabilities: ['CAPABILITY_NAMED_IAM'] });
});

test('YAML with short tags deploys as JSON does', async () => {
  const { client, create } = stackClient(await testCloud());
  const yaml = `
Parameters:
  Stage: { Type: String, Default: dev }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
Resources:
  Dead:
    Type: AWS::SQS::Queue
  Work:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "\${AWS::StackName}-\${Stage}"
      VisibilityTimeout: !If [IsDev, 5, !Ref AWS::NoValue]
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 }
Outputs:
  Name:
    Value: !Join ["/", [!GetAtt Work.QueueName, !Select [1, !Split ["-", "a-b"]]]]
`;
  expect(await create('Yaml', yaml)).toMatchObject({ Outputs: [{ OutputKey: 'Name', OutputValue: 'Yaml-dev/b' }] });
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Yaml' }));
  expect(TemplateBody).toBe(yaml);
  const { Parameters } = await client.send(new ValidateTemplateCommand({ TemplateBody: yaml }));
  expect(Parameters).toEqual([{ ParameterKey: 'Stage', DefaultValue: 'dev', NoEcho: false }]);
});

test('what is wrong with a template is said before anything is created', async () => {
  const { client, create } = stackClient(await testCloud());
  const refer = (other: string) => ({ QueueName: { 'Fn::GetAtt': [other, 'QueueName'] } });
  const wrong: Readonly<Record<string, string>> = {
    '{"Resources":': 'Template format error: JSON not well-formed.',
    'Resources: [a: b: c': 'Template format error: YAML not well-formed.',
    'Resources: { A: &x 1, B: *x }': 'Template error: YAML aliases are not allowed in CloudFormation templates',
    '{}': 'Template format error: [/Resources] Invalid input',
    [queues({ A: refer('B'), B: refer('A') })]: 'Circular dependency between resources: [A, B]',
    [queues({ A: { QueueName: { Ref: 'Nobody' } } })]:
      'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
    [queues({ A: { QueueNam: 'x' } })]: 'Properties.QueueNam: the property is not supported for AWS::SQS::Queue',
    [queues({ A: { QueueName: { 'Fn::ImportValue': 'nothing' } } })]: 'No export named nothing found.',
    '{"Resources":{"A":{"Type":"AWS::Nope::Thing"}}}':
      'Unrecognized resource types: [AWS::Nope::Thing]\nWrong / A / Type: AWS::Nope::Thing is not supported.',
    '{"Resources":{},"Transform":"AWS::Serverless-2016-10-31"}':
      'Template format error: [/Transform] Unrecognized key: "Transform"',
  };
  for (const [template, message] of Object.entries(wrong)) {
    const refused = await create('Wrong', template).catch((error: Error) => error);
    expect(refused, template).toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
  }
  const { StackSummaries } = await client.send(new ListStacksCommand({}));
  expect(StackSummaries).toEqual([]);
  const none = client.send(new CreateStackCommand({ StackName: 'None' }));
  await expect(none).rejects.toThrow('Either Template URL or Template Body must be specified.');
  const nowhere = new CreateStackCommand({ StackName: 'None', TemplateURL: `http://x/bucket/key.json` });
  await expect(client.send(nowhere)).rejects.toThrow('S3 error: The specified key does not exist.');
  await expect(create('1 bad name', NAMED)).rejects.toThrow("Value at 'StackName' failed to satisfy constraint");
});

test('a stack that is protected, in use or being changed is not deleted', async () => {
  const { client, create, settled } = stackClient(await testCloud());
  const exporting = queues({ Q: {} }, { Outputs: { Out: { Value: 'x', Export: { Name: 'shared' } } } });
  await create('Giver', exporting, { EnableTerminationProtection: true });
  await create('Taker', queues({ Q: { QueueName: { 'Fn::ImportValue': 'shared' } } }));
  const remove = (StackName: string) => client.send(new DeleteStackCommand({ StackName }));
  await expect(remove('Giver')).rejects.toThrow(
    'Stack [Giver] cannot be deleted while TerminationProtection is enabled',
  );
  await client.send(new UpdateTerminationProtectionCommand({ StackName: 'Giver', EnableTerminationProtection: false }));
  await remove('Giver');
  expect(await settled('Giver')).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    StackStatusReason: 'Export shared cannot be deleted as it is in use by Taker',
  });
  expect((await client.send(new ListImportsCommand({ ExportName: 'shared' }))).Imports).toEqual(['Taker']);
  expect((await client.send(new ListExportsCommand({}))).Exports).toMatchObject([{ Name: 'shared', Value: 'x' }]);
  await remove('Taker');
  await expect(settled('Taker')).rejects.toThrow('does not exist');
  await remove('Giver');
  await expect(settled('Giver')).rejects.toThrow('does not exist');
  await expect(client.send(new ListImportsCommand({ ExportName: 'shared' }))).rejects.toThrow('not imported');
  await remove('Giver');
});

test('two updates at once: the second is refused; a deleted stack cannot be updated', async () => {
  const { client, create, settled } = stackClient(await testCloud({ dataDir: dataDirectory() }));
  /** One after the other, each on disk before the next: another request is read long before the last. */
  const chain = (value: string): string =>
    JSON.stringify({
      Resources: Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [
          `S${i}`,
          {
            Type: 'AWS::SecretsManager::Secret',
            Properties: { SecretString: value },
            ...(i > 0 && { DependsOn: `S${i - 1}` }),
          },
        ]),
      ),
    });
  const { StackId } = await create('Line', chain('0'));
  const update = (value: string) =>
    client.send(new UpdateStackCommand({ StackName: 'Line', TemplateBody: chain(value) }));
  const answers = await Promise.allSettled([update('1'), update('2')]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: `Stack:${StackId} is in UPDATE_IN_PROGRESS state and can not be updated.` },
  });
  await settled('Line');
  await client.send(new DeleteStackCommand({ StackName: 'Line' }));
  await settled(String(StackId));
  await expect(update('3')).rejects.toThrow('Stack [Line] does not exist');
});

test('resources are told of, also by what they became', async () => {
  const cloud = await testCloud();
  const { client, create } = stackClient(cloud);
  await create('Line', NAMED);
  const PhysicalResourceId = `${cloud.url}/000000000000/one`;
  const expected = { LogicalResourceId: 'Q', PhysicalResourceId, ResourceStatus: 'CREATE_COMPLETE' };
  const listed = await client.send(new ListStackResourcesCommand({ StackName: 'Line' }));
  expect(listed.StackResourceSummaries).toMatchObject([expected]);
  const found = await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
  expect(found.StackResources).toMatchObject([{ ...expected, StackName: 'Line' }]);
});
