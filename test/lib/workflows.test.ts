/** What a declared workflow becomes: a machine with versions, an alias, a role of its own, rules and a schedule. */
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import type { WorkflowInput } from '../../contracts/workflow.ts';
import { platform } from '../../systems/platform.ts';
import { stageApp, templatesOf } from '../kit/stage-app.ts';
import { errands, tiny, weekly } from './tiny-workflows.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const made = new Map<string, Record<string, Template>>();

/** Synthesized once for each set of workflows: that takes a second. */
function workflowsStack(
  workflows: readonly WorkflowInput[],
  reachedBy: readonly ('direct' | 'queue')[] = ['queue'],
): Record<string, Template> {
  const key = JSON.stringify([workflows, reachedBy]);
  const templates = made.get(key) ?? templatesOf(stageApp([platform, tiny(workflows, reachedBy)]));
  made.set(key, templates);
  return templates;
}

const resourcesOf = (template: Template | undefined, type: string) =>
  Object.entries((template?.toJSON().Resources ?? {}) as Record<string, Resource>).filter(
    ([, { Type }]) => Type === type,
  );

/** Statements of the roles whose logical id begins so. */
const statementsOf = (template: Template | undefined, start: string) =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(start))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);

const inWords = (resource: unknown): string =>
  JSON.stringify(resource)
    .replaceAll(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, '$1')
    .replaceAll(/\{"Ref":"AWS::Partition"\}/g, '')
    .replaceAll(/[",]/g, '');

test('a declared workflow is a machine that logs everything but data, a version that is kept, and the alias live', () => {
  const { Workflows } = workflowsStack([errands, weekly]);
  Workflows?.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineName: 'signalbox-dev-workflow-errands',
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
  const [[, version] = []] = resourcesOf(Workflows, 'AWS::StepFunctions::StateMachineVersion');
  expect([version?.DeletionPolicy, version?.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  Workflows?.hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
    Name: 'live',
    RoutingConfiguration: [Match.objectLike({ Weight: 100 })],
  });
});

test('another definition makes another version; the same makes the same', () => {
  const versionOf = (workflow: WorkflowInput) =>
    resourcesOf(workflowsStack([workflow, weekly]).Workflows, 'AWS::StepFunctions::StateMachineVersion')
      .map(([id]) => id)
      .filter((id) => id.startsWith('errands'));
  expect(versionOf(errands)).toHaveLength(1);
  expect(versionOf(errands)).toEqual(versionOf({ ...errands, priority: 'normal' })); // its default
  expect(versionOf(errands)).not.toEqual(versionOf({ ...errands, title: 'Other errands' }));
});

test('its role may have its steps carried out, tell the types that it tells in its own name, and write its log', () => {
  const facts = statementsOf(workflowsStack([errands, weekly]).Workflows, 'errands').map(
    ({ Action, Resource, Condition }) => [[Action].flat().join(), inWords(Resource), Condition] as const,
  );
  expect(facts.map(([actions]) => actions.split(',')[0])).toEqual([
    'lambda:InvokeFunction',
    'events:PutEvents',
    'logs:CreateLogDelivery',
  ]);
  expect(facts[0]?.[1]).toMatch(/function:signalbox-dev-platform-steps$/);
  expect(facts[1]?.[2]).toEqual({
    StringEquals: { 'events:source': 'signalbox.workflows.errands', 'events:detail-type': ['tiny.told'] },
  });
});

test('those that are registered at run time say nothing that the platform alone says', () => {
  const stack = JSON.stringify(workflowsStack([errands, weekly]).Workflows);
  expect(stack).toMatch(
    /"StringNotEquals":{"events:detail-type":\[[^\]]*"platform.error"[^\]]*"platform.approval.decided"/,
  );
});

test('one that calls another may start its live version, and watch and stop its executions alone', () => {
  const statements = statementsOf(workflowsStack([errands, weekly]).Workflows, 'weekly');
  const resource = (action: string) =>
    inWords(statements.find(({ Action }) => [Action].flat().includes(action))?.Resource);
  expect(resource('states:StartExecution')).toMatch(/stateMachine:signalbox-dev-workflow-errands:live$/);
  expect(resource('states:StopExecution')).toMatch(/execution:signalbox-dev-workflow-errands:\*$/);
  expect(resource('events:PutRule')).toMatch(/rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/);
});

test('messages that start it and that it waits for go to the triggers, each by its rule; a time by its schedule', () => {
  const { Workflows, Line } = workflowsStack([errands, weekly]);
  const all = resourcesOf(Workflows, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
  const rules = all.filter(({ Name }) => String(Name).includes('errands'));
  const to = [{ exists: false }, { 'anything-but': { prefix: 'agent:workflows.' } }];
  expect(rules.map(({ Name, EventPattern }) => [Name, EventPattern])).toEqual([
    [
      'signalbox-dev-workflow-errands-run',
      { 'detail-type': ['tiny.asked'], detail: { payload: { urgent: [true] }, to, type: ['tiny.asked'] } },
    ],
    [
      'signalbox-dev-workflow-errands-wait',
      { 'detail-type': ['tiny.answered'], detail: { to, type: ['tiny.answered'] } },
    ],
  ]);
  Workflows?.hasResourceProperties('AWS::Scheduler::Schedule', {
    Name: 'workflow-weekly',
    GroupName: 'signalbox-dev-deadlines',
    ScheduleExpression: 'cron(0 6 ? * MON *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    Target: Match.objectLike({
      Input: '{"workflow":"weekly","for":"schedule","at":"<aws.scheduler.scheduled-time>","input":{"week":true}}',
    }),
  });
  const policies = resourcesOf(Line, 'AWS::SQS::QueuePolicy').map(([, one]) => JSON.stringify(one));
  expect(policies.filter((one) => one.includes('rule/signalbox-dev/signalbox-dev-workflow-*'))).toHaveLength(1);
  expect(policies.filter((one) => one.includes('rule/signalbox-dev-transitions'))).toHaveLength(1);
});

test('what a workflow asks has no deadline but its step’s; what is caused in its conversation goes to the answers', () => {
  const { Line } = workflowsStack([errands, weekly]);
  Line?.hasResourceProperties('AWS::Events::Rule', {
    Name: 'signalbox-dev-deadlines',
    EventPattern: {
      detail: { expects: ['ack', 'reply'], sender: [{ 'anything-but': { prefix: 'workflows.' } }, { exists: false }] },
    },
  });
  Line?.hasResourceProperties('AWS::Events::Rule', {
    Name: 'signalbox-dev-answers',
    EventPattern: { detail: { correlationId: [{ prefix: 'workflow:' }], causationId: [{ exists: true }] } },
  });
});

test('an agent is invoked directly when it says so, and then the caller waits longer than the agent may take', () => {
  const invoked = (template: Template | undefined) =>
    statementsOf(template, 'steps').filter(({ Action }) => Action === 'lambda:InvokeFunction');
  const byQueue = workflowsStack([errands, weekly]).Workflows;
  const direct = workflowsStack([errands], ['direct', 'queue']).Workflows;
  expect(invoked(byQueue)).toEqual([]);
  expect(invoked(direct).map(({ Resource }) => inWords(Resource))).toEqual([
    expect.stringMatching(/function:signalbox-dev-tiny-worker$/),
  ]);
  direct?.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'signalbox-dev-platform-steps',
    Timeout: 130,
  });
});

