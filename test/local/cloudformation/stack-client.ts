/** CloudFormation for a test: a client, templates of queues, and stacks waited for. */
import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings } from '../../kit/cloud.ts';

/** A template of queues, by logical id. */
export const queues = (properties: Readonly<Record<string, object>>, more: object = {}): string =>
  JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(properties).map(([id, Properties]) => [id, { Type: 'AWS::SQS::Queue', Properties }]),
    ),
    ...more,
  });

export interface StackClient {
  readonly client: CloudFormationClient;
  /** Waits until nothing is done to it any more: that is what DescribeStacks does here. */
  settled(name: string): Promise<Stack>;
  create(name: string, TemplateBody: string, more?: Partial<CreateStackCommandInput>): Promise<Stack>;
  /** `status logicalId`, oldest first. */
  events(name: string): Promise<string[]>;
  queueNames(): Promise<string[]>;
}

export function stackClient(cloud: Pick<LocalCloud, 'url'>): StackClient {
  const client = new CloudFormationClient(clientSettings(cloud));
  async function settled(StackName: string): Promise<Stack> {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    if (!stack) throw new Error(`no stack ${StackName}`);
    return stack;
  }
  return {
    client,
    settled,
    async create(StackName, TemplateBody, more = {}) {
      await client.send(new CreateStackCommand({ StackName, TemplateBody, ...more }));
      return settled(StackName);
    },
    async events(StackName) {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      return StackEvents.map((one) => `${one.ResourceStatus} ${one.LogicalResourceId}`).reverse();
    },
    async queueNames() {
      const { QueueUrls = [] } = await new SQSClient(clientSettings(cloud)).send(new ListQueuesCommand({}));
      return QueueUrls.map((url) => url.split('/').at(-1) ?? '').sort();
    },
  };
}
