/** The way in: an HTTP API, its authorizer, and a function each for taking messages, reading, and operating. */
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
import { ingestClaimKey, keyRowKey, stateKey } from '../../contracts/tables/registry.ts';
import { UPLOADS } from '../../domain/naming.ts';
import { acknowledge } from '../acknowledged.ts';
import { fetchPayloads, readHistory, sendTo, storePayloads, useRows } from '../constructs/permissions.ts';
import { SignalboxFunction } from '../constructs/signalbox-function.ts';
import { busArn, inputChannels, objectsArn, queueArn, type Stage, secretArn, tableArn } from '../stage.ts';

/** Longest that a request may take. What ingest has claimed is held a little longer (functions/kit/client-claim.ts). */
const TIMEOUT_S = 10;
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
  ): SignalboxFunction {
    return new SignalboxFunction(this, entry, stage, {
      functionName: `${stage.prefix}-${entry.replace('/', '-')}`,
      description,
      entry,
      environment,
      timeoutS: TIMEOUT_S,
    });
  }

  private authorizer(stage: Stage) {
    const made = this.apiFunction(stage, 'platform/authorizer', 'Says who calls the API.', {
      SIGNALBOX_ADMIN_KEY_SECRET: stage.adminKeySecret,
    });
    made.allow(
      { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(this, stage.adminKeySecret)] },
      useRows(this, stage.registryTable, [keyRowKey('*')]),
    );
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
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [stateKey('platform.registrar', '*')] } },
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
    const queues = [
      ...stage.subscriptions.flatMap((subscription) => subscription.queues.map(({ name }) => name)),
      ...[stage.historyQueue, stage.deadlinesQueue, stage.deadlineChecksQueue],
    ];
    made.allow(
      readHistory(this, stage),
      { actions: ['dynamodb:UpdateItem'], resources: [tableArn(this, stage.historyTable)] },
      sendTo(this, queues),
    );
    return made;
  }
}
