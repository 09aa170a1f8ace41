/** Lambda: warm invokes through the SDK and through a plain HTTP client, calls that a function makes, and a streamed answer. */
import { Agent, request } from 'node:http';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import type { Hosted } from '../kit/host.ts';
import { percentile } from '../kit/stats.ts';
import { type Add, rate, SIGNALBOX, settingsFor } from './measure.ts';

const INVOKES = 2_000;
const AIM = 'at least 2,000';
const CALLS = 1_500;
const STREAMS = 40;

/** What stands in front of every signature; the cloud reads the service out of it. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none';

const ECHO = 'export const handler = async (event) => event;';
const CALLER = `
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
const offered = globalThis[Symbol.for('local-cloud.clientConfig')];
const clients = { inside: new SQSClient({ ...offered }), http: new SQSClient({}) };
const QueueUrl = process.env.AWS_ENDPOINT_URL + '/000000000000/called';
export const handler = async ({ way, calls, atOnce }) => {
  const started = performance.now();
  let left = calls;
  const one = async () => { while (left-- > 0) await clients[way].send(new SendMessageCommand({ QueueUrl, MessageBody: 'bench' })); };
  await Promise.all(Array.from({ length: atOnce }, one));
  return (calls * 1000) / (performance.now() - started);
};`;
const TALKER = `
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('first');
  await new Promise((resolve) => setTimeout(resolve, 20));
  stream.end('last');
});`;

async function create(client: LambdaClient, name: string, source: string): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: 'arn:aws:iam::000000000000:role/bench',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 60,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
    }),
  );
}

/** Makes the function `echo` and measures it. */
export async function measureInvokes(add: Add, { url }: Hosted): Promise<void> {
  const client = new LambdaClient(settingsFor(url));
  await create(client, 'echo', ECHO);
  const invoke = () => client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"note":"bench"}' }));
  await rate(INVOKES / 4, 8, invoke);
  for (const callers of [1, 4, 16]) {
    const aim = callers === 16 ? AIM : undefined;
    add(SIGNALBOX, `Lambda invokes, SDK, ${callers} at once`, 'invokes/s', await rate(INVOKES, callers, invoke), aim);
  }
  const agent = new Agent({ keepAlive: true });
  const post = () => plainPost(agent, `${url}/2015-03-31/functions/echo/invocations`, '{"note":"bench"}');
  for (const callers of [1, 16])
    add(
      SIGNALBOX,
      `Lambda invokes, plain HTTP, ${callers} at once`,
      'invokes/s',
      await rate(INVOKES, callers, post),
      AIM,
    );
  agent.destroy();
  client.destroy();
}

/** Calls of the AWS SDK that a function makes: with the local cloud's request handler, and without. */
export async function measureCalls(add: Add, { url }: Hosted): Promise<void> {
  const client = new LambdaClient(settingsFor(url));
  const sqs = new SQSClient(settingsFor(url));
  await sqs.send(new CreateQueueCommand({ QueueName: 'called' }));
  await create(client, 'caller', CALLER);
  const run = async (way: string, calls: number): Promise<number> => {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName: 'caller', Payload: JSON.stringify({ way, calls, atOnce: 8 }) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError) throw new Error(text);
    return Number(text);
  };
  for (const [way, name] of [
    ['http', 'over HTTP'],
    ['inside', 'inside the process'],
  ] as const) {
    await run(way, CALLS / 3);
    add(SIGNALBOX, `SendMessage by a function, ${name}, 8 at once`, 'calls/s', await run(way, CALLS));
  }
  sqs.destroy();
  client.destroy();
}

/** From the request to the first byte of a function URL that streams. */
export async function measureStream(add: Add, cloud: Hosted): Promise<void> {
  const client = new LambdaClient(settingsFor(cloud.url));
  await create(client, 'talker', TALKER);
  const { FunctionUrl = '' } = await client.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'talker', AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' }),
  );
  const open = { FunctionName: 'talker', Principal: '*' };
  const url = { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' } as const;
  await client.send(new AddPermissionCommand({ ...open, ...url, StatementId: 'url' }));
  await client.send(
    new AddPermissionCommand({
      ...open,
      Action: 'lambda:InvokeFunction',
      StatementId: 'call',
      InvokedViaFunctionUrl: true,
    }),
  );
  const first: number[] = [];
  for (let i = 0; i < STREAMS; i++) {
    const started = performance.now();
    const { body, status } = await fetch(FunctionUrl);
    let at: number | undefined;
    for await (const chunk of body ?? []) if (chunk.length > 0) at ??= performance.now() - started;
    if (status !== 200 || at === undefined) throw new Error(`The function URL answered ${status}.`);
    first.push(at);
  }
  add(SIGNALBOX, 'function URL, first streamed byte, p50', 'ms', percentile(first, 50));
  client.destroy();
}

function plainPost(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { authorization: AUTHORIZATION } }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    call.on('error', reject);
    call.end(body);
  });
}
