/** Secrets through the Secrets Manager API: versions and their stages, deletion and recovery, restarts, bad input. */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';

const client = async (options = {}) => new SecretsManagerClient(clientSettings(await testCloud(options)));
const SecretId = 'app/key';

describe('a secret', () => {
  test('is read by name, ARN and stage, also after a restart', async () => {
    const dataDir = dataDirectory();
    const cloud = await testCloud({ dataDir });
    const first = new SecretsManagerClient(clientSettings(cloud));
    const made = await first.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'one' }));
    expect(made.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/key-\w{6}$/);
    await first.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
    await first.send(new PutSecretValueCommand({ SecretId, SecretBinary: new Uint8Array([1, 2, 255]) }));
    await cloud.close();

    const again = await client({ dataDir });
    const read = (rest: object) => again.send(new GetSecretValueCommand({ SecretId, ...rest }));
    expect([...((await read({ SecretId: made.ARN })).SecretBinary ?? [])]).toEqual([1, 2, 255]);
    expect((await read({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
    await expect(read({ VersionId: made.VersionId })).rejects.toThrow(`VersionId: ${made.VersionId}`);
    const { VersionIdsToStages } = await again.send(new DescribeSecretCommand({ SecretId: made.ARN?.slice(0, -7) }));
    expect(
      Object.values(VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    const { SecretList } = await again.send(new ListSecretsCommand({}));
    expect(SecretList).toMatchObject([{ Name: SecretId, SecretVersionsToStages: VersionIdsToStages }]);
  });

  test('put twice with one token is one version', async () => {
    const secrets = await client();
    const ClientRequestToken = '0'.repeat(32);
    await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'a' }));
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
    await put('b');
    expect((await put('b')).VersionId).toBe(ClientRequestToken);
    await expect(put('c')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('that is deleted can be restored until its window ends', async () => {
    const clock = handClock();
    const secrets = await client({ clock });
    await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'a' }));
    const get = () => secrets.send(new GetSecretValueCommand({ SecretId }));
    await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    await expect(get()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    await secrets.send(new RestoreSecretCommand({ SecretId }));
    expect((await get()).SecretString).toBe('a');
    await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    clock.advance(7 * 24 * 3_600_000);
    await expect(secrets.send(new RestoreSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});

describe('random passwords', () => {
  test('keep to their rules', async () => {
    const secrets = await client();
    const make = async (rules: object) =>
      (await secrets.send(new GetRandomPasswordCommand(rules))).RandomPassword ?? '';
    expect(await make({})).toHaveLength(32);
    expect(await make({ PasswordLength: 4 })).toMatch(/(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s]|.*_)/);
    expect(await make({ ExcludePunctuation: true, ExcludeCharacters: 'abc', PasswordLength: 500 })).toMatch(
      /^[d-zA-Z0-9]{500}$/,
    );
    expect(await make({})).not.toBe(await make({}));
    await expect(make({ PasswordLength: 3 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('bad input is refused with a reason', () => {
  test.each([
    ['a name with a space', { Name: 'a b', SecretString: 'x' }, 'Name'],
    ['text and bytes at once', { Name: 'a', SecretString: 'x', SecretBinary: new Uint8Array(1) }, 'both'],
    ['too many bytes', { Name: 'a', SecretString: 'é'.repeat(40_000) }, '65536'],
  ])('%s', async (_, input, reason) => {
    await expect((await client()).send(new CreateSecretCommand(input))).rejects.toThrow(reason);
  });
});
