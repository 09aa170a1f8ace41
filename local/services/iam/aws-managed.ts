/**
 * Managed policies of AWS that are known here, by the part of their ARN behind `policy/`. One that is not in the table is
 * refused by name: its text would have to be guessed.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */

const PREFIX = 'arn:aws:iam::aws:policy/';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const SQS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`);
const XRAY = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];
const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const PUSH_LOGS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
  'logs:GetLogEvents',
  'logs:FilterLogEvents',
];

/** Each allows its actions on every resource. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSLambdaSQSQueueExecutionRole': [...SQS, ...LOGS],
  'service-role/AWSLambdaDynamoDBExecutionRole': [...STREAM, ...LOGS],
  'service-role/AWSLambdaVPCAccessExecutionRole': [...LOGS, ...NETWORK],
  'service-role/AWSLambdaRole': ['lambda:InvokeFunction'],
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': PUSH_LOGS,
  AWSXRayDaemonWriteAccess: XRAY,
  AWSXrayWriteOnlyAccess: XRAY,
  AdministratorAccess: ['*'],
  AmazonSQSFullAccess: ['sqs:*'],
};

/** The document of a managed policy of AWS; undefined when it is not known here. */
export function awsManaged(arn: string): object | undefined {
  if (!arn.startsWith(PREFIX)) return undefined;
  const actions = ALLOWED[arn.slice(PREFIX.length)];
  return actions && { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

export const isAwsManaged = (arn: string): boolean => arn.startsWith(PREFIX);

/** ARNs of all that are known. */
export const awsManagedArns = (): string[] => Object.keys(ALLOWED).map((name) => PREFIX + name);
