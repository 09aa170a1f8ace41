/** Parameters through the Parameter Store API: versions, paths, the bootstrap parameter, restarts, bad input. */
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';

const client = async (options = {}) => new SSMClient(clientSettings(await testCloud(options)));
const put = (ssm: SSMClient, Name: string, Value: string, rest: object = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...rest }));

describe('a parameter', () => {
  test('has a version that rises, also after a restart', async () => {
    const dataDir = dataDirectory();
    const cloud = await testCloud({ dataDir });
    const first = new SSMClient(clientSettings(cloud));
    expect((await put(first, '/app/a', '1')).Version).toBe(1);
    await expect(put(first, '/app/a', '2')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect((await put(first, '/app/a', '2', { Overwrite: true })).Version).toBe(2);
    await cloud.close();
    const { Parameter } = await (await client({ dataDir })).send(new GetParameterCommand({ Name: '/app/a' }));
    expect(Parameter).toMatchObject({
      Value: '2',
      Version: 2,
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/app/a',
      LastModifiedDate: expect.any(Date),
    });
  });

  test('that is secure is told in clear only with decryption', async () => {
    const ssm = await client();
    await put(ssm, 'key', 'hidden', { Type: 'SecureString' });
    const read = async (WithDecryption: boolean) =>
      (await ssm.send(new GetParameterCommand({ Name: 'key', WithDecryption }))).Parameter?.Value;
    expect(await read(false)).not.toContain('hidden');
    expect(await read(true)).toBe('hidden');
  });

  test('is found by path, in pages, and one level deep unless told', async () => {
    const ssm = await client();
    for (const name of ['/a/1', '/a/2', '/a/b/3', '/ab/4']) await put(ssm, name, 'x');
    const names = async (rest: object) => {
      const { Parameters, NextToken } = await ssm.send(new GetParametersByPathCommand({ Path: '/a', ...rest }));
      return [Parameters?.map(({ Name }) => Name), NextToken];
    };
    expect(await names({})).toEqual([['/a/1', '/a/2'], undefined]);
    expect(await names({ Recursive: true, MaxResults: 2 })).toEqual([['/a/1', '/a/2'], '2']);
    expect(await names({ Recursive: true, MaxResults: 2, NextToken: '2' })).toEqual([['/a/b/3'], undefined]);
  });

  test('of several that are asked for, the missing are named', async () => {
    const ssm = await client();
    await put(ssm, 'a', '1');
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names: ['a', 'b'] }));
    expect([Parameters?.map(({ Value }) => Value), InvalidParameters]).toEqual([['1'], ['b']]);
  });

  test('is found by the number of its latest version, and by no other', async () => {
    const ssm = await client();
    await put(ssm, '/app/a', '1');
    await put(ssm, '/app/a', '2', { Overwrite: true });
    const get = (Name: string) => ssm.send(new GetParameterCommand({ Name }));
    expect((await get('/app/a:2')).Parameter).toMatchObject({ Name: '/app/a', Selector: ':2', Value: '2' });
    expect((await get('/app/a')).Parameter).not.toHaveProperty('Selector');
    await expect(get('/app/a:1')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    await expect(get('/app/b:1')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    const many = await ssm.send(new GetParametersCommand({ Names: ['/app/a:2', '/app/a:1'] }));
    expect(many).toMatchObject({ Parameters: [{ Selector: ':2' }], InvalidParameters: ['/app/a:1'] });
  });

  test('of the CDK bootstrap is there from the start', async () => {
    const ssm = await client();
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
    expect(Parameter?.Value).toBe('33');
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toHaveLength(1);
  });
});

describe('bad input is refused with a reason', () => {
  test.each([
    ['a name with a space', 'a b', 'x', {}, 'Name'],
    ['a value against its pattern', 'a', 'x', { AllowedPattern: '^\\d+$' }, 'allowedPattern'],
    ['a value that is too long', 'a', 'x'.repeat(4_097), {}, '4096'],
    ['no type', 'a', 'x', { Type: undefined }, 'type is required'],
  ])('%s', async (_, name, value, rest, reason) => {
    await expect(put(await client(), name, value, rest)).rejects.toThrow(reason);
  });

  test('a parameter that is not there', async () => {
    const ssm = await client();
    await expect(ssm.send(new GetParameterCommand({ Name: 'a' }))).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(ssm.send(new DeleteParameterCommand({ Name: 'a' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });
});
