/** Permissions in this project's words. Each is as narrow as AWS lets it be. */
import type { Stack } from 'aws-cdk-lib';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { HISTORY_INDEXES, messageKey } from '../../contracts/tables/history.ts';
import { livePieceKey } from '../../contracts/tables/live.ts';
import {
  BREAKER_KEYS,
  BUDGET_KEYS,
  cacheKeyPattern,
  EXPERIMENTS_KEY,
  paidKeyPattern,
} from '../../contracts/tables/models.ts';
import {
  claimKey,
  keyRowKey,
  REDELIVERED_PARTITION,
  stateKey,
  stateKeyPattern,
} from '../../contracts/tables/registry.ts';
import { artefactsOf, filesOf, LIVE_ALIAS, machineName, payloadsOf, stepsFunctionName } from '../../domain/naming.ts';
import {
  type Agent,
  busArn,
  executionsArn,
  functionArn,
  machineArn,
  objectsArn,
  queueArn,
  ruleArn,
  type Stage,
  secretArn,
  tableArn,
} from '../stage.ts';
import type { Permission } from './signalbox-function.ts';

/** What the platform publishes in every agent's name. */
const IN_EVERY_NAME = ['platform.acknowledged', 'platform.heartbeat'];

export const leadingKeys = (patterns: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
});

/** To publish as one sender and nobody else, and only these types. */
export const publishAs = (stack: Stack, stage: Stage, sender: string, types: readonly string[]): Permission =>
  publishAsAny(stack, stage, [sender], types);

const publishAsAny = (
  stack: Stack,
  stage: Stage,
  senders: readonly string[],
  types: readonly string[],
): Permission => ({
  actions: ['events:PutEvents'],
  resources: [busArn(stack, stage.bus)],
  conditions: {
    StringEquals: {
      'events:source':
        senders.length === 1 ? `${SOURCE_PREFIX}${senders[0]}` : senders.map((one) => SOURCE_PREFIX + one),
      'events:detail-type': types,
    },
  },
});

/** What an agent needs, from its declaration. */
export function agentPermissions(stack: Stack, stage: Stage, agent: Agent): Permission[] {
  const ownKeys = [
    agent.keepsState ? stateKeyPattern(agent.id) : stateKey(agent.id, REDELIVERED_PARTITION),
    ...(agent.effects === 'once' ? [`${claimKey(agent.id)}#*`] : []),
  ];
  const deadLetterQueues = stage.subscriptions
    .filter((subscription) => subscription.agent.id === agent.id)
    .map(({ deadLetterQueue }) => queueArn(stack, deadLetterQueue));
  return [
    publishAs(stack, stage, agent.id, [...agent.publishes, ...IN_EVERY_NAME]),
    {
      actions: ['dynamodb:BatchWriteItem'],
      resources: [tableArn(stack, stage.historyTable)],
      conditions: leadingKeys([messageKey('*')]),
    },
    { actions: ['sqs:SendMessage'], resources: deadLetterQueues },
    ...storePayloads(stack, stage, channelsPublished(stage, agent)),
    ...fetchPayloads(stack, stage, agent.subscribes),
    useRows(stack, stage.registryTable, ownKeys),
    ...(agent.needs ?? []).flatMap((need) => NEEDS[need](stack, stage, agent)),
  ];
}

/** What an agent's `needs` allow. */
const NEEDS: Readonly<
  Record<NonNullable<Agent['needs']>[number], (stack: Stack, stage: Stage, agent: Agent) => Permission[]>
> = {
  history: (stack, stage) => [readHistory(stack, stage)],
  files: (stack, stage, { id }) => [
    {
      actions: ['s3:PutObject', 's3:GetObject'],
      resources: [objectsArn(stack, stage, `${filesOf(id)}*`)],
      whyPattern: 'Files of one agent, named when it writes them.',
    },
  ],
  artefacts: (stack, stage, { system }) => [useArtefacts(stack, stage, system)],
  model: (stack, stage, agent) => [
    ...useModels(stack, stage, agent.id),
    useRows(stack, stage.registryTable, [paidKeyPattern(agent.id)]),
    {
      actions: ['dynamodb:PutItem'],
      resources: [tableArn(stack, stage.historyTable)],
      conditions: leadingKeys([livePieceKey('*')]),
    },
  ],
  treasury: (stack, stage) => useTreasury(stack, stage),
};

