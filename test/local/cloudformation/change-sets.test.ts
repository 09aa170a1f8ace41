/** Change sets: what they say would change, and that it does. */
import {
  type Change,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { queues, type StackClient, stackClient } from './stack-client.ts';

const propose = ({ client }: StackClient, TemplateBody: string, more: Partial<CreateChangeSetCommandInput> = {}) =>
  client.send(new CreateChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next', TemplateBody, ...more }));

async function described({ client }: StackClient, IncludePropertyValues = false) {
  const request = { StackName: 'Line', ChangeSetName: 'next', IncludePropertyValues };
  return await client.send(new DescribeChangeSetCommand(request));
}

/** `action logicalId replacement: Property/Recreation …` */
const brief = ({ ResourceChange: change }: Change): string =>
  `${change?.Action} ${change?.LogicalResourceId} ${change?.Replacement ?? '-'}: ${(change?.Details ?? [])
    .map(
      ({ Target, ChangeSource }) =>
        `${Target?.Name ?? Target?.Attribute}/${Target?.RequiresRecreation}/${ChangeSource}`,
    )
    .join(' ')}`.trim();

test('a stack by change sets: reviewed, created, changed, as the CDK does it', async () => {
  const stacks = stackClient(await testCloud());
  const { client, settled, queueNames } = stacks;
  const template = queues({ Q: { QueueName: 'one' } });
  const { StackId, Id } = await propose(stacks, template, { ChangeSetType: 'CREATE' });
  expect(await settled('Line')).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS', StackId });
  expect((await client.send(new GetTemplateCommand({ StackName: 'Line' }))).TemplateBody ?? '').toBe('');
  const first = await described(stacks);
  expect(first).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', ChangeSetId: Id, StackId });
  expect(first.Changes?.map(brief)).toEqual(['Add Q -:']);
  expect(await queueNames()).toEqual([]);

  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id, ClientRequestToken: 'exec' }));
  expect(await settled('Line')).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ChangeSetId: Id });
  expect(await queueNames()).toEqual(['one']);

  const again = new ExecuteChangeSetCommand({ ChangeSetName: Id });
  await expect(client.send(again)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  await client.send(new DeleteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next' }));
  await expect(described(stacks)).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  await client.send(new DeleteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next' }));

  await propose(stacks, queues({ Q: { QueueName: 'two' } }));
  await propose(stacks, queues({ Q: { QueueName: 'three' } }), { ChangeSetName: 'other' });
  const listed = await client.send(new ListChangeSetsCommand({ StackName: 'Line' }));
  expect(listed.Summaries?.map(({ ChangeSetName }) => ChangeSetName).sort()).toEqual(['next', 'other']);
  await client.send(new ExecuteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next' }));
  await settled('Line');
  expect(await queueNames()).toEqual(['two']);
  const gone = new DescribeChangeSetCommand({ StackName: 'Line', ChangeSetName: 'other' });
  await expect(client.send(gone)).rejects.toThrow('ChangeSet [other] does not exist');
});

test('changes are told by property, with what follows from what', async () => {
  const stacks = stackClient(await testCloud());
  const of = (dead: object, source: object, extra: object, delay: string) =>
    queues(
      {
        Dead: dead,
        Source: {
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
          DelaySeconds: { Ref: 'Delay' },
          ...source,
        },
        ...extra,
      },
      { Parameters: { Delay: { Type: 'Number', Default: delay } } },
    );
  await stacks.create('Line', of({}, {}, { Gone: {}, Same: { QueueName: 'same' } }, '1'));

  await propose(
    stacks,
    of({ QueueName: 'dead' }, { VisibilityTimeout: 9 }, { New: {}, Same: { QueueName: 'same' } }, '2'),
  );
  const { Changes = [] } = await described(stacks, true);
  expect(Changes.map(brief)).toEqual([
    'Modify Dead True: QueueName/Always/DirectModification',
    'Remove Gone -:',
    'Add New -:',
    'Modify Source False: DelaySeconds/Never/ParameterReference VisibilityTimeout/Never/DirectModification RedrivePolicy/Never/ResourceAttribute',
  ]);
  const [dead, gone, , source] = Changes.map(({ ResourceChange }) => ResourceChange);
  expect(dead).toMatchObject({ PolicyAction: 'ReplaceAndDelete', Scope: ['Properties'] });
  expect(gone).toMatchObject({ PolicyAction: 'Delete' });
  expect(source?.Details).toMatchObject([
    { CausingEntity: 'Delay', Target: { BeforeValue: '1', AfterValue: '2' } },
    { Evaluation: 'Static', Target: { AfterValue: '9', AttributeChangeType: 'Add' } },
    { Evaluation: 'Dynamic', CausingEntity: 'Dead.Arn' },
  ]);
  expect(source?.AfterContext).toContain('{{changeSet:KNOWN_AFTER_APPLY}}');
  const { Changes: [, , , plain] = [] } = await described(stacks);
  expect(plain?.ResourceChange?.AfterContext).toBeUndefined();
});

test('a change set that was overtaken is obsolete wherever it is told of, and is not executed', async () => {
  const stacks = stackClient(await testCloud());
  const { client, settled } = stacks;
  await stacks.create('Line', queues({ Q: { QueueName: 'one' } }));
  await propose(stacks, queues({ Q: { QueueName: 'two' } }));
  await client.send(new UpdateStackCommand({ StackName: 'Line', TemplateBody: queues({ Q: { QueueName: 'three' } }) }));
  await settled('Line');
  expect(await described(stacks)).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'OBSOLETE' });
  const { Summaries } = await client.send(new ListChangeSetsCommand({ StackName: 'Line' }));
  expect(Summaries).toMatchObject([{ ChangeSetName: 'next', ExecutionStatus: 'OBSOLETE' }]);
  await expect(client.send(new ExecuteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next' }))).rejects.toThrow(
    'cannot be executed in its current status of [OBSOLETE]',
  );
});

test('without a change a change set fails in AWS’s words', async () => {
  const stacks = stackClient(await testCloud());
  const { client, settled } = stacks;
  await stacks.create('Line', queues({ Q: { QueueName: 'one' } }));
  await propose(stacks, queues({ Q: { QueueName: 'one' } }));
  expect(await described(stacks)).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason: expect.stringMatching(/^The submitted information didn't contain changes\./),
  });
  await expect(client.send(new ExecuteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'next' }))).rejects.toThrow(
    'cannot be executed in its current status of [FAILED]',
  );
  await expect(propose(stacks, queues({}))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  const output = queues({ Q: { QueueName: 'one' } }, { Outputs: { O: { Value: 'x' } } });
  await propose(stacks, output, { ChangeSetName: 'outputs' });
  await client.send(new ExecuteChangeSetCommand({ StackName: 'Line', ChangeSetName: 'outputs' }));
  expect(await settled('Line')).toMatchObject({ Outputs: [{ OutputKey: 'O', OutputValue: 'x' }] });
});

test('change sets of what is not there, and of what is there already', async () => {
  const stacks = stackClient(await testCloud());
  const { client, create } = stacks;
  await expect(propose(stacks, queues({ Q: {} }))).rejects.toThrow('Stack [Line] does not exist');
  await expect(described(stacks)).rejects.toThrow('Stack [Line] does not exist');
  await create('Line', queues({ Q: {} }));
  await expect(propose(stacks, queues({ Q: {} }), { ChangeSetType: 'CREATE' })).rejects.toThrow(
    'Stack [Line] already exists and cannot be created again with the changeSet [next].',
  );
  await expect(described(stacks)).rejects.toThrow('ChangeSet [next] does not exist');
  const arn = 'arn:aws:cloudformation:us-east-1:000000000000:changeSet/x/y';
  await expect(client.send(new ExecuteChangeSetCommand({ ChangeSetName: arn }))).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
  });

  await propose(stacks, queues({ Q: {} }), { StackName: 'Fresh', ChangeSetType: 'CREATE' });
  await client.send(new DeleteStackCommand({ StackName: 'Fresh' }));
  await expect(stacks.settled('Fresh')).rejects.toThrow('Stack with id Fresh does not exist');
});
