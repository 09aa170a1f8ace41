/** Puts the local cloud together: one engine, all services, one port. The only file that knows every service. */
import { createEngine, type Engine, type EngineOptions } from './engine/engine.ts';
import type { Service } from './engine/service.ts';
import type { SkipClock } from './engine/skip/skip-clock.ts';
import { openGateway } from './gateway/gateway.ts';
import { createApiGateway } from './services/apigateway/service.ts';
import { createCloudFormation } from './services/cloudformation/service.ts';
import { createDynamoDb } from './services/dynamodb/service.ts';
import { createEvents } from './services/events/service.ts';
import { createIam } from './services/iam/service.ts';
import { createLambda } from './services/lambda/service.ts';
import { createLogs } from './services/logs/service.ts';
import { createMonitoring } from './services/monitoring/service.ts';
import { createS3 } from './services/s3/service.ts';
import { createScheduler } from './services/scheduler/service.ts';
import { createSecretsManager } from './services/secretsmanager/service.ts';
import { createSns } from './services/sns/service.ts';
import { createSqs } from './services/sqs/service.ts';
import { createSsm } from './services/ssm/service.ts';
import { createStates } from './services/states/service.ts';
import { createSts } from './services/sts/service.ts';
import { type Assembly, readAssembly, type TemplateSource } from './template/assembly.ts';
import { type DeployedStack, type DeployOptions, deploy } from './template/deploy.ts';
import { bootstrap as bootstrapForCdk } from './template/bootstrap.ts';
import { createStacks } from './template/stacks.ts';

export interface LocalCloudOptions extends EngineOptions, DeployOptions {
  /** Port on 127.0.0.1; 0 takes a free one. Default 4566. */
  readonly port?: number;
  /** Deployed before the start is done: path of a cdk.out folder or of a template, or a template as an object. */
  readonly template?: TemplateSource;
  /** Makes what `cdk bootstrap` would (the stack CDKToolkit), so that `cdk deploy` works at once. */
  readonly bootstrap?: boolean;
  /** Threads that a Lambda function gets at once, and batches that an event source mapping runs at once. */
  readonly workersPerFunction?: number;
}

export interface LocalCloud {
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  readonly engine: Engine;
  /** What templates became, in the order in which they were first deployed; stacks that other tools made are not among them. */
  readonly stacks: readonly DeployedStack[];
  /**
   * Deploys over what is there, while it runs: what is as before is kept. Rejects with TemplateRefused before anything was
   * changed, or with DeployFailed when a stack was rolled back: it is what it was. One deployment of a stack at a time.
   */
  deploy(source: TemplateSource, options?: DeployOptions): Promise<readonly DeployedStack[]>;
  /** Value of an output by its key, or by `Stack.Key` where several stacks have that key. */
  output(name: string): string | undefined;
  /**
   * With `clock: 'skip'`: puts the time forward, through all that is due by then in its order. Resolves when nothing runs any
   * more. Works also while the clock is held.
   */
  advance(ms: number): Promise<void>;
  /** With `clock: 'skip'`: the time stands until the answer is called, unless it is put forward. */
  holdClock(): () => void;
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
  bootstrap = false,
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
    ends.push(() => services.forEach((service) => void service.leave?.()));
    const types = services.flatMap(({ resources }) => resources.map((type) => [type.type, type] as const));
    const office = createStacks(engine, new Map(types));
    engine.ports.offer('stacks', office);
    ends.push(() => office.idle());
    for (const service of services) await service.start?.();
    const stacks: DeployedStack[] = [];
    const keep = (stack: DeployedStack) => {
      const at = stacks.findIndex(({ name }) => name === stack.name);
      stacks.splice(at < 0 ? stacks.length : at, at < 0 ? 0 : 1, stack);
    };
    const deployed = (source: TemplateSource, told?: DeployOptions) => deploy(office, source, told, keep);
    if (bootstrap) await bootstrapForCdk(office);
    if (assembly) await deployed(assembly, onProgress && { onProgress });
    const skipping = (): SkipClock => {
      if (!engine.skipping) throw new Error("The clock of this cloud does not skip: start it with clock: 'skip'.");
      return engine.skipping;
    };
    return {
      url: gateway.url,
      engine,
      stacks,
      deploy: deployed,
      output: (name) => outputOf(stacks, name),
      advance: async (ms) => skipping().advance(ms),
      holdClock: () => skipping().hold(),
      close,
    };
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
  createS3(engine),
  createSqs(engine),
  createSns(engine),
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