/** To read what a system made, and to add to it. */
const useArtefacts = (stack: Stack, stage: Stage, system: string): Permission => ({
  actions: ['s3:PutObject', 's3:GetObject'],
  resources: [objectsArn(stack, stage, `${artefactsOf(system)}*`)],
  whyPattern: 'What one system makes, named by execution and path when it is made.',
});

/** To raise caps of budgets, and to let executions go on that a budget had refused. */
const useTreasury = (stack: Stack, stage: Stage): Permission[] => [
  {
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
    resources: [tableArn(stack, stage.registryTable)],
    conditions: leadingKeys([BUDGET_KEYS]),
  },
  {
    actions: ['states:DescribeExecution', 'states:RedriveExecution'],
    resources: [executionsArn(stack, machineName(stage.prefix, '*'))],
    whyPattern: 'Workflows are registered at run time: the pattern is the executions of all of the stage.',
  },
];

/** What is published in the name of who asks models. */
const OF_MODELS = ['platform.model.breaker'];
/** And of who has a person asked when a budget is spent. */
const OF_ASKING = ['platform.budget.exhausted'];

/**
 * To ask models as these agents: budgets and breakers of all, and answers that they let be kept. Who handles messages may besides
 * keep what a message paid, and show an answer while it is written.
 */
export const useModels = (stack: Stack, stage: Stage, ...agents: readonly string[]): Permission[] => {
  const { models, modelKeySecret } = stage.settings;
  const users = stage.agents.filter(({ id }) => agents.includes(id));
  const own = users.flatMap(({ model }) => model?.models ?? []);
  const asking = users.flatMap(({ id, model }) => (model?.whenSpent?.includes('ask') ? [id] : []));
  const keys = [
    ...[BUDGET_KEYS, BREAKER_KEYS, EXPERIMENTS_KEY],
    ...users.flatMap(({ id, model }) => (model?.cacheS === undefined ? [] : [cacheKeyPattern(id)])),
  ];
  return [
    useRows(stack, stage.registryTable, keys),
    publishAsAny(stack, stage, agents, OF_MODELS),
    ...(asking.length > 0 ? [publishAsAny(stack, stage, asking, OF_ASKING)] : []),
    ...invokeBedrock(stack, [...new Set([...models, ...own])]),
    ...(modelKeySecret === undefined
      ? []
      : [{ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(stack, modelKeySecret)] }]),
  ];
};

/** `us.`, `eu.`, `global.` and the like: a profile that routes to one model in several regions. */
const PROFILE = /^(us|us-gov|eu|apac|jp|au|ca|sa|me|global)\.(.+)$/;

/**
 * To ask Bedrock for these models, whole or as a stream; Converse needs the same. Through an inference profile both are allowed: the
 * profile here, and its model wherever it routes to.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
function invokeBedrock(stack: Stack, models: readonly string[]): Permission[] {
  const ids = models.flatMap((model) => (model.startsWith('bedrock:') ? [model.slice('bedrock:'.length)] : []));
  const arn = (resource: string, resourceName: string, where: { region?: string; account?: string } = {}) =>
    stack.formatArn({ service: 'bedrock', resource, resourceName, ...where });
  const resources = ids.flatMap((id) => {
    const [, , model] = PROFILE.exec(id) ?? [];
    return model === undefined
      ? [arn('foundation-model', id, { account: '' })]
      : [arn('inference-profile', id), arn('foundation-model', model, { account: '', region: '*' })];
  });
  if (resources.length === 0) return [];
  return [
    {
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources,
      whyPattern: 'An inference profile routes to one model in regions that AWS chooses.',
    },
  ];
}

const WHY_KEYS = 'Each payload is an object of its own, named after its message; the pattern is one channel.';

/** To put payloads aside that are too large for the bus, of messages of these channels. */
export const storePayloads = (stack: Stack, stage: Stage, channels: readonly string[]): Permission[] =>
  onPayloads(stack, stage, 's3:PutObject', channels);