test('an agent that needs the history may read it, and one that needs files has a folder of its own', () => {
  const statements = statementsOf(workflowsStack([errands, weekly]).Agents, 'tinyworker');
  expect(
    statements.some(
      ({ Action, Resource }) => [Action].flat().includes('dynamodb:Query') && inWords(Resource).includes('-history'),
    ),
  ).toBe(true);
  expect(
    statements
      .filter(({ Resource }) => inWords(Resource).includes('files/'))
      .map(({ Action, Resource }) => [Action, inWords(Resource).match(/files\/.*$/)?.[0]]),
  ).toEqual([[['s3:PutObject', 's3:GetObject'], 'files/tiny.worker/*']]);
});

test('the logs may call the function of the transitions, and it alone', () => {
  const { Workflows } = workflowsStack([errands, weekly]);
  const permissions = resourcesOf(Workflows, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
  expect(permissions).toEqual([
    expect.objectContaining({ Principal: 'logs.amazonaws.com', SourceAccount: '000000000000' }),
  ]);
  expect(resourcesOf(Workflows, 'AWS::Logs::SubscriptionFilter')).toHaveLength(1);
});

test('a workflow that is not well formed, or two of one id, are refused at synth with their place', () => {
  expect(() => workflowsStack([{ ...errands, id: 'Errands' }])).toThrow(
    /Workflow Errands in systems\/tiny.ts is not well formed: .*lower-case words/,
  );
  expect(() => workflowsStack([errands, errands])).toThrow(/both declare workflow errands/);
});

test('a workflow that cannot work is refused at synth, with the step and what to do', () => {
  const lost: WorkflowInput = {
    ...errands,
    trigger: { kind: 'manual' },
    steps: [{ id: 'ask', kind: 'task', to: 'nobody', type: 'tiny.asked', payload: {}, reply: 'tiny.answered' }],
  };
  expect(() => workflowsStack([lost])).toThrow(
    /not sound:\n- errands: ask addresses nobody, which is no participant. Declare it/,
  );
});
