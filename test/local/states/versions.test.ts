/** Versions and aliases: which definition an execution runs. */
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  PublishStateMachineVersionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { stateMachines } from './state-machines.ts';

const answering = (answer: number) => ({ StartAt: 'P', States: { P: { Type: 'Pass', Result: answer, End: true } } });

test('an alias runs the version that it points at, whatever the machine has become', async () => {
  const machines = stateMachines(await testCloud());
  const { client } = machines;
  const stateMachineArn = await machines.create(answering(1));
  const publish = async () =>
    (await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }))).stateMachineVersionArn ?? '';
  const first = await publish();
  await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(answering(2)) }));
  const second = await publish();
  const route = (stateMachineVersionArn: string) => [{ stateMachineVersionArn, weight: 100 }];
  const { stateMachineAliasArn = '' } = await client.send(
    new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: route(first) }),
  );
  const answer = async (arn: string) => (await machines.end(await machines.start(arn))).output;
  expect(await answer(stateMachineAliasArn)).toBe('1');
  expect(await answer(stateMachineArn)).toBe('2');
  await client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: route(second) }));
  const executionArn = await machines.start(stateMachineAliasArn);
  expect((await machines.end(executionArn)).output).toBe('2');
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ stateMachineAliasArn, stateMachineVersionArn: second });
  const removal = client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: second }));
  await expect(removal).rejects.toMatchObject({ name: 'ConflictException' });
});

test('publishing a machine that has not changed gives the version that there is', async () => {
  const machines = stateMachines(await testCloud());
  const stateMachineArn = await machines.create(answering(1));
  const publish = () => machines.client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  expect((await publish()).stateMachineVersionArn).toBe((await publish()).stateMachineVersionArn);
});
