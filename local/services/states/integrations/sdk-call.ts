/**
 * `aws-sdk:service:action`: any action of a service that speaks AWS JSON here, as the SDK for Java would call it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import type { Json } from '../../../engine/service.ts';
import type { TaskCall } from './contract.ts';
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
  const service = SERVICES[name];
  if (!service) return undefined;
  const [wire, prefix] = service;
  const members = (value: Json): Json => (wire === 'states' ? recased(value, 'lower') : value);
  return async (call) => {
    const answer = await callService(
      call,
      wire,
      action.charAt(0).toUpperCase() + action.slice(1),
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
