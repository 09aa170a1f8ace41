/** Topics: made, described, changed, listed, tagged and deleted; what SNS refuses is refused in its words. */
import {
  AddPermissionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  RemovePermissionCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { dataDirectory } from '../../kit/cloud.ts';
import { snsCloud } from './sns-cloud.ts';

test('a topic is made once: the same again gives its ARN, different attributes or tags are refused', async () => {
  const { sns, topic } = await snsCloud();
  const arn = await topic('news', { DisplayName: 'News' });
  expect(arn).toBe('arn:aws:sns:us-east-1:000000000000:news');
  expect(await topic('news')).toBe(arn);
  expect(await topic('news', { DisplayName: 'News' })).toBe(arn);
  await expect(topic('news', { DisplayName: 'Other' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
  });
  await expect(
    sns.send(new CreateTopicCommand({ Name: 'news', Tags: [{ Key: 'a', Value: 'b' }] })),
  ).rejects.toMatchObject({ message: 'Invalid parameter: Tags Reason: Topic already exists with different tags' });
});

test.each([
  ['no good', 'InvalidParameterException', 'Invalid parameter: Topic Name'],
  ['x'.repeat(257), 'InvalidParameterException', 'Invalid parameter: Topic Name'],
  ['orders.fifo', 'UnsupportedOperation', 'FIFO topics (orders.fifo) is not supported by the local cloud'],
])('the name %j is refused', async (name, error, message) => {
  const { topic } = await snsCloud();
  await expect(topic(name)).rejects.toMatchObject({ name: error, message: expect.stringContaining(message) });
});

test('attributes are told with their defaults, changed one by one and taken away', async () => {
  const { sns, topic } = await snsCloud();
  const TopicArn = await topic();
  const attributes = async () => (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};
  const set = (AttributeName: string, AttributeValue?: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  expect(await attributes()).toMatchObject({
    TopicArn,
    Owner: '000000000000',
    DisplayName: '',
    SubscriptionsConfirmed: '0',
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
  });
  expect(JSON.parse((await attributes()).Policy ?? '')).toMatchObject({ Id: '__default_policy_ID' });
  await set('DisplayName', 'The <news> & more');
  expect(await attributes()).toMatchObject({ DisplayName: 'The <news> & more' });
  await set('DisplayName', '');
  expect(await attributes()).toMatchObject({ DisplayName: '' });
  await expect(set('Colour', 'red')).rejects.toMatchObject({ message: 'Invalid parameter: AttributeName' });
  await expect(set('Policy', '{"Statement":')).rejects.toMatchObject({
    message: expect.stringContaining('Invalid parameter: Policy Error'),
  });
  await expect(set('ArchivePolicy', '{}')).rejects.toMatchObject({ name: 'UnsupportedOperation' });
});

test('labelled statements come into the policy and go again', async () => {
  const { sns, topic } = await snsCloud();
  const TopicArn = await topic();
  const statements = async (): Promise<{ Sid: string }[]> => {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    return JSON.parse(Attributes?.Policy ?? '').Statement;
  };
  const add = (Label: string, name = 'Publish') =>
    sns.send(new AddPermissionCommand({ TopicArn, Label, AWSAccountId: ['111122223333'], ActionName: [name] }));
  await add('friends');
  expect(await statements()).toContainEqual({
    Sid: 'friends',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'SNS:Publish',
    Resource: TopicArn,
  });
  await expect(add('friends')).rejects.toMatchObject({ message: 'Invalid parameter: Statement already exists' });
  await expect(add('others', 'Fly')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await sns.send(new RemovePermissionCommand({ TopicArn, Label: 'friends' }));
  expect((await statements()).map(({ Sid }) => Sid)).toEqual(['__default_statement_ID']);
});

test('topics are listed a hundred a page', async () => {
  const { sns, topic } = await snsCloud();
  const names = Array.from({ length: 101 }, (_, i) => `t${String(i).padStart(3, '0')}`);
  await Promise.all(names.map((name) => topic(name)));
  const first = await sns.send(new ListTopicsCommand({}));
  const second = await sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));
  expect(first.Topics).toHaveLength(100);
  expect(second).toMatchObject({ Topics: [{ TopicArn: expect.stringContaining(':t100') }] });
  expect(second.NextToken).toBeUndefined();
});

test('tags are added, told and taken away', async () => {
  const { sns, topic } = await snsCloud();
  const ResourceArn = await topic();
  const tags = async () => (await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ];
  await sns.send(new TagResourceCommand({ ResourceArn, Tags }));
  expect(await tags()).toEqual(Tags);
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
  expect(await tags()).toEqual([{ Key: 'b', Value: '' }]);
  await expect(sns.send(new ListTagsForResourceCommand({ ResourceArn: `${ResourceArn}x` }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a topic survives a restart, and is gone once deleted; deleting what is not there is no error', async () => {
  const dataDir = dataDirectory();
  const before = await snsCloud({ dataDir });
  const TopicArn = await before.topic('news', { DisplayName: 'News' });
  await before.cloud.close();
  const { sns } = await snsCloud({ dataDir });
  const described = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(described.Attributes).toMatchObject({ DisplayName: 'News' });
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
  });
});
