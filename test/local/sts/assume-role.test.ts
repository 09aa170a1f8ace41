/** AssumeRole: input that breaks a rule is refused in AWS's words, by member. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

test('each member that breaks a rule is named', async () => {
  const sts = new STSClient(clientSettings(await testCloud()));
  const refused = sts.send(new AssumeRoleCommand({ RoleArn: 'short', RoleSessionName: '!' }));
  await expect(refused).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/^2 validation errors detected: .*'roleArn'.*'roleSessionName'/),
  });
});
