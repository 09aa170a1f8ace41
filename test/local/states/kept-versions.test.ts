/** A template that publishes a version for each definition and keeps the old ones: what runs comes to its end on the version that it began on. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  ListStateMachineVersionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { ROLE } from '../../kit/functions.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:errands';

const template = (word: string) => ({
  Resources: {
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'errands',
        RoleArn: ROLE,
        DefinitionString: JSON.stringify({
          StartAt: 'Wait',
          States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Say' }, Say: { Type: 'Pass', Result: word, End: true } },
        }),
      },
    },
    [`Version${word}`]: {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        StateMachineArn: { Ref: 'Machine' },
        StateMachineRevisionId: { 'Fn::GetAtt': ['Machine', 'StateMachineRevisionId'] },
      },
    },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: {
        Name: 'live',
        RoutingConfiguration: [{ StateMachineVersionArn: { Ref: `Version${word}` }, Weight: 100 }],
      },
    },
  },
});

test('a new definition moves the alias to a new version, and the old one is there for what runs on it', async () => {
  const cloud = await testCloud({ clock: 'skip', template: template('old') });
  const release = cloud.holdClock();
  const client = new SFNClient(clientSettings(cloud));
  const begin = async () => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE}:live` }));
    return executionArn ?? '';
  };
  const before = await begin();
  await cloud.deploy(template('new'));
  const after = await begin();
  const { routingConfiguration } = await client.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${MACHINE}:live` }),
  );
  expect(routingConfiguration).toEqual([{ stateMachineVersionArn: `${MACHINE}:2`, weight: 100 }]);
  const { stateMachineVersions = [] } = await client.send(
    new ListStateMachineVersionsCommand({ stateMachineArn: MACHINE }),
  );
  expect(stateMachineVersions.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([
    `${MACHINE}:2`,
    `${MACHINE}:1`,
  ]);
  release();
  const ends = () =>
    cloud.engine.traces.since(0).filter(({ service, action }) => service === 'states' && action === 'end');
  await cloud.engine.traces.find(() => ends().length === 2);
  const outputs = [before, after].map(async (executionArn) => {
    const { output, stateMachineVersionArn } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return [output, stateMachineVersionArn];
  });
  expect(await Promise.all(outputs)).toEqual([
    ['"old"', `${MACHINE}:1`],
    ['"new"', `${MACHINE}:2`],
  ]);
});
