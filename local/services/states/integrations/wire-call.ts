/**
 * A call to another service that speaks AWS JSON. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { ask } from './request.ts';

/** Prefix of `x-amz-target`, and version of the protocol. */
const TARGETS = {
  sqs: ['AmazonSQS', '1.0'],
  dynamodb: ['DynamoDB_20120810', '1.0'],
  events: ['AWSEvents', '1.1'],
  states: ['AWSStepFunctions', '1.0'],
  secretsmanager: ['secretsmanager', '1.1'],
  ssm: ['AmazonSSM', '1.1'],
} as const;

export type JsonService = keyof typeof TARGETS;

/** The answer. Throws a Failure named `Prefix.Code`. */
export async function callService(
  call: TaskCall,
  service: JsonService,
  action: string,
  input: Readonly<Record<string, Json | undefined>>,
  errorPrefix: string,
  serviceName: string,
): Promise<Json> {
  const [prefix, version] = TARGETS[service];
  const answered = await ask(call, service, {
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${prefix}.${action}` },
    body: JSON.stringify(input),
  });
  const answer = JSON.parse(answered.text || '{}') as Record<string, Json>;
  if (answered.ok) return answer;
  const code = String(answer.__type ?? 'InternalFailure').replace(/^.*#/, '');
  const requestId = answered.headers['x-amzn-requestid'] ?? '';
  const message = String(answer.message ?? answer.Message ?? '');
  throw new Failure(
    `${errorPrefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`,
    `${message} (Service: ${serviceName}; Status Code: ${answered.status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  );
}
