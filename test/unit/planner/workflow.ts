/**
 * A workflow of a system, the planner's unless told, as it is compiled, on the local Step Functions; in the place of the platform's function a queue
 * takes what its steps ask, and the test's agents answer. So everything of the machine is real, its JSONata too, and nothing else.
 */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import type { System } from '../../../contracts/system.ts';
import { type WorkflowInput, workflowSchema } from '../../../contracts/workflow.ts';
import type { StepRequest } from '../../../contracts/workflow-step.ts';
import { stepRequestSchema } from '../../../contracts/workflow-step.ts';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { compileWorkflow } from '../../../domain/workflow/compile.ts';
import { planAndExecute } from '../../../systems/planner/workflow.ts';
import { planner } from '../../../systems/planner.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { ROLE } from '../../kit/functions.ts';

export interface Decided {
  readonly approved: boolean;
  readonly reason?: string;
}

export interface Answers {
  /** The payload of the reply; a thrown StepFailed fails the step. */
  readonly ask: (request: Extract<StepRequest, { do: 'ask' }>) => Promise<unknown> | unknown;
  readonly approve: (request: Extract<StepRequest, { do: 'approve' }>) => Decided | undefined;
}

export class StepFailed extends Error {
  readonly code: string;
  constructor(code: string, reason: string) {
    super(reason);
    this.code = code;
  }
}

export interface Ended<R = Result> {
  readonly status: string | undefined;
  readonly result: R;
  /** What was asked, in order: `makePlan ask planner`. */
  readonly asked: readonly string[];
}

export interface Result {
  readonly state: string;
  readonly reason: string;
  readonly rounds: number;
  readonly plan: { readonly tasks: readonly { readonly id: string }[] } | null;
  readonly tasks: readonly { readonly id: string; readonly status: string; readonly reason?: string }[];
  readonly output: Readonly<Record<string, unknown>> | null;
}

interface Declared {
  readonly definition: WorkflowInput;
  readonly system: System;
}

/** @param redrives how often an execution that failed is redriven */
export async function runWorkflow<R = Result>(
  input: object,
  answers: Answers,
  redrives = 0,
  declared: Declared = { definition: planAndExecute, system: planner },
): Promise<Ended<R>> {
  const cloud = await testCloud({ clock: 'skip' });
  const [sfn, sqs] = [new SFNClient(clientSettings(cloud)), new SQSClient(clientSettings(cloud))];
  onTestFinished(() => {
    sfn.destroy();
    sqs.destroy();
  });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'asked' }));
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'machine', roleArn: ROLE, definition: machineOn(QueueUrl, declared) }),
  );
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name: 'test' }),
  );
  const asked: string[] = [];
  const described = async () => await sfn.send(new DescribeExecutionCommand({ executionArn }));
  for (let execution = await described(); ; execution = await described()) {
    if (execution.status === 'FAILED' && asked.filter((line) => line.startsWith('FAILED')).length < redrives) {
      asked.push(`FAILED ${execution.error}, redriven`);
      await sfn.send(new RedriveExecutionCommand({ executionArn }));
      continue;
    }
    if (execution.status !== 'RUNNING') {
      const result = JSON.parse(execution.output ?? '{}') as R;
      if (execution.status === 'FAILED') asked.push(`FAILED ${execution.error}: ${execution.cause}`);
      return { status: execution.status, result, asked };
    }
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      const request = stepRequestSchema.parse(JSON.parse(Body));
      if (await answer(sfn, request, answers, asked, declared)) continue;
      await cloud.advance(request.timeoutS * 1000); // nobody answers
    }
  }
}

/** The machine with a queue where it invokes the platform's function. */
function machineOn(QueueUrl: string, { definition, system }: Declared): string {
  const catalogue = createCatalogue([system]);
  const channelOf = (type: string) => catalogue.types.get(type)?.channel.name;
  const machine = compileWorkflow(workflowSchema.parse(definition), { prefix: 'signalbox-test', channelOf });
  return JSON.stringify(machine, (_, value: unknown) => {
    if (value === 'arn:aws:states:::lambda:invoke.waitForTaskToken')
      return 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
    if (typeof value === 'object' && value !== null && 'FunctionName' in value && 'Payload' in value)
      return { QueueUrl, MessageBody: value.Payload };
    return value;
  });
}

/** False when nobody answers. */
async function answer(
  sfn: SFNClient,
  request: StepRequest,
  { ask, approve }: Answers,
  asked: string[],
  { system }: Declared,
): Promise<boolean> {
  const { token: taskToken = '', step, place } = request;
  const succeed = (output: unknown) =>
    sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
  if (request.do === 'approve') {
    asked.push(`${step} ${place}: ${request.question}`);
    const decided = approve(request);
    if (!decided) return false;
    const { approved, reason } = decided;
    const decision = {
      by: 'principal:alice',
      decision: approved ? 'approved' : 'rejected',
      at: '2026-02-10T12:00:00.000Z',
    };
    await succeed({ approved, decisions: [{ ...decision, ...(reason !== undefined && { reason }) }] });
    return true;
  }
  if (request.do !== 'ask') throw new Error(`The test answers no ${request.do}.`);
  asked.push(`${step} ${place}: ${request.to}, ${request.timeoutS} s, ${request.priority}`);
  const schema = system.messages[request.type];
  try {
    await succeed(await ask({ ...request, payload: schema?.parse(request.payload) }));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: error.code, cause: error.message }));
  }
  return true;
}
