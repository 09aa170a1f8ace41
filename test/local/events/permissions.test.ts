/** Who may put events: the role's policy is asked for each entry, with the source and type it claims. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { entry } from './events-cloud.ts';

async function publisher(statement: object) {
  const cloud = await testCloud();
  const iam = new IAMClient(clientSettings(cloud));
  const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
  const role = { RoleName: 'publisher', AssumeRolePolicyDocument: document(trust) };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const PolicyDocument = document({ Effect: 'Allow', Action: 'events:PutEvents', ...statement });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'publisher', PolicyName: 'p', PolicyDocument }));
  const assumed = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'test' });
  const { Credentials: keys } = await new STSClient(clientSettings(cloud)).send(assumed);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = keys ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new EventBridgeClient(clientSettings(cloud, credentials));
}

test('a forged source is refused, also when it hides behind a good entry', async () => {
  const client = await publisher({ Resource: '*', Condition: { StringEquals: { 'events:source': 'mine' } } });
  const mine = entry({}, { Source: 'mine' });
  const forged = entry({}, { Source: 'theirs' });
  await expect(client.send(new PutEventsCommand({ Entries: [mine, mine] }))).resolves.toMatchObject({
    FailedEntryCount: 0,
  });
  await expect(client.send(new PutEventsCommand({ Entries: [forged] }))).rejects.toThrow('events:PutEvents');
  await expect(client.send(new PutEventsCommand({ Entries: [mine, forged] }))).rejects.toThrow('events:PutEvents');
});

test('a role may put events on the bus it was given, and on no other', async () => {
  const client = await publisher({ Resource: 'arn:aws:events:us-east-1:000000000000:event-bus/mine' });
  const on = (EventBusName: string) => client.send(new PutEventsCommand({ Entries: [entry({}, { EventBusName })] }));
  await expect(on('mine')).resolves.toMatchObject({ FailedEntryCount: 0 });
  await expect(on('other')).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
});
