/** Makes and changes versions of functions: the rules that actions and resource types share. */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { checkConfiguredDestination } from './access.ts';
import type { Code } from './code/code.ts';
import type { Lambda } from './context.ts';
import { reservedNames } from './execution/worker-env.ts';
import { ENVIRONMENT_BYTES, EPHEMERAL_MB, MEMORY_MB, TIMEOUT_S } from './limits.ts';
import type { FunctionVersion, LambdaFunction, Logging } from './model.ts';
import { conflict, functionArn, invalidValue } from './names.ts';
import type { ConfigurationInput } from './schemas.ts';

export interface NewFunction extends ConfigurationInput {
  readonly FunctionName: string;
  readonly Architectures?: readonly ('arm64' | 'x86_64')[] | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

/** A new function with its `$LATEST`. Throws ResourceConflictException when the name is taken. */
export function makeFunction({ engine, store, mappings }: Lambda, input: NewFunction, code: Code): LambdaFunction {
  const { FunctionName: name, Runtime, Handler, Role } = input;
  if (store.find(name)) throw conflict(`Function already exist: ${name}`);
  if (!Runtime || !Handler)
    throw invalidValue('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  if (!Role) throw invalidValue('Role is a mandatory parameter.');
  checkTrust(engine, Role);
  const blank: FunctionVersion = {
    name,
    version: '$LATEST',
    functionArn: functionArn(engine, name),
    runtime: Runtime,
    handler: Handler,
    role: Role,
    architectures: input.Architectures ?? ['x86_64'],
    ...defaultsFor(name),
    ...(input.KMSKeyArn && { kmsKeyArn: input.KMSKeyArn }),
    ...code,
    lastModifiedMs: engine.clock.now(),
    revisionId: engine.random.uuid(),
  };
  const fn = store.put({
    name,
    latest: configured(engine, blank, input),
    versions: {},
    nextVersion: 1,
    aliases: {},
    policies: {},
    invokeConfigs: {},
    tags: input.Tags ?? {},
  });
  mappings.wake(name); // of a function of that name that was deleted
  return fn;
}

function checkTrust(engine: Engine, role: string): void {
  try {
    engine.ports.get('identity').authorizeAssume({ service: 'lambda.amazonaws.com' }, role);
  } catch (cause) {
    if (cause instanceof AwsError) throw invalidValue('The role defined for the function cannot be assumed by Lambda.');
    throw cause;
  }
}

/** What a configuration is where nothing is said. */
export const defaultsFor = (name: string) =>
  ({
    description: '',
    timeoutS: TIMEOUT_S.default,
    memoryMb: MEMORY_MB.default,
    ephemeralMb: EPHEMERAL_MB.default,
    environment: {},
    tracing: 'PassThrough',
    logging: { format: 'Text', group: `/aws/lambda/${name}` },
  }) satisfies Partial<FunctionVersion>;

/** Puts a changed `$LATEST` in place; environments with the old one take no further requests. */
export function changeLatest(
  { engine, store, pool }: Lambda,
  name: string,
  change: (latest: FunctionVersion) => FunctionVersion,
  expectedRevision?: string,
): FunctionVersion {
  const fn = store.get(name);
  if (expectedRevision !== undefined && expectedRevision !== fn.latest.revisionId) {
    throw new AwsError(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      { status: 412, members: { Type: 'User' } },
    );
  }
  const stamp = { lastModifiedMs: engine.clock.now(), revisionId: engine.random.uuid() };
  const latest = { ...change(fn.latest), ...stamp };
  store.put({ ...fn, latest });
  pool.retire(name, false);
  return latest;
}

/** A version with the members that were given; an absent member stays as it is. */
export function configured(engine: Engine, version: FunctionVersion, input: ConfigurationInput): FunctionVersion {
  const environment = input.Environment ? (input.Environment.Variables ?? {}) : version.environment;
  checkEnvironment(environment);
  const { deadLetterArn, ...rest } = version;
  const role = input.Role ?? version.role;
  const target = input.DeadLetterConfig ? input.DeadLetterConfig.TargetArn : deadLetterArn;
  if (target && input.DeadLetterConfig) checkConfiguredDestination(engine, { ...version, role }, target);
  return {
    ...rest,
    ...(target && { deadLetterArn: target }),
    environment,
    runtime: input.Runtime ?? version.runtime,
    handler: input.Handler ?? version.handler,
    role,
    description: input.Description ?? version.description,
    timeoutS: input.Timeout ?? version.timeoutS,
    memoryMb: input.MemorySize ?? version.memoryMb,
    ephemeralMb: input.EphemeralStorage?.Size ?? version.ephemeralMb,
    tracing: input.TracingConfig?.Mode ?? version.tracing,
    logging: input.LoggingConfig ? loggingOf(version, input.LoggingConfig) : version.logging,
  };
}

function loggingOf(
  { name, logging }: FunctionVersion,
  input: NonNullable<ConfigurationInput['LoggingConfig']>,
): Logging {
  const format = input.LogFormat ?? logging.format;
  const group = input.LogGroup ?? logging.group ?? `/aws/lambda/${name}`;
  const { ApplicationLogLevel, SystemLogLevel } = input;
  if (format === 'JSON') {
    const applicationLevel = ApplicationLogLevel ?? logging.applicationLevel ?? 'INFO';
    return { format, group, applicationLevel, systemLevel: SystemLogLevel ?? logging.systemLevel ?? 'INFO' };
  }
  if (ApplicationLogLevel || SystemLogLevel) {
    throw invalidValue(
      'The LogLevel parameters are not supported for text log format. Use the JSON log format instead.',
    );
  }
  return { format, group };
}

function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const reserved = reservedNames(variables);
  if (reserved.length > 0) {
    throw invalidValue(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > ENVIRONMENT_BYTES) {
    throw invalidValue(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the ${ENVIRONMENT_BYTES / 1024}KB limit. String measured: ${JSON.stringify(variables)}`,
    );
  }
}

/** Freezes `$LATEST` under the next number; the last one again when nothing has changed since. */
export function publish({ engine, store }: Lambda, name: string, description?: string): FunctionVersion {
  const fn = store.get(name);
  const last = fn.versions[String(fn.nextVersion - 1)];
  if (last && sameButStamps(last, fn.latest)) return last;
  const version: FunctionVersion = {
    ...fn.latest,
    version: String(fn.nextVersion),
    description: description || fn.latest.description,
    revisionId: engine.random.uuid(),
  };
  store.put({ ...fn, versions: { ...fn.versions, [version.version]: version }, nextVersion: fn.nextVersion + 1 });
  return version;
}

function sameButStamps(published: FunctionVersion, latest: FunctionVersion): boolean {
  const facts = ({ version, description, revisionId, lastModifiedMs, ...rest }: FunctionVersion) =>
    JSON.stringify(Object.entries(rest).sort());
  return facts(published) === facts(latest);
}
