/**
 * Definitions, compiled and run on Step Functions. In the place of the platform's function stands one that does as it is told in the
 * request (the payload, what an approval shows, what a message is waited for by): `{answer}`, `{echo}` the request itself,
 * `{error}`, until a certain attempt, or `{silent}`. Without a word it answers with the step's id. Debaters agree in the second round,
 * unless the topic has another `judgement`.
 */

import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type WorkflowDefinition, type WorkflowInput, workflowSchema } from '../../../contracts/workflow.ts';
import { LIVE_ALIAS, machineName, stepsFunctionName } from '../../../domain/naming.ts';
import { compileWorkflow, machineText } from '../../../domain/workflow/compile.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { ROLE, testFunctions } from '../../kit/functions.ts';
import { PARTICIPANTS } from '../../kit/workflow-definitions.ts';

const PREFIX = 'signalbox-dev';

const ANYONE = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' },
});

const PLATFORM = `
import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
const client = new SFNClient({});
export const handler = async ({ token: taskToken, ...request }) => {
  if (request.do === 'collect') return { answers: [], failed: [], missing: ['agent:trial.ana'], request };
  const told = request.payload ?? request.show ?? request.where ?? {};
  if (told.silent) return;
  if (told.error && request.attempt < (told.untilAttempt ?? Infinity)) {
    await client.send(new SendTaskFailureCommand({ taskToken, error: told.error, cause: JSON.stringify({ step: request.step }) }));
    return;
  }
  const output = told.echo || request.type === 'trial.heard' ? request : 'answer' in Object(told) ? told.answer : request.type === 'trial.judge' ? { agreed: told.round > 1, ...told.topic.judgement } : request.step;
  await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
};`;

export type Steps = WorkflowInput['steps'];
/** A step of one kind, as it is written. */
export type StepInput<K extends Steps[number]['kind']> = Extract<Steps[number], { kind: K }>;

export interface Ran {
  readonly status: string | undefined;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly executionArn: string;
}

/** Gives the ARN of its live alias. */
async function createMachine(states: SFNClient, definition: WorkflowDefinition): Promise<string> {
  const channelOf = (type: string) => `${type}.in`;
  const command = new CreateStateMachineCommand({
    name: machineName(PREFIX, definition.id),
    definition: machineText(compileWorkflow(definition, { prefix: PREFIX, channelOf })),
    roleArn: ROLE,
    publish: true,
  });
  const { stateMachineVersionArn } = await states.send(command);
  const { stateMachineAliasArn } = await states.send(
    new CreateStateMachineAliasCommand({
      name: LIVE_ALIAS,
      routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
    }),
  );
  return stateMachineAliasArn ?? '';
}

/** A queue that gets everything that is put on the bus. */
async function listenTo(events: EventBridgeClient, sqs: SQSClient) {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'published', Attributes: { Policy: ANYONE } }),
  );
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const rule = { Name: 'all', EventBusName: PREFIX };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: '{"source":[{"prefix":""}]}' }));
  await events.send(
    new PutTargetsCommand({
      Rule: rule.Name,
      EventBusName: PREFIX,
      Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }],
    }),
  );
  return async (): Promise<Readonly<Record<string, unknown>>> => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    return JSON.parse(Messages?.[0]?.Body ?? '{}') as Readonly<Record<string, unknown>>;
  };
}

/** Names of the workflow and of its execution are given out in turn. */
export async function compiledWorkflows() {
  const cloud = await testCloud({ clock: 'skip' });
  const settings = clientSettings(cloud);
  const [states, events, sqs] = [new SFNClient(settings), new EventBridgeClient(settings), new SQSClient(settings)];
  await events.send(new CreateEventBusCommand({ Name: PREFIX }));
  await testFunctions(cloud).create(stepsFunctionName(PREFIX), PLATFORM);
  let made = 0;

  const create = (definition: WorkflowDefinition) => createMachine(states, definition);

  async function runDefinition(definition: WorkflowDefinition, input: unknown = {}): Promise<Ran> {
    const stateMachineArn = await create(definition);
    const { executionArn = '' } = await states.send(
      new StartExecutionCommand({ stateMachineArn, name: 'one', input: JSON.stringify(input) }),
    );
    return await end(executionArn, 0);
  }

  /** Once it has ended, later than the record `after`. */
  async function end(executionArn: string, after: number): Promise<Ran> {
    await cloud.engine.traces.find(
      ({ id, action, resource }) => id > after && action === 'end' && resource === executionArn,
    );
    const { status, output, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause, executionArn };
  }

  const parsed = (steps: Steps, rest: Partial<WorkflowInput> = {}): WorkflowDefinition => {
    made += 1;
    return workflowSchema.parse({ id: `trial-${made}`, title: 'Trial', participants: PARTICIPANTS, steps, ...rest });
  };

  return {
    create,
    runDefinition,
    run: (steps: Steps, input?: unknown, rest?: Partial<WorkflowInput>) => runDefinition(parsed(steps, rest), input),
    /** From the step that failed. */
    async redrive({ executionArn }: Ran): Promise<Ran> {
      const before = cloud.engine.traces.last;
      await states.send(new RedriveExecutionCommand({ executionArn }));
      return await end(executionArn, before);
    },
    /** The states that an execution entered, in turn. */
    async entered({ executionArn }: Ran): Promise<string[]> {
      const { events: all = [] } = await states.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }),
      );
      return all.flatMap(({ stateEnteredEventDetails: entered }) => (entered?.name ? [entered.name] : []));
    },
    listener: () => listenTo(events, sqs),
  };
}
