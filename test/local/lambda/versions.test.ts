/** Versions stay what they were, aliases move, and both have permissions and tags of their own. */
import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions, zipOf } from '../../kit/functions.ts';

const answering = (text: string) =>
  `export const handler = async (event, { functionVersion }) => "${text} " + functionVersion;`;

test('an alias moves from one published version to the next', async () => {
  const { client, create, invoke } = testFunctions(await testCloud());
  await create('f', answering('one'));
  const publish = () => client.send(new PublishVersionCommand({ FunctionName: 'f' }));
  expect(await publish()).toMatchObject({ Version: '1', FunctionArn: `${functionArn('f')}:1` });
  expect(await publish()).toMatchObject({ Version: '1' });
  await client.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' }));
  await client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: 'f',
      ZipFile: zipOf({ 'index.mjs': answering('two') }),
      Publish: true,
    }),
  );
  expect((await invoke(`${functionArn('f')}:live`)).value).toBe('one 1');
  await client.send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '2' }));
  expect(await invoke('f', {}, { Qualifier: 'live' })).toMatchObject({ value: 'two 2', version: '2' });
  expect((await invoke('f:1')).value).toBe('one 1');
  expect((await invoke('f')).value).toBe('two $LATEST');
  const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'f' }));
  expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
});

test('an alias may share its requests between two versions', async () => {
  const { client, create, invoke } = testFunctions(await testCloud({ seed: 7 }));
  await create('f', answering('one'), { Publish: true });
  await client.send(
    new UpdateFunctionCodeCommand({
      FunctionName: 'f',
      ZipFile: zipOf({ 'index.mjs': answering('two') }),
      Publish: true,
    }),
  );
  await client.send(
    new CreateAliasCommand({
      FunctionName: 'f',
      Name: 'split',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } },
    }),
  );
  const values = new Set<unknown>();
  for (let i = 0; i < 30; i++) values.add((await invoke('f:split')).value);
  expect([...values].sort()).toEqual(['one 1', 'two 2']);
});

test('a version that an alias points at cannot be deleted, and aliases are listed', async () => {
  const { client, create } = testFunctions(await testCloud());
  await create('f', answering('one'), { Publish: true });
  await client.send(
    new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1', Description: 'd' }),
  );
  await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: '1' }))).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
  expect(await client.send(new ListAliasesCommand({ FunctionName: 'f', FunctionVersion: '1' }))).toMatchObject({
    Aliases: [{ Name: 'live', FunctionVersion: '1', Description: 'd', AliasArn: `${functionArn('f')}:live` }],
  });
  await client.send(new DeleteAliasCommand({ FunctionName: 'f', Name: 'live' }));
  await expect(client.send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${functionArn('f')}:live`,
  });
  await client.send(new DeleteFunctionCommand({ FunctionName: 'f', Qualifier: '1' }));
});

test('a resource policy is built of statements', async () => {
  const { client, create } = testFunctions(await testCloud());
  await create('f', answering('one'));
  const permission = {
    FunctionName: 'f',
    StatementId: 'rule',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
  };
  await client.send(new AddPermissionCommand(permission));
  await expect(client.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: 'f' }));
  expect(JSON.parse(Policy ?? '').Statement).toEqual([
    {
      Sid: 'rule',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn('f'),
      Condition: { ArnLike: { 'AWS:SourceArn': permission.SourceArn } },
    },
  ]);
  await client.send(new RemovePermissionCommand({ FunctionName: 'f', StatementId: 'rule' }));
  await expect(client.send(new GetPolicyCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('tags are added and taken away by ARN', async () => {
  const { client, create } = testFunctions(await testCloud());
  await create('f', answering('one'), { Tags: { team: 'a' } });
  const Resource = functionArn('f');
  await client.send(new TagResourceCommand({ Resource, Tags: { stage: 'dev', keep: 'yes' } }));
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ['team', 'stage'] }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ keep: 'yes' });
});
