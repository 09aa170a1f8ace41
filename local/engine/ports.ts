/**
 * Where services meet. A service never imports another: it offers a port here, and asks for one by an ARN or by the port's
 * name. The interfaces are the consumers' words; each is as narrow as its consumers allow.
 */
import { parseArn } from './arn.ts';
import { AwsError } from './aws-error.ts';
import type { Principal } from './principal.ts';
import type { Stacks } from './stacks.ts';

export type { Principal } from './principal.ts';

/** What a rule, a schedule, a destination or an alarm hands to its target. */
export interface Delivery {
  /** The body as the target gets it: JSON text, or plain text. */
  readonly body: string;
  /** Who delivers: the AWS service principal and the ARN of the rule, schedule … */
  readonly source: {
    readonly principal: string;
    readonly arn: string;
    /** The role it delivers as. Its permissions have been checked; without one the target's own policy decides. */
    readonly roleArn?: string;
  };
  /** Queues only. */
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** Binary values in base64. */
  readonly attributes?: Readonly<Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>>;
  /** Topics only. */
  readonly subject?: string;
}

/** Anything that an ARN can name as a target. Resolves when the delivery is durable; throws AwsError when refused. */
export interface Target {
  deliver(arn: string, delivery: Delivery): Promise<void>;
  /** Delivers several at once where that is cheaper; the answer has one entry for each, undefined for success. */
  deliverBatch?(arn: string, deliveries: readonly Delivery[]): Promise<(AwsError | undefined)[]>;
}

export interface Invocation {
  /** The handler's answer, or the error object that Lambda makes of what it threw, as JSON text. */
  readonly payload: string;
  /** `Unhandled` when the function failed. */
  readonly functionError?: string;
  readonly durationMs: number;
}

/** Synchronous invokes, for API Gateway, authorizers and workflows. */
export interface Functions {
  /** With a source, the function's own policy must allow that service. */
  invoke(arn: string, payload: string, source?: Delivery['source']): Promise<Invocation>;
  /** Throws when there is no such function, or its policy does not let the source invoke it. */
  check(arn: string, source: Delivery['source']): void;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  /** Set when there are message attributes. */
  readonly md5OfMessageAttributes?: string;
}

/** What an event source mapping needs of a queue. */
export interface Queues {
  /** Takes up to `limit` messages that are visible now, hiding them for the queue's visibility timeout. May be empty. */
  receive(arn: string, limit: number): QueueMessage[];
  /** Deletes them; resolves when durable. */
  remove(arn: string, receiptHandles: readonly string[]): Promise<void>;
  /** Makes them visible again after a delay. */
  release(arn: string, receiptHandles: readonly string[], delayMs: number): void;
  /** Called whenever messages may have become visible; returns the cancellation. */
  onAvailable(arn: string, listener: () => void): () => void;
  /** The queue's visibility timeout; throws AwsError when there is no such queue. */
  visibilityTimeoutMs(arn: string): number;
}

export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

export interface Logs {
  /** Makes the group and the stream when they are missing. Metrics in the embedded format go on to Metrics. */
  append(group: string, stream: string, lines: readonly LogLine[]): void;
  /** Lines go to the store in their own time. After this, who awaits the store's `durable` has them on disk. */
  flush?(): void;
}

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly atMs: number;
  readonly values: readonly number[];
}

export interface Metrics {
  put(data: readonly Datum[]): void;
  /** A gauge that is read when someone asks or an alarm is evaluated: the depth of a queue, the age of its oldest message. */
  gauge(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    unit: string,
    read: () => number,
  ): () => void;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Identity {
  /** Keys that stand for a role, for a function or a session. */
  credentialsFor(roleArn: string, sessionName: string): Credentials;
  /** Whether a role was created and given no policy at all: a stand-in, for those who deliver or call in a role's name. */
  isBare(roleArn: string): boolean;
  /** Unknown keys are the account's root: any credentials work. */
  principalOf(accessKeyId: string | undefined): Principal;
  /** Throws AWS's AccessDenied when a role's policies do not allow the action on the resource. */
  authorize(
    principal: Principal,
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
  /** What a role's policies say, where the policy of a resource has a say too; `allowed` for callers that stand for no role. */
  decide(
    principal: Principal,
    action: string,
    resource: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): 'allowed' | 'denied' | 'unmentioned';
  /** Throws AWS's AccessDenied when the trust policy of a role does not let a caller take it; a service by its principal. */
  authorizeAssume(
    caller: Principal | { readonly service: string },
    roleArn: string,
    context?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
}

/** Files that a deployment brought: `bucket/key` of an asset, and the folder or zip it lies in. */
export interface Assets {
  path(bucket: string, key: string): string | undefined;
}

/** Objects in buckets, for what other services take from there: code, definitions, templates. */
export interface Objects {
  /** Path of a file with the object's bytes, good until the object is written again; undefined when there is none. */
  path(bucket: string, key: string): string | undefined;
}

/** Parameters of Parameter Store, for template parameters and references. */
export interface Parameters {
  parameter(name: string): string | undefined;
}

/** Secrets, for template references. */
export interface Secrets {
  /** By name or ARN; with a key, that member of a secret that is JSON. */
  secret(id: string, jsonKey?: string): string | undefined;
}

/** A request in an AWS protocol that did not come over HTTP. */
export interface InsideRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The gateway, for callers in this process: the same checks, permissions and traces as over HTTP. */
export interface Requests {
  /** Signing names of the services that speak REST; what the other protocols ask is known by its headers. */
  readonly restServices: readonly string[];
  /** Errors are answers too. */
  answer(
    request: InsideRequest,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string | Uint8Array }>;
}

interface Named {
  requests: Requests;
  functions: Functions;
  queues: Queues;
  logs: Logs;
  metrics: Metrics;
  identity: Identity;
  assets: Assets;
  objects: Objects;
  parameters: Parameters;
  secrets: Secrets;
  stacks: Stacks;
}

export interface Ports {
  /** Offers targets for all ARNs of a service segment: `sqs`, `lambda`, `events`, `logs`, `states`, `sns`. */
  offerTarget(service: string, target: Target): void;
  /** The target that an ARN names. Throws AwsError when no service takes it. */
  target(arn: string): Target;
  offer<K extends keyof Named>(name: K, port: Named[K]): void;
  /** Throws when the cloud runs without that service. */
  get<K extends keyof Named>(name: K): Named[K];
  has(name: keyof Named): boolean;
}

export function createPorts(): Ports {
  const targets = new Map<string, Target>();
  const named: Partial<Named> = {};
  return {
    offerTarget(service, target) {
      targets.set(service, target);
    },
    target(arn) {
      const service = parseArn(arn)?.service;
      const target = service && targets.get(service);
      if (!target) {
        throw new AwsError(
          'ValidationException',
          `${arn} is not a target that the local cloud can deliver to. It delivers to: ${[...targets.keys()].join(', ')}.`,
        );
      }
      return target;
    },
    offer(name, port) {
      named[name] = port;
    },
    get(name) {
      const port = named[name];
      if (!port) throw new AwsError('ServiceUnavailable', `This cloud runs without a service that offers ${name}.`);
      return port;
    },
    has: (name) => named[name] !== undefined,
  };
}
