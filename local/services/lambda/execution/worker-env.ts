/** The environment variables of a function. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
import type { Engine } from '../../../engine/engine.ts';
import type { FunctionVersion } from '../model.ts';

/** Names that AWS does not let a function set. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Those of a function's own variables that AWS would refuse. */
export const reservedNames = (variables: Readonly<Record<string, string>>): string[] =>
  Object.keys(variables).filter((name) => RESERVED.has(name));

/** All variables, its own included: they win over those that it may set. */
export function variablesOf(
  engine: Engine,
  version: FunctionVersion,
  taskRoot: string,
  logStream: string,
): Record<string, string> {
  const keys = engine.ports.get('identity').credentialsFor(version.role, version.name);
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    ...version.environment,
    _HANDLER: version.handler,
    AWS_REGION: engine.region,
    AWS_DEFAULT_REGION: engine.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: version.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: version.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(version.logging.format === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: version.logging.applicationLevel ?? 'INFO',
    }),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: `${keys.sessionToken}/${logStream}`, // names the environment: see engine/work.ts
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}
