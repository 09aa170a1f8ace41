/**
 * Integrations of AWS services: which subtypes there are, what they need, and which action they call.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
 */

export interface Subtype {
  readonly service: 'sqs' | 'events' | 'states';
  /** `X-Amz-Target` of the action. */
  readonly target: string;
  readonly contentType: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The action's input, of the parameters with their values. */
  input(parameters: Readonly<Record<string, string>>): object;
}

const uncapitalised = (parameters: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
  );

/** Numbers and JSON are text in a mapping. What is no JSON stays text, and the service says what is wrong with it. */
function typed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const withTyped =
  (...names: readonly string[]) =>
  (parameters: Readonly<Record<string, string>>): object =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, names.includes(name) ? typed(value) : value]),
    );

const sqs = (
  action: string,
  required: readonly string[],
  optional: readonly string[],
  input: Subtype['input'],
): Subtype => ({
  service: 'sqs',
  target: `AmazonSQS.${action}`,
  contentType: 'application/x-amz-json-1.0',
  required,
  optional,
  input,
});

const states = (action: string, required: readonly string[], optional: readonly string[]): Subtype => ({
  service: 'states',
  target: `AWSStepFunctions.${action}`,
  contentType: 'application/x-amz-json-1.0',
  required,
  optional,
  input: uncapitalised,
});

const SUBTYPES: Readonly<Record<string, Subtype>> = {
  'EventBridge-PutEvents': {
    service: 'events',
    target: 'AWSEvents.PutEvents',
    contentType: 'application/x-amz-json-1.1',
    required: ['Detail', 'DetailType', 'Source'],
    optional: ['Time', 'EventBusName', 'Resources', 'TraceHeader'],
    input: (parameters) => ({ Entries: [withTyped('Resources')(parameters)] }),
  },
  'SQS-SendMessage': sqs(
    'SendMessage',
    ['QueueUrl', 'MessageBody'],
    ['DelaySeconds', 'MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
    withTyped('DelaySeconds', 'MessageAttributes', 'MessageSystemAttributes'),
  ),
  'SQS-ReceiveMessage': sqs(
    'ReceiveMessage',
    ['QueueUrl'],
    [
      'AttributeNames',
      'MaxNumberOfMessages',
      'MessageAttributeNames',
      'ReceiveRequestAttemptId',
      'VisibilityTimeout',
      'WaitTimeSeconds',
    ],
    withTyped('AttributeNames', 'MaxNumberOfMessages', 'MessageAttributeNames', 'VisibilityTimeout', 'WaitTimeSeconds'),
  ),
  'SQS-DeleteMessage': sqs('DeleteMessage', ['ReceiptHandle', 'QueueUrl'], [], withTyped()),
  'SQS-PurgeQueue': sqs('PurgeQueue', ['QueueUrl'], [], withTyped()),
  'StepFunctions-StartExecution': states('StartExecution', ['StateMachineArn'], ['Name', 'Input']),
  'StepFunctions-StartSyncExecution': states(
    'StartSyncExecution',
    ['StateMachineArn'],
    ['Name', 'Input', 'TraceHeader'],
  ),
  'StepFunctions-StopExecution': states('StopExecution', ['ExecutionArn'], ['Cause', 'Error']),
};

export const subtypeOf = (name: string): Subtype | undefined =>
  Object.hasOwn(SUBTYPES, name) ? SUBTYPES[name] : undefined;

/** What is wrong with the parameters of a subtype; undefined when nothing is. */
export function wrongParameters(name: string, parameters: Readonly<Record<string, string>>): string | undefined {
  const subtype = subtypeOf(name);
  if (!subtype)
    return `The integration subtype ${name} is not supported by the local cloud; use ${Object.keys(SUBTYPES).join(', ')}.`;
  const missing = subtype.required.filter((one) => parameters[one] === undefined);
  if (missing.length > 0)
    return `Parameters: (${missing.join(', ')}) must be specified for IntegrationSubtype: ${name}`;
  const known = new Set([...subtype.required, ...subtype.optional]);
  const unknown = Object.keys(parameters).find((one) => !known.has(one));
  if (unknown === 'Region') return 'Region is not supported by the local cloud: it has one region.';
  return unknown && `Parameter: (${unknown}) is not valid for IntegrationSubtype: ${name}`;
}
