/** The way in: an HTTP API, its authorizer, and a function each for messages, reading, operating, workflows, executions and keys. */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { ROUTES } from '../../contracts/http.ts';
import { BUDGET_KEYS, EXPERIMENTS_KEY } from '../../contracts/tables/models.ts';
import { ingestClaimKey, KEYS_KEY, keyRowKey, stateKey } from '../../contracts/tables/registry.ts';
import { approvalKey, OPEN_APPROVALS_KEY, WORKFLOWS_KEY, workflowKey } from '../../contracts/tables/workflows.ts';
import { WORKFLOW_SENDERS } from '../../contracts/workflow-step.ts';
import {
  artefactsOf,
  LIVE_ALIAS,
  machineName,
  UPLOADS,
  workflowRoleName,
  workflowRuleName,
  workflowSchedulerRoleName,
} from '../../domain/naming.ts';
import { scheduleNameOf } from '../../domain/workflow/routing.ts';
import { debateWorkflow } from '../../systems/council/workflow.ts';
import { acknowledge } from '../acknowledged.ts';
import { ChatUrl } from '../constructs/chat-url.ts';
import { ExecutionStream } from '../constructs/execution-stream.ts';
import {
  answerTokens,
  checkKeys,
  fetchPayloads,
  leadingKeys,
  readHistory,
  storePayloads,
  useRows,
} from '../constructs/permissions.ts';
import { SignalboxFunction } from '../constructs/signalbox-function.ts';
import { modelEnvironment } from '../model-settings.ts';
import {
  busArn,
  executionsArn,
  inputChannels,
  machineArn,
  objectsArn,
  queueArn,
  roleArn,
  ruleArn,
  type Stage,
  scheduleArn,
  tableArn,
} from '../stage.ts';

/** Longest that a request may take. What ingest has claimed is held a little longer (functions/kit/client-claim.ts). */
const TIMEOUT_S = 10;
/** A workflow is registered with some ten calls. The lock on it lasts longer (functions/api/workflows/shelf.ts). */
const WORKFLOWS_TIMEOUT_S = 20;
/** The one path without a key. */
const OPEN_PATH = '/v1/health';
/** How long an authorizer's answer holds for the same key. */
const ANSWER_HOLDS = Duration.minutes(5);

