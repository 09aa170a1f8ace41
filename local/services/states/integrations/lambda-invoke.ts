/** `lambda:invoke`: the answer with its envelope. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { authorizeCaller } from './caller.ts';
import { invoke, serviceFailure } from './invoke.ts';

type Members = Readonly<Record<string, Json | undefined>>;

export async function lambdaInvoke(call: TaskCall): Promise<Json> {
  const { Payload, Qualifier } = call.arguments as Members;
  const { engine } = call.states;
  const qualified = functionOf(call);
  const payload = await invoke(call, qualified, Payload === undefined ? '{}' : payloadText(Payload));
  const requestId = engine.random.uuid();
  const length = String(Buffer.byteLength(JSON.stringify(payload)));
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': length,
    'Content-Type': 'application/json',
    Date: new Date(engine.clock.now()).toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `root=1-${engine.random.hex(8)}-${engine.random.hex(24)};parent=${engine.random.hex(16)};sampled=0`,
  };
  return {
    ExecutedVersion: typeof Qualifier === 'string' && /^\d+$/.test(Qualifier) ? Qualifier : '$LATEST',
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

/** `aws-sdk:lambda:invoke`: the payload stays text, and a function that failed is no failure of the task. */
export async function sdkInvoke(call: TaskCall): Promise<Json> {
  const { Payload, Qualifier } = call.arguments as Members;
  const { engine } = call.states;
  const arn = functionOf(call);
  try {
    authorizeCaller(call, 'lambda:InvokeFunction', arn);
    const answer = await engine.ports.get('functions').invoke(arn, Payload === undefined ? '' : payloadText(Payload));
    return {
      ExecutedVersion: typeof Qualifier === 'string' && /^\d+$/.test(Qualifier) ? Qualifier : '$LATEST',
      ...(answer.functionError !== undefined && { FunctionError: answer.functionError }),
      Payload: answer.payload,
      StatusCode: 200,
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw serviceFailure('Lambda', 'Lambda', error.code, error.message, error.status, engine.random.uuid());
  }
}

/** The ARN of what is to be invoked. Throws States.Runtime for members that have no effect here. */
function functionOf(call: TaskCall): string {
  const { FunctionName, Qualifier, Payload, InvocationType = 'RequestResponse', ...others } = call.arguments as Members;
  const [unknown] = InvocationType === 'RequestResponse' ? Object.keys(others) : [`InvocationType ${InvocationType}`];
  if (unknown !== undefined)
    throw new Failure('States.Runtime', `${unknown} of lambda:invoke is not supported by the local cloud.`);
  if (typeof FunctionName !== 'string')
    throw new Failure('States.Runtime', 'lambda:invoke needs FunctionName, the name or ARN of a function.');
  const arn = FunctionName.startsWith('arn:')
    ? FunctionName
    : call.states.engine.arn('lambda', `function:${FunctionName}`);
  return typeof Qualifier === 'string' ? `${arn}:${Qualifier}` : arn;
}

/** A string that is JSON is the payload as it stands. */
function payloadText(payload: Json): string {
  if (typeof payload !== 'string') return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    return JSON.stringify(payload);
  }
}
