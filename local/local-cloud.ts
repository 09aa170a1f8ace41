/** Puts the local cloud together: one engine, all services, one port. The only file that knows every service. */
import { createEngine, type Engine, type EngineOptions } from './engine/engine.ts';
import type { Service } from './engine/service.ts';
import { openGateway } from './gateway/gateway.ts';
import { createApiGateway } from './services/apigateway/service.ts';
import { createCloudFormation } from './services/cloudformation/service.ts';
import { createDynamoDb } from './services/dynamodb/service.ts';
import { createEvents } from './services/events/service.ts';
import { createIam } from './services/iam/service.ts';
import { createLambda } from './services/lambda/service.ts';
import { createLogs } from './services/logs/service.ts';
import { createMonitoring } from './services/monitoring/service.ts';
import { createScheduler } from './services/scheduler/service.ts';
import { createSecretsManager } from './services/secretsmanager/service.ts';
import { createSqs } from './services/sqs/service.ts';
import { createSsm } from './services/ssm/service.ts';
import { createStates } from './services/states/service.ts';
import { createSts } from './services/sts/service.ts';
import { type Assembly, readAssembly, type TemplateSource } from './template/assembly.ts';
import { type DeployedStack, type DeployOptions, deploy } from './template/deploy.ts';

export interface LocalCloudOptions extends EngineOptions, DeployOptions {
  /** Port on 127.0.0.1; 0 takes a free one. Default 4566. */
  readonly port?: number;
  /** Deployed before the start is done: path of a cdk.out folder or of a template, or a template as an object. */
  readonly template?: TemplateSource;
  /** Threads that a Lambda function gets at once, and batches that an event source mapping runs at once. */
  readonly workersPerFunction?: number;
}

export interface LocalCloud {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  readonly engine: Engine;
  /** What the template became, in the order in which it was deployed. */
  readonly stacks: readonly DeployedStack[];
  /** Value of an output by its key, or by `Stack.Key` where several stacks have that key. */
  output(name: string): string | undefined;
  /** Ends what runs, flushes the store, frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a cloud. Rejects when the port is taken, the data directory is in use or of a newer format, or the template is
 * refused or fails.
 */
export async function startLocalCloud({
  port = 4566,
  template,
  onProgress,
  workersPerFunction,
  ...options
}: LocalCloudOptions = {}): Promise<LocalCloud> {
  const assembly = template === undefined ? undefined : readAssembly(template);
  const engine = createEngine({ ...standOf(assembly), ...options });
  const ends: (() => void | Promise<void>)[] = [() => engine.close()];
  const close = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const services = createServices(engine, workersPerFunction);
    for (const service of services) ends.push(() => service.stop?.());
    const gateway = await openGateway(engine, services, port);
    ends.push(() => gateway.close());
    for (const service of services) await service.start?.();
    const deployed = assembly && (await deploy(engine, services, assembly, onProgress && { onProgress }));
    const stacks = deployed?.stacks ?? [];
    return { url: gateway.url, engine, stacks, output: (name) => outputOf(stacks, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const createServices = (engine: Engine, workersPerFunction: number | undefined): Service[] => [
  createIam(engine),
  createSts(engine),
  createLogs(engine),
  createMonitoring(engine),
  createSecretsManager(engine),
  createSsm(engine),
  createDynamoDb(engine),
  createSqs(engine),
  createLambda(engine, workersPerFunction === undefined ? {} : { workersPerFunction }),
  createEvents(engine),
  createScheduler(engine),
  createApiGateway(engine),
  createStates(engine),
  createCloudFormation(engine),
];

/** A cloud stands where its stacks are made for, unless it is told otherwise. */
function standOf(assembly: Assembly | undefined): Pick<EngineOptions, 'account' | 'region'> {
  const account = assembly?.stacks.find((stack) => stack.account !== undefined)?.account;
  const region = assembly?.stacks.find((stack) => stack.region !== undefined)?.region;
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}

const outputOf = (stacks: readonly DeployedStack[], name: string): string | undefined =>
  stacks
    .flatMap((stack) =>
      Object.entries(stack.outputs).map(([key, value]) => ({ names: [key, `${stack.name}.${key}`], value })),
    )
    .find(({ names }) => names.includes(name))?.value;
