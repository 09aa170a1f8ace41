/**
 * The optimized integrations that are an API call with AWS's own parameters: their actions, and what each makes of its
 * arguments. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { publish } from './sns.ts';
import { callService } from './wire-call.ts';

type Members = Readonly<Record<string, Json | undefined>>;
const asText = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value);

const dynamodb = (action: string) => (call: TaskCall) =>
  callService(call, 'dynamodb', action, call.arguments as Members, 'DynamoDB', 'AmazonDynamoDBv2');

/** A body that is not text is sent as JSON. https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
async function sendMessage(call: TaskCall): Promise<Json> {
  const { MessageBody, ...rest } = call.arguments as Members;
  return await callService(
    call,
    'sqs',
    'SendMessage',
    { ...rest, MessageBody: asText(MessageBody) },
    'SQS',
    'AmazonSQS',
  );
}

/** Details are sent as JSON; one entry refused is the task failed. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
async function putEvents(call: TaskCall): Promise<Json> {
  const { Entries = [], ...rest } = call.arguments as { Entries?: Members[] };
  const entries = Entries.map((entry) => ({
    ...entry,
    Detail: asText(entry.Detail),
    Resources: [call.execution.arn, ...((entry.Resources ?? []) as Json[])],
  }));
  const answer = (await callService(
    call,
    'events',
    'PutEvents',
    { ...rest, Entries: entries },
    'EventBridge',
    'AmazonEventBridge',
  )) as Members;
  if (Number(answer.FailedEntryCount ?? 0) > 0) throw new Failure('EventBridge.FailedEntry', JSON.stringify(answer));
  return answer;
}

export const OPTIMIZED: Readonly<Record<string, (call: TaskCall) => Promise<Json>>> = {
  'sqs:sendMessage': sendMessage,
  'sns:publish': publish,
  'events:putEvents': putEvents,
  'dynamodb:getItem': dynamodb('GetItem'),
  'dynamodb:putItem': dynamodb('PutItem'),
  'dynamodb:updateItem': dynamodb('UpdateItem'),
  'dynamodb:deleteItem': dynamodb('DeleteItem'),
};