/** To bring them back. */
export const fetchPayloads = (stack: Stack, stage: Stage, channels: readonly string[]): Permission[] =>
  onPayloads(stack, stage, 's3:GetObject', channels);

const onPayloads = (stack: Stack, stage: Stage, action: string, channels: readonly string[]): Permission[] =>
  channels.length === 0
    ? []
    : [
        {
          actions: [action],
          resources: channels.map((channel) => objectsArn(stack, stage, `${payloadsOf(channel)}*`)),
          whyPattern: WHY_KEYS,
        },
      ];

/** Channels that carry a type that the agent publishes. */
const channelsPublished = ({ channels }: Stage, { publishes }: Agent): string[] =>
  Object.keys(channels).filter((name) => channels[name]?.carries.some((type) => publishes.includes(type)));

/** To read and write rows whose partition key matches. */
export const useRows = (stack: Stack, table: string, patterns: readonly string[]): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
  resources: [tableArn(stack, table)],
  conditions: leadingKeys(patterns),
});

export const consume = (stack: Stack, queues: readonly string[]): Permission => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
  resources: queues.map((name) => queueArn(stack, name)),
});

export const sendTo = (stack: Stack, queues: readonly string[]): Permission => ({
  actions: ['sqs:SendMessage'],
  resources: queues.map((name) => queueArn(stack, name)),
});

/** To tell whose an API key is; of rows, only that of the first key is written, as it stands in the secret. */
export const checkKeys = (stack: Stack, stage: Stage): Permission[] => [
  { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(stack, stage.adminKeySecret)] },
  {
    actions: ['dynamodb:GetItem'],
    resources: [tableArn(stack, stage.registryTable)],
    conditions: leadingKeys([keyRowKey('*')]),
  },
  {
    actions: ['dynamodb:PutItem'],
    resources: [tableArn(stack, stage.registryTable)],
    conditions: leadingKeys([keyRowKey('admin')]),
  },
];

/** To read the history and its indexes. */
export const readHistory = (stack: Stack, stage: Stage): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  resources: [
    tableArn(stack, stage.historyTable),
    ...Object.keys(HISTORY_INDEXES).map((index) => `${tableArn(stack, stage.historyTable)}/index/${index}`),
  ],
});

/** To have a step carried out. The function is called by its name, unqualified. */
export const useSteps = (stack: Stack, { prefix }: Stage): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [functionArn(stack, stepsFunctionName(prefix))],
});

/** The rule by which Step Functions hears of the end of an execution that another waits for. */
const SYNC_RULE = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/**
 * To start other machines at their live versions and to wait for their ends.
 * https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html
 */
export const callMachines = (stack: Stack, machines: readonly string[]): Permission[] => [
  {
    actions: ['states:StartExecution'],
    resources: machines.map((name) => machineArn(stack, name, LIVE_ALIAS)),
    whyPattern: 'Workflows that are registered at run time call each other: each is a machine of the stage.',
  },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: machines.map((name) => executionsArn(stack, name)),
    whyPattern: 'Executions have names of their own; the pattern is those of the machines that it may start.',
  },
  {
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resources: [ruleArn(stack, '', SYNC_RULE)],
  },
];

/** To write the log of a machine. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
export const deliverLogs: Permission = {
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
  whyPattern: 'CloudWatch Logs knows no resources for the delivery of logs: AWS asks for these on all of them.',
};

/** To answer those who wait for a token. */
export const answerTokens: Permission = {
  actions: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
  resources: ['*'],
  whyPattern: 'A token names no resource: who holds it may answer, and tokens stay with the platform.',
};
