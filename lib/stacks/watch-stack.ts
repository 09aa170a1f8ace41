/** What is watched: one dashboard, alarms that each say why they ring and what to do first, and the topic that they tell. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { machineName } from '../../domain/naming.ts';
import { FEWEST_CALLS, MOST_FAILED_PERCENT, modelMetric, modelWidgets } from '../observability/models.ts';
import { agentFunctionName, deadLetterName, machineArn, type Stage, WORKFLOW_METRICS } from '../stage.ts';

const MINUTE = Duration.minutes(1);

export class WatchStack extends Stack {
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.action = new SnsAction(this.alarmTopic(stage));
    this.deadLetterAlarms(stage);
    this.functionAlarms(stage);
    this.ageAlarms(stage);
    this.workflowAlarms();
    this.modelAlarms();
    this.dashboard(stage);
  }

  private alarm(
    id: string,
    metric: IMetric,
    threshold: number,
    evaluationPeriods: number,
    reason: string,
    firstAction: string,
  ): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${reason} First action: ${firstAction}`,
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
  }

  /**
   * Who is told. A policy that asks for TLS takes the place of the one that a topic is born with, so it must let CloudWatch in
   * itself. Alarms carry names and numbers, no payloads, so SNS's own encryption on disk is enough: with the key that AWS
   * manages, CloudWatch could not publish.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
   */
  private alarmTopic({ prefix, settings }: Stage): Topic {
    const topic = new Topic(this, 'Alarms', { topicName: `${prefix}-alarms`, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchTellsAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (settings.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    return topic;
  }

  /** Letters are drained into the history, so it is their arrival that rings, not the queue's depth. */
  private deadLetterAlarms({ subscriptions, platformQueues }: Stage): void {
    const queues = [
      ...subscriptions.map(({ deadLetterQueue }) => deadLetterQueue),
      ...platformQueues.map(deadLetterName),
    ];
    for (const queue of queues) {
      const arrived = queueMetric(queue, 'NumberOfMessagesReceived', 'Sum');
      this.alarm(
        `Dead ${queue}`,
        arrived,
        0,
        1,
        `A message was given up and lies in the dead letters of ${queue}.`,
        'GET /v1/dead-letters for the reason; mend it, then POST /v1/dead-letters/{id}/redrive.',
      );
    }
  }

  private functionAlarms(stage: Stage): void {
    const platform = [
      'platform-recorder',
      'platform-deadlines',
      'platform-dead-letters',
      'platform-steps',
      'platform-answers',
      'platform-triggers',
      'platform-transitions',
      'platform-authorizer',
      'api-ingest',
      'api-read',
      'api-operate',
    ].map((name) => `${stage.prefix}-${name}`);
    for (const name of [...stage.agents.map((agent) => agentFunctionName(stage, agent)), ...platform]) {
      this.alarm(
        `Errors ${name}`,
        functionMetric(name, 'Errors'),
        0,
        3,
        `${name} has failed in three minutes running.`,
        `read the latest ERROR lines of /aws/lambda/${name}; they carry the message's id.`,
      );
    }
  }

  private ageAlarms({ subscriptions, settings }: Stage): void {
    for (const { agent, channel, queues } of subscriptions) {
      for (const { lane, name } of queues.filter(({ lane }) => lane === 'critical' || lane === 'all')) {
        const oldest = queueMetric(name, 'ApproximateAgeOfOldestMessage', 'Maximum');
        const limit = lane === 'critical' ? settings.criticalAgeAlarmS : settings.ageAlarmS;
        this.alarm(
          `Age ${name}`,
          oldest,
          limit,
          3,
          `Messages for ${agent.id} on ${channel} (${lane}) wait longer than ${limit} s.`,
          'look at the errors and throttles of the function; raise its lane concurrency if it is only slow.',
        );
      }
    }
  }

  private workflowAlarms(): void {
    const readIt = 'GET /v1/executions/{id} for the step and its cause';
    this.alarm(
      'Workflows failed',
      workflowMetric('WorkflowsFailed'),
      0,
      1,
      'An execution of a workflow has failed: a step failed, and nothing in the workflow catches it.',
      `${readIt}; mend that, then POST /v1/executions/{id}/redrive: what succeeded is kept.`,
    );
    this.alarm(
      'Workflows timed out',
      workflowMetric('WorkflowsTimedOut'),
      0,
      1,
      'An execution of a workflow has run out of its own time.',
      `${readIt} that it waits for; give the workflow more time, or redrive it.`,
    );
  }

  private modelAlarms(): void {
    this.alarm(
      'Model breaker',
      modelMetric('ModelBreaker', { state: 'open' }),
      0,
      1,
      'A language model has not answered several times running and is left alone for a while.',
      'read platform.model.breaker on system.models for which one; look at its provider. Until then the next model of the list answers.',
    );
    this.alarm(
      'Model breakers unshared',
      modelMetric('ModelBreakerStoreFailed'),
      0,
      3,
      'Functions have not been able to read or write the breakers of models in three minutes running: calls go on as if all were closed.',
      "look at the throttles and errors of the registry table, and at the role's rights to its rows breaker#….",
    );
    this.alarm(
      'Model budget',
      modelMetric('ModelBudgetExhausted'),
      0,
      1,
      'A question to a language model was refused because a budget is spent.',
      'GET /v1/budgets for which one and by whom; PUT /v1/budgets/{scope}/{id} raises it, then redrive what failed.',
    );
    this.alarm(
      'Model failures',
      new MathExpression({
        expression: `IF(calls >= ${FEWEST_CALLS}, 100 * failures / calls, 0)`,
        usingMetrics: { calls: modelMetric('ModelCalls'), failures: modelMetric('ModelFailures') },
        period: MINUTE,
        label: 'Failed, per cent',
      }),
      MOST_FAILED_PERCENT,
      5,
      `More than ${MOST_FAILED_PERCENT} % of the questions to language models have failed in five minutes running, retries and other models included.`,
      'GET /v1/messages/{id} of a message that failed for the events of its calls: each tells what was tried and why it was given up.',
    );
  }

  private dashboard(stage: Stage): void {
    const { agents, prefix, subscriptions } = stage;
    const line = (title: string, metrics: IMetric[]) => new GraphWidget({ title, left: metrics, width: 12 });
    const ofAgents = (name: string, stat: string) =>
      agents.flatMap((agent) =>
        agent.subscribes.map(
          (channel) =>
            new Metric({
              namespace: 'Signalbox',
              metricName: name,
              dimensionsMap: { service: 'signalbox', agent: agent.id, channel },
              statistic: stat,
              period: MINUTE,
              label: `${agent.id} ${channel}`,
            }),
        ),
      );
    const lanes = ['critical', 'high', 'normal', 'low', 'all'].map(
      (lane) =>
        new Metric({
          namespace: 'Signalbox',
          metricName: 'TimeInQueue',
          dimensionsMap: { service: 'signalbox', lane },
          statistic: 'p99',
          period: MINUTE,
          label: lane,
        }),
    );
    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      widgets: [
        [new TextWidget({ markdown: '# Line', width: 24, height: 1 })],
        [line('Messages handled', ofAgents('Handled', 'Sum')), line('Time in queue, p99, by lane', lanes)],
        [
          line(
            'Messages waiting',
            subscriptions.flatMap(({ queues }) =>
              queues.map(({ name }) => queueMetric(name, 'ApproximateNumberOfMessagesVisible', 'Maximum')),
            ),
          ),
          line(
            'Dead letters arrived',
            subscriptions.map(({ deadLetterQueue }) => queueMetric(deadLetterQueue, 'NumberOfMessagesReceived', 'Sum')),
          ),
        ],
        [new TextWidget({ markdown: '# Agents', width: 24, height: 1 })],
        [line('Handling time, p99', ofAgents('Duration', 'p99')), line('Failed', ofAgents('Failed', 'Sum'))],
        [new TextWidget({ markdown: '# Workflows', width: 24, height: 1 })],
        [
          line('Executions', (Object.keys(WORKFLOW_METRICS) as (keyof typeof WORKFLOW_METRICS)[]).map(workflowMetric)),
          line(
            'Duration, p99',
            stage.workflows.map(({ id }) => executionTime(machineArn(this, machineName(prefix, id)), id)),
          ),
        ],
        [new TextWidget({ markdown: '# Models', width: 24, height: 1 })],
        ...modelWidgets(),
        [new TextWidget({ markdown: '# System', width: 24, height: 1 })],
        [
          line(
            'Function errors',
            agents.map((agent) => functionMetric(agentFunctionName(stage, agent), 'Errors')),
          ),
          line('Expired', ofAgents('Expired', 'Sum')),
        ],
      ],
    });
  }
}

const queueMetric = (QueueName: string, metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName },
    statistic,
    period: MINUTE,
    label: QueueName,
  });

const functionMetric = (FunctionName: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName },
    statistic: 'Sum',
    period: MINUTE,
    label: FunctionName,
  });

/** Counted from the log of all workflows. */
const workflowMetric = (metricName: keyof typeof WORKFLOW_METRICS): Metric =>
  new Metric({
    namespace: 'Signalbox',
    metricName,
    statistic: 'Sum',
    period: MINUTE,
    label: WORKFLOW_METRICS[metricName].title,
  });

/** Of declared workflows; the others' machines are not known when the dashboard is made. */
const executionTime = (StateMachineArn: string, label: string): Metric =>
  new Metric({
    namespace: 'AWS/States',
    metricName: 'ExecutionTime',
    dimensionsMap: { StateMachineArn },
    statistic: 'p99',
    period: MINUTE,
    label,
  });
