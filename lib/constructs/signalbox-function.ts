/** A Lambda function of ours: from the one bundle, with a role and a log group of its own, and what every function is told. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledged.ts';
import { DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_S, payloadsBucket, type Stage } from '../stage.ts';

export interface SignalboxFunctionProps {
  readonly functionName: string;
  readonly description: string;
  /** Folder of its handler.ts below functions/. */
  readonly entry: string;
  readonly timeoutS?: number;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What one statement allows. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Why a resource is named by a pattern, where one is. */
  readonly whyPattern?: string;
}

export class SignalboxFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, stage: Stage, props: SignalboxFunctionProps) {
    super(scope, id);
    const { settings } = stage;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: settings.logDays as RetentionDays,
      removalPolicy: settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    this.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(stage.bundle),
      handler: `${props.entry}/handler.handler`,
      timeout: Duration.seconds(props.timeoutS ?? DEFAULT_TIMEOUT_S),
      memorySize: props.memoryMb ?? DEFAULT_MEMORY_MB,
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      environment: {
        SIGNALBOX_STAGE: settings.stage,
        SIGNALBOX_BUS: stage.bus,
        SIGNALBOX_PAYLOADS_BUCKET: payloadsBucket(Stack.of(this), stage),
        SIGNALBOX_REGISTRY_TABLE: stage.registryTable,
        SIGNALBOX_HISTORY_TABLE: stage.historyTable,
        SIGNALBOX_HISTORY_DAYS: `${settings.historyDays}`,
        SIGNALBOX_VERSION: VERSION,
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
        ...props.environment,
      },
    });
  }

  allow(...permissions: readonly Permission[]): void {
    grant(this.role, permissions);
  }
}

/** Lets a role do what these allow; where one names resources by a pattern and says why, the finding about it is accepted. */
export function grant(role: Role, permissions: readonly Permission[]): void {
  for (const { actions, resources, conditions, whyPattern } of permissions) {
    const statement = {
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [...resources],
      ...(conditions && { conditions }),
    };
    role.addToPolicy(new PolicyStatement(statement));
    for (const resource of resources)
      if (whyPattern && resource.includes('*')) acknowledgeWildcard(role, resource, whyPattern);
  }
}

/** Stands in every function's environment and in agents' heartbeats. */
const VERSION = '0.1.0';
