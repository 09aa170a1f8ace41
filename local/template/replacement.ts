/**
 * Which changes of a property make CloudFormation build a new resource. The answer of AWS's own schemas (createOnlyProperties),
 * as data: a test holds it against the copy that the CDK CLI carries. A type may ask for a new resource for further reasons,
 * by what its `update` answers.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */

/** By type: the properties whose change replaces the resource, always. */
export const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId'],
  'AWS::ApiGatewayV2::Deployment': ['ApiId'],
  'AWS::ApiGatewayV2::Integration': ['ApiId'],
  'AWS::ApiGatewayV2::Route': ['ApiId'],
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::CompositeAlarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::GlobalTable': ['KeySchema', 'LocalSecondaryIndexes', 'TableName'],
  'AWS::DynamoDB::Table': ['ImportSourceSpecification', 'KeySchema', 'TableName'],
  'AWS::Events::Archive': ['ArchiveName', 'SourceArn'],
  'AWS::Events::EventBus': ['EventSourceName', 'Name'],
  'AWS::Events::EventBusPolicy': ['EventBusName', 'StatementId'],
  'AWS::Events::Rule': ['EventBusName', 'Name'],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path'],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::IAM::RolePolicy': ['PolicyName', 'RoleName'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::Lambda::EventSourceMapping': [
    'AmazonManagedKafkaEventSourceConfig',
    'EventSourceArn',
    'SelfManagedEventSource',
    'SelfManagedKafkaEventSourceConfig',
    'StartingPosition',
    'StartingPositionTimestamp',
  ],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType', 'TenancyConfig'],
  'AWS::Lambda::LayerVersion': [
    'CompatibleArchitectures',
    'CompatibleRuntimes',
    'Content',
    'Description',
    'LayerName',
    'LicenseInfo',
  ],
  'AWS::Lambda::Permission': [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  'AWS::Lambda::Url': ['Qualifier', 'TargetFunctionArn'],
  'AWS::Lambda::Version': [
    'CodeSha256',
    'Description',
    'FunctionName',
    'ProvisionedConcurrencyConfig',
    'RuntimePolicy',
  ],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::LogStream': ['LogGroupName', 'LogStreamName'],
  'AWS::Logs::MetricFilter': ['FilterName', 'LogGroupName'],
  'AWS::Logs::ResourcePolicy': ['PolicyName'],
  'AWS::Logs::SubscriptionFilter': ['FilterName', 'LogGroupName'],
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SNS::TopicInlinePolicy': ['TopicArn'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::SQS::QueueInlinePolicy': ['Queue'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::SSM::Parameter': ['Name'],
  'AWS::Scheduler::Schedule': ['Name'],
  'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::StepFunctions::Activity': ['EncryptionConfiguration', 'Name'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'StateMachineType'],
  'AWS::StepFunctions::StateMachineAlias': ['Name'],
  'AWS::StepFunctions::StateMachineVersion': ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
};

/** What a change of the property means for the resource. Of a type that is not in the table, nobody knows. */
export function recreation(type: string, property: string): 'Never' | 'Conditionally' | 'Always' {
  const replacing = REPLACING[type];
  if (!replacing) return 'Conditionally';
  return replacing.includes(property) ? 'Always' : 'Never';
}

/** Names of the properties in which the two differ. */
export const changedProperties = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
