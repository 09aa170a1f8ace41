/**
 * A stage for a scenario: synthesized templates on a local cloud of their own, its API as a client sees it, its history in lines
 * that can be stated, and ways to wait. Works outside of a test runner too.
 */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, ListQueuesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { readHistory, type Story } from '../../bin/commands/start/history.ts';
import type { Trace } from '../../local/engine/traces.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../local/local-cloud.ts';
import { clientSettings } from './cloud.ts';
import { createUntil, type Until, watchLine } from './line-watch.ts';
import { tell } from './told.ts';

export const PREFIX = 'signalbox-dev';
const HISTORY_TABLE = `${PREFIX}-history`;
export const REGISTRY_TABLE = `${PREFIX}-registry`;

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Request {
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly cloud: LocalCloud;
  /** Base of the API's paths. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** One request with the admin key: `call('GET /v1/health')`. */
  call<Body = unknown>(route: string, request?: Request): Promise<Answer<Body>>;
  /** Sends one message and gives its id. Throws when it is refused. */
  send(message: Readonly<Record<string, unknown>>): Promise<string>;
  readonly until: Until;
  /** Resolves when nothing is in a queue or under way; what is delayed does not count. */
  quiet(): Promise<void>;
  /** Resolves when no batch is being handled: messages that failed wait for their next delivery. */
  idle(): Promise<void>;
  /** All messages with what became of them, heartbeats left out. */
  history(): Promise<Story[]>;
  /** A conversation in time order, a line for each message: who sent it and what became of it. */
  told(conversation: string): Promise<string[]>;
  /** Requests of functions that failed as a whole. */
  crashes(): readonly Trace[];
  close(): Promise<void>;
}

export async function startStage(template: string, options: Omit<LocalCloudOptions, 'template'> = {}): Promise<Stage> {
  const cloud = await startLocalCloud({ port: 0, ...options, template });
  const sqs = new SQSClient(clientSettings(cloud));
  const apiKey = await readKey(cloud);
  const apiUrl = String(cloud.output('ApiUrl'));
  const line = watchLine(cloud);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const history = () => readHistory(cloud.url, HISTORY_TABLE);
  const until = createUntil(cloud);
  const call = caller(apiUrl, apiKey);

  /** Queues are looked at one after the other, so a look counts only when nothing arrived meanwhile. */
  const isQuiet = async (): Promise<true | undefined> => {
    if (line.underWay() > 0 || line.hasMessages()) return undefined;
    const before = line.deliveries();
    const empty = await Promise.all(QueueUrls.map((url) => isEmpty(sqs, url)));
    return empty.every(Boolean) && before === line.deliveries() && line.underWay() === 0 ? true : undefined;
  };

  return {
    cloud,
    apiUrl,
    apiKey,
    call,
    async send(message) {
      const { status, body } = await call<{ accepted?: { id: string }[] }>('POST /v1/messages', { body: message });
      const id = body.accepted?.[0]?.id;
      if (status !== 202 || id === undefined) throw new Error(`The message was refused: ${JSON.stringify(body)}`);
      return id;
    },
    until,
    async quiet() {
      await until(isQuiet);
    },
    async idle() {
      await until(async () => (line.underWay() === 0 ? true : undefined));
    },
    history,
    told: async (conversation) =>
      tell((await history()).filter(({ message }) => message.correlationId === conversation)),
    crashes: line.crashes,
    async close() {
      sqs.destroy();
      await cloud.close();
    },
  };
}

function caller(apiUrl: string, apiKey: string): Stage['call'] {
  return async <Body>(route: string, { body, headers }: Request = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(apiUrl + path, {
      method,
      headers: { 'x-api-key': apiKey, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
}

async function isEmpty(sqs: SQSClient, QueueUrl: string): Promise<boolean> {
  const AttributeNames: QueueAttributeName[] = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return AttributeNames.every((name) => Number(Attributes[name]) === 0);
}

async function readKey(cloud: LocalCloud): Promise<string> {
  const client = new SecretsManagerClient(clientSettings(cloud));
  const { SecretString = '{}' } = await client.send(
    new GetSecretValueCommand({ SecretId: String(cloud.output('AdminKeySecret')) }),
  );
  client.destroy();
  return String((JSON.parse(SecretString) as { key?: string }).key);
}