export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    const api = new HttpApi(this, 'Api', {
      apiName: stage.prefix,
      createDefaultStage: false,
      description: 'Send messages, read what became of them.',
    });
    this.defaultStage(api, stage);
    const authorizer = new HttpLambdaAuthorizer('Key', this.authorizer(stage), {
      authorizerName: 'key',
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.x-api-key'],
      resultsCacheTtl: ANSWER_HOLDS,
    });
    const integrations = {
      'api/ingest': new HttpLambdaIntegration('Ingest', this.ingest(stage).function),
      'api/read': new HttpLambdaIntegration('Read', this.read(stage).function),
      'api/operate': new HttpLambdaIntegration('Operate', this.operate(stage).function),
      'api/workflows': new HttpLambdaIntegration('Workflows', this.workflows(stage).function),
      'api/executions': new HttpLambdaIntegration('Executions', this.executions(stage).function),
      'api/artefacts': new HttpLambdaIntegration('Artefacts', this.artefacts(stage).function),
      'api/debates': new HttpLambdaIntegration('Debates', this.debates(stage).function),
      'api/models': new HttpLambdaIntegration('Models', this.models(stage).function),
      'api/keys': new HttpLambdaIntegration('Keys', this.keys(stage).function),
    };
    const open = new HttpNoneAuthorizer();
    for (const { method, path, serves } of ROUTES) {
      const integration = integrations[serves];
      api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        authorizer: path === OPEN_PATH ? open : authorizer,
      });
    }
    // What no route fits is told what exists, and which method a path takes.
    new HttpRoute(this, 'Unknown', {
      httpApi: api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrations['api/read'],
      authorizer,
    });
    acknowledge(
      api,
      'AwsSolutions-APIG4',
      `Only GET ${OPEN_PATH} is open: load balancers and monitors ask it without a key. It tells states, no data.`,
    );
    new ExecutionStream(this, stage);
    new ChatUrl(this, stage);
    new CfnOutput(this, 'ApiUrl', {
      value: api.apiEndpoint,
      description: 'Base of every path: POST <ApiUrl>/v1/messages.',
    });
    new CfnOutput(this, 'AdminKeySecret', {
      value: stage.adminKeySecret,
      description: 'Secret that holds the first API key, under "key".',
    });
  }

  private defaultStage(api: HttpApi, { prefix, settings }: Stage): void {
    const logs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${prefix}`,
      retention: settings.logDays as RetentionDays,
      removalPolicy: settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'DefaultStage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: settings.apiRate, throttlingBurstLimit: settings.apiBurst },
      accessLogSettings: {
        destinationArn: logs.logGroupArn,
        format: JSON.stringify({
          requestId: '$context.requestId',
          route: '$context.routeKey',
          status: '$context.status',
          latencyMs: '$context.responseLatency',
          principal: '$context.authorizer.principal',
        }),
      },
    });
  }

  private apiFunction(
    stage: Stage,
    entry: string,
    description: string,
    environment: Readonly<Record<string, string>> = {},
    timeoutS = TIMEOUT_S,
  ): SignalboxFunction {
    return new SignalboxFunction(this, entry, stage, {
      functionName: `${stage.prefix}-${entry.replace('/', '-')}`,
      description,
      entry,
      environment,
      timeoutS,
    });
  }

  private authorizer(stage: Stage) {
    const made = this.apiFunction(stage, 'platform/authorizer', 'Says who calls the API.', {
      SIGNALBOX_ADMIN_KEY_SECRET: stage.adminKeySecret,
    });
    made.allow(...checkKeys(this, stage));
    return made.function;
  }

  private ingest(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/ingest', 'Takes messages from clients.');
    made.allow(
      {
        actions: ['events:PutEvents'],
        resources: [busArn(this, stage.bus)],
        conditions: { StringLike: { 'events:source': `${SOURCE_PREFIX}*` } },
      },
      useRows(this, stage.registryTable, [ingestClaimKey('*')]),
      ...storePayloads(this, stage, inputChannels(stage)),
      {
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: [objectsArn(this, stage, `${UPLOADS}*`)],
        whyPattern: 'Each upload is an object of its own, named when a client asks for it.',
      },
    );
    return made;
  }

  private read(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(
      stage,
      'api/read',
      'Reads messages, conversations, agents, channels, dead letters, health.',
    );
    made.allow(
      readHistory(this, stage),
      {
        actions: ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:DescribeTable'],
        resources: [tableArn(this, stage.registryTable)],
        conditions: leadingKeys([stateKey('platform.registrar', '*')]),
      },
      {
        actions: ['dynamodb:DescribeTable'],
        resources: [tableArn(this, stage.registryTable), tableArn(this, stage.historyTable)],
      },
      ...fetchPayloads(this, stage, ['*']),
      { actions: ['events:DescribeEventBus'], resources: [busArn(this, stage.bus)] },
      {
        actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
        resources: [queueArn(this, `${stage.prefix}-*`)],
        whyPattern: 'It tells the depth of every queue of the stage, and reads no message.',
      },
      {
        actions: ['cloudwatch:GetMetricData'],
        resources: ['*'],
        whyPattern: 'CloudWatch knows no resources that reading metrics could be narrowed to.',
      },
    );
    return made;
  }

  private operate(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/operate', 'Redrives dead letters.');
    made.allow(
      readHistory(this, stage),
      { actions: ['dynamodb:UpdateItem'], resources: [tableArn(this, stage.historyTable)] },
      {
        actions: ['sqs:SendMessage'],
        resources: [queueArn(this, `${stage.prefix}-*`)],
        // One by one, the queues of some twenty agents are more than a policy holds (6,144 characters).
        whyPattern: 'It puts a dead letter back into the queue that it died in, whichever of the stage that was.',
      },
    );
    return made;
  }

  /** Registers workflows: everything that it makes has the stage's name and `workflow` in its own. */
  private workflows(stage: Stage): SignalboxFunction {
    const { prefix } = stage;
    const made = this.apiFunction(stage, 'api/workflows', 'Registers workflows.', {}, WORKFLOWS_TIMEOUT_S);
    const machines = machineName(prefix, '*');
    made.allow(
      useRows(this, stage.registryTable, [WORKFLOWS_KEY, workflowKey('*')]),
      {
        actions: [
          ...['CreateStateMachine', 'UpdateStateMachine', 'DeleteStateMachine', 'DescribeStateMachine'],
          ...['PublishStateMachineVersion', 'DeleteStateMachineVersion', 'ListExecutions'],
          ...['CreateStateMachineAlias', 'UpdateStateMachineAlias'],
        ].map((action) => `states:${action}`),
        resources: [machineArn(this, machines)],
        whyPattern: 'Workflows are registered at run time: each is a machine of the stage.',
      },
      {
        actions: ['iam:PassRole'],
        resources: [roleArn(this, workflowRoleName(prefix)), roleArn(this, workflowSchedulerRoleName(prefix))],
        conditions: { StringEquals: { 'iam:PassedToService': ['states.amazonaws.com', 'scheduler.amazonaws.com'] } },
      },
      {
        actions: ['events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule'],
        resources: [ruleArn(this, stage.bus, workflowRuleName(prefix, '*'))],
        whyPattern: 'Rules of workflows, named after them when they are registered.',
      },
      {
        actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
        resources: [scheduleArn(this, stage.scheduleGroup, scheduleNameOf('*'))],
        whyPattern: 'Schedules of workflows, named after them when they are registered.',
      },
    );
    return made;
  }

  /** Starts, reads, stops and redrives executions, and takes decisions. */
  private executions(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/executions', 'Starts and reads executions of workflows.');
    const machines = machineName(stage.prefix, '*');
    made.allow(
      {
        actions: ['states:StartExecution', 'states:ListExecutions'],
        resources: [machineArn(this, machines)],
        whyPattern: 'Workflows are registered at run time: each is a machine of the stage.',
      },
      {
        actions: [
          ...['states:DescribeExecution', 'states:GetExecutionHistory'],
          ...['states:StopExecution', 'states:RedriveExecution'],
        ],
        resources: [executionsArn(this, machines)],
        whyPattern: 'Executions have names of their own; the pattern is those of the stage.',
      },
      answerTokens,
      readHistory(this, stage),
      {
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [tableArn(this, stage.registryTable)],
        conditions: leadingKeys([WORKFLOWS_KEY, workflowKey('*')]),
      },
      useRows(this, stage.registryTable, [approvalKey('*'), OPEN_APPROVALS_KEY]),
      {
        actions: ['events:PutEvents'],
        resources: [busArn(this, stage.bus)],
        conditions: {
          StringLike: { 'events:source': `${SOURCE_PREFIX}${WORKFLOW_SENDERS}*` },
          StringEquals: { 'events:detail-type': 'platform.approval.decided' },
        },
      },
    );
    return made;
  }

  private artefacts(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/artefacts', 'Gives out the files that executions made.');
    made.allow({
      actions: ['s3:GetObject'],
      resources: [objectsArn(this, stage, `${artefactsOf('*')}*`)],
      whyPattern: 'Files of executions, named when they are made.',
    });
    return made;
  }

  /** Bounds what a debate may cost, and begins it. */
  private debates(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/debates', 'Begins and reads debates.', modelEnvironment(stage));
    const machine = machineName(stage.prefix, debateWorkflow.id);
    made.allow(
      {
        actions: ['states:StartExecution'],
        resources: [machineArn(this, machine), machineArn(this, machine, LIVE_ALIAS)],
      },
      {
        actions: ['states:DescribeExecution'],
        resources: [executionsArn(this, machine)],
        whyPattern: 'Debates have names of their own; the pattern is those of one workflow.',
      },
      readHistory(this, stage),
      useRows(this, stage.registryTable, [BUDGET_KEYS]),
    );
    return made;
  }

  private models(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(
      stage,
      'api/models',
      'Tells which models there are and what they cost, and sets caps.',
      modelEnvironment(stage),
    );
    made.allow(useRows(this, stage.registryTable, [BUDGET_KEYS, EXPERIMENTS_KEY]));
    return made;
  }

  private keys(stage: Stage): SignalboxFunction {
    const made = this.apiFunction(stage, 'api/keys', 'Gives out keys of the API, and takes them away.');
    made.allow(useRows(this, stage.registryTable, [KEYS_KEY, keyRowKey('*')]));
    return made;
  }
}
