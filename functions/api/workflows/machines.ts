/**
 * The state machines of workflows that were registered at run time: created, changed, published, pointed at by the alias `live`.
 * Every call may be made again: what is there already is taken as done.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
 */
import {
  ConflictException,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  type LoggingConfiguration,
  ResourceNotFound,
  type SFNClient,
  StateMachineAlreadyExists,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { LIVE_ALIAS, machineName, workflowLogGroupName, workflowRoleName } from '../../../domain/naming.ts';
import { machineArnOf, type Machines as Where } from '../../kit/workflow/executions.ts';

/** The machine of this name is still going away. */
export class MachineDeleting extends Error {
  override readonly name = 'MachineDeleting';
}

export interface MachineStore {
  /** Publishes a machine as a version, whether the machine is new or not; gives the version's ARN. Throws MachineDeleting. */
  publish(workflow: string, text: string, description: string): Promise<string>;
  /** New executions take this version from now on. */
  pointLive(workflow: string, versionArn: string): Promise<void>;
  dropVersion(versionArn: string): Promise<void>;
  /** With its versions and its alias. */
  remove(workflow: string): Promise<void>;
  /** Step Functions lists what was started a moment ago with a little delay. */
  isRunning(workflow: string): Promise<boolean>;
  /** As Step Functions has it; undefined when it is gone. */
  machineText(versionArn: string): Promise<string | undefined>;
  arnOf(workflow: string): string;
}

export function createMachineStore(client: SFNClient, where: Where): MachineStore {
  const arnOf = (workflow: string) => machineArnOf(where, workflow);
  const publish = createPublishMachine(client, where);
  return {
    arnOf,
    async publish(workflow, text, description) {
      try {
        const arn = await publish(workflow, text, description);
        if (arn) return arn;
      } catch (error) {
        if (error instanceof StateMachineDeleting)
          throw new MachineDeleting(`The machine of ${workflow} is being deleted.`);
        throw error;
      }
      throw new Error(`Step Functions published the machine of ${workflow} and did not name the version.`);
    },
    pointLive: (workflow, versionArn) => pointAlias(client, arnOf(workflow), versionArn),
    async dropVersion(stateMachineVersionArn) {
      await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn }));
    },
    async remove(workflow) {
      await client.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf(workflow) }));
    },
    async isRunning(workflow) {
      const running = { stateMachineArn: arnOf(workflow), statusFilter: 'RUNNING', maxResults: 1 } as const;
      const { executions = [] } = await client
        .send(new ListExecutionsCommand(running))
        .catch(unless(StateMachineDoesNotExist, async () => ({ executions: [] })));
      return executions.length > 0;
    },
    async machineText(stateMachineArn) {
      const described = await client
        .send(new DescribeStateMachineCommand({ stateMachineArn }))
        .catch(unless(StateMachineDoesNotExist, async () => undefined));
      return described?.definition;
    },
  };
}

/** Changes the machine or, where there is none, creates it; either way as a new version. */
function createPublishMachine(client: SFNClient, where: Where) {
  const { prefix, partition, region, account } = where;
  const roleArn = `arn:${partition}:iam::${account}:role/${workflowRoleName(prefix)}`;
  const logGroupArn = `arn:${partition}:logs:${region}:${account}:log-group:${workflowLogGroupName(prefix)}:*`;
  const loggingConfiguration: LoggingConfiguration = {
    level: 'ALL',
    includeExecutionData: false,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  };
  const settings = { roleArn, loggingConfiguration, publish: true };
  return async (workflow: string, definition: string, versionDescription: string): Promise<string | undefined> => {
    const given = { ...settings, definition, versionDescription };
    const update = () =>
      client.send(new UpdateStateMachineCommand({ ...given, stateMachineArn: machineArnOf(where, workflow) }));
    const create = () =>
      client.send(new CreateStateMachineCommand({ ...given, name: machineName(prefix, workflow), type: 'STANDARD' }));
    const { stateMachineVersionArn } = await update()
      .catch(unless(StateMachineDoesNotExist, create))
      .catch(unless(StateMachineAlreadyExists, update));
    return stateMachineVersionArn;
  };
}

async function pointAlias(client: SFNClient, machineArn: string, stateMachineVersionArn: string): Promise<void> {
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
  const stateMachineAliasArn = `${machineArn}:${LIVE_ALIAS}`;
  const move = () => client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration }));
  const create = () => client.send(new CreateStateMachineAliasCommand({ name: LIVE_ALIAS, routingConfiguration }));
  await move().catch(unless(ResourceNotFound, create)).catch(unless(ConflictException, move));
}

/** Does something else about one error, and throws any other. */
const unless =
  <T>(kind: abstract new (...args: never[]) => Error, otherwise: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (error instanceof kind) return otherwise();
    throw error;
  };
