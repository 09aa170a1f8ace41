/**
 * A call to another service through the cloud's own port, as the role of the execution: the gateway checks input and permission
 * as it does for anyone. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import { Ended } from '../run/branch.ts';
import { callerKey } from './caller.ts';
import type { TaskCall } from './contract.ts';

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
  const { engine } = call.states;
  const [prefix, version] = TARGETS[service];
  const response = await fetch(engine.endpoint, {
    method: 'POST',
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${callerKey(call)}/19700101/${engine.region}/${service}/aws4_request`,
    },
    body: JSON.stringify(input),
  }).catch(goingDown);
  const answer = (await response.json().catch(goingDown)) as Record<string, Json>;
  if (response.ok) return answer;
  const code = String(answer.__type ?? 'InternalFailure').replace(/^.*#/, '');
  const requestId = response.headers.get('x-amzn-requestid') ?? '';
  const message = String(answer.message ?? answer.Message ?? '');
  throw new Failure(
    `${errorPrefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`,
    `${message} (Service: ${serviceName}; Status Code: ${response.status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  );
}

/** Our own port does not answer when the cloud is being stopped: the call is made again after the restart. */
function goingDown(): never {
  throw new Ended();
}
