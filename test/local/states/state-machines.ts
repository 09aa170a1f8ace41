/** State machines for a test: a client, machines made of definitions, executions that are waited for by their traces. */
import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { ROLE } from '../../kit/functions.ts';

/** Sends its token to a queue as `{"token":…}` and waits for the answer. */
export const machineThatAsks = (QueueUrl: string | undefined, members: object = {}) => ({
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
      End: true,
      ...members,
    },
  },
});

export function stateMachines(cloud: LocalCloud) {
  // StartSyncExecution and TestState go to `sync-<host>`, which an address of numbers cannot have
  const client = new SFNClient({ ...clientSettings(cloud), disableHostPrefix: true });
  let made = 0;

  async function create(definition: object, members: Partial<CreateStateMachineCommandInput> = {}): Promise<string> {
    made += 1;
    const command = new CreateStateMachineCommand({
      name: `machine-${made}`,
      roleArn: ROLE,
      definition: JSON.stringify(definition),
      ...members,
    });
    return (await client.send(command)).stateMachineArn ?? '';
  }

  async function start(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name && { name }) });
    return (await client.send(command)).executionArn ?? '';
  }

  /** Resolves when it has ended. */
  async function end(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    await cloud.engine.traces.find(({ action, resource }) => action === 'end' && resource === executionArn);
    return await client.send(new DescribeExecutionCommand({ executionArn }));
  }

  return {
    client,
    create,
    start,
    end,
    /** Makes a machine, runs it to its end. */
    async run(definition: object, input?: unknown): Promise<DescribeExecutionCommandOutput> {
      return await end(await start(await create(definition), input));
    },
    async history(executionArn: string | undefined): Promise<HistoryEvent[]> {
      const answer = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return answer.events ?? [];
    },
  };
}
