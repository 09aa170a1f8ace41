/**
 * `aws-sdk:service:action`: any action of a service that speaks AWS JSON here, of SNS, some of S3 and of Lambda, as the SDK for Java would call it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import type { Json } from '../../../engine/service.ts';
import type { TaskCall } from './contract.ts';
import { sdkInvoke } from './lambda-invoke.ts';
import { s3Call } from './s3.ts';
import { callSns } from './sns.ts';
import { callService, type JsonService } from './wire-call.ts';

/** Name in the resource, what it is on the wire, and the prefix of its errors. */
const SERVICES: Readonly<Record<string, readonly [JsonService, string]>> = {
  dynamodb: ['dynamodb', 'DynamoDb'],
  sqs: ['sqs', 'Sqs'],
  eventbridge: ['events', 'EventBridge'],
  sfn: ['states', 'Sfn'],
  secretsmanager: ['secretsmanager', 'SecretsManager'],
  ssm: ['ssm', 'Ssm'],
};

/** Undefined for a service that is not here. */
export function sdkCall(name: string, action: string): ((call: TaskCall) => Promise<Json>) | undefined {
  const wireName = action.charAt(0).toUpperCase() + action.slice(1);
  if (name === 's3') return s3Call(action);
  if (name === 'sns') return (call) => callSns(call, wireName, 'Sns', 'Sns');
  if (name === 'lambda' && action === 'invoke') return sdkInvoke;
  const service = SERVICES[name];
  if (!service) return undefined;
  const [wire, prefix] = service;
  const members = (value: Json): Json => (wire === 'states' ? recased(value, 'lower') : value);
  return async (call) => {
    const answer = await callService(
      call,
      wire,
      wireName,
      members(call.arguments) as Readonly<Record<string, Json | undefined>>,
      prefix,
      prefix,
    );
    return wire === 'states' ? recased(answer, 'upper') : answer;
  };
}

/** Step Functions writes members with a capital where its own API does not. */
function recased(value: Json, to: 'lower' | 'upper'): Json {
  if (Array.isArray(value)) return value.map((item: Json) => recased(item, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, member]) => [
      (to === 'lower' ? key.charAt(0).toLowerCase() : key.charAt(0).toUpperCase()) + key.slice(1),
      recased(member, to),
    ]),
  );
}
