/** What the gateway and the template know of a service: its wire protocols, its actions, its resource types, its life. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import type { Principal } from './principal.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Who calls, and how. */
export interface Call {
  readonly requestId: string;
  readonly principal: Principal;
  /** Aborted when the client went away: long polls end. */
  readonly signal: AbortSignal;
}

/** How a REST action travels: path with `{Member}` placeholders, members in the query and the headers, the rest is the body. */
export interface HttpBinding {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD';
  readonly path: string;
  /** Query parameter to member. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header (lower case) to member. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that takes the body as it is, instead of a JSON document. */
  readonly bodyMember?: string;
  /** Status of success; 200 unless told. */
  readonly status?: number;
}

/** One AWS action. The input is parsed once, here; unknown members are refused by name. */
export interface Action {
  readonly name: string;
  readonly input: z.ZodType;
  readonly http?: HttpBinding;
  /** ARN that permissions are asked for; `*` when absent. */
  resource?(input: never): string;
  /** Further condition keys for permissions: `events:source`, `dynamodb:LeadingKeys`. */
  conditions?(input: never): Readonly<Record<string, string | readonly string[]>>;
  /** Instead of the two above, where one call needs several permissions (DynamoDB's batches and transactions). */
  permissions?(input: never): readonly Permission[];
  run(input: never, call: Call): unknown;
}

/** A permission that a caller must have. */
export interface Permission {
  /** IAM action without its prefix; the action's own name when absent. */
  readonly action?: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
}

/** Ties the types of an action together: `run` gets what `input` parses to. */
export function action<S extends z.ZodType>(definition: {
  name: string;
  input: S;
  http?: HttpBinding;
  resource?(input: z.output<S>): string;
  conditions?(input: z.output<S>): Readonly<Record<string, string | readonly string[]>>;
  permissions?(input: z.output<S>): readonly Permission[];
  run(input: z.output<S>, call: Call): unknown;
}): Action {
  return definition as Action;
}

/** An answer that is not the JSON of an object: its own status, headers, or raw body (Lambda's Invoke), maybe as it is made. */
export class HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
  constructor(status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array | Readable) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** See https://smithy.io/2.0/aws/protocols/index.html for what each means on the wire. */
export type Protocol =
  | { readonly kind: 'json'; readonly version: '1.0' | '1.1'; readonly targetPrefix: string }
  | { readonly kind: 'query'; readonly version: string; readonly xmlns: string }
  | { readonly kind: 'rest-json' }
  /** S3's: the service reads and answers it by itself, in `open`. */
  | { readonly kind: 'rest-xml' };

/** A request that a service answers by itself, outside the AWS protocols: API calls, function URLs. */
export interface RawRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

/** A request whose body nobody has read: it may be too large to hold. */
export type OpenRequest = Omit<RawRequest, 'body' | 'url'>;

/** What a resource became. */
export interface Resource {
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: Json;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, Json>>;
}

/** Where a resource stands in its stack. */
export interface Place {
  readonly stackName: string;
  readonly logicalId: string;
  /** The name CloudFormation would make: stack, logical id, a suffix; the same each time for the same place. */
  name(longest?: number): string;
}

/** A CloudFormation resource type, made by calling the service's own actions. */
export interface ResourceType {
  readonly type: string;
  /** Strict: a property that is not in it is refused by name. */
  readonly properties: z.ZodType;
  /** Properties that are accepted and have no effect here, each with its reason. */
  readonly withoutEffect?: Readonly<Record<string, string>>;
  create(properties: never, place: Place): Resource | Promise<Resource>;
  /** Changes it in place; `replace` when CloudFormation would make a new one. Without it, every change replaces. */
  update?(properties: never, current: Resource, place: Place): Resource | 'replace' | Promise<Resource | 'replace'>;
  remove(current: Resource, place: Place): void | Promise<void>;
}

/** Ties the types of a resource type together. */
export function resourceType<S extends z.ZodType>(definition: {
  type: string;
  properties: S;
  withoutEffect?: Readonly<Record<string, string>>;
  create(properties: z.output<S>, place: Place): Resource | Promise<Resource>;
  update?(
    properties: z.output<S>,
    current: Resource,
    place: Place,
  ): Resource | 'replace' | Promise<Resource | 'replace'>;
  remove(current: Resource, place: Place): void | Promise<void>;
}): ResourceType {
  return definition as ResourceType;
}

export interface Service {
  /** Signing name, as it stands in the credential scope: `sqs`, `events`, `lambda`, `monitoring` … */
  readonly name: string;
  /** Prefix of its IAM actions, where that is not the signing name: `cloudwatch` for `monitoring`. */
  readonly iamPrefix?: string;
  readonly protocols: readonly Protocol[];
  readonly actions: readonly Action[];
  readonly resources: readonly ResourceType[];
  /** AWS's wording for input that does not parse; a general one is used without it. */
  invalidInput?(error: z.ZodError, actionName: string): Error;
  /** Takes requests before their body is read, and answers them; false, with the body untouched, when this one is not its own. */
  open?(request: OpenRequest): Promise<boolean>;
  /** Takes requests that are not in an AWS protocol; false when this one is not its own. */
  raw?(request: RawRequest): Promise<boolean>;
  /** What it holds and does right now, for `GET /_local/`; no secrets. */
  inspect?(): Json;
  /** Called once all services exist and have read their state: start timers and consumers. */
  start?(): void | Promise<void>;
  /** Called before the port is closed: what goes on by itself stops where it stands, and begins nothing new. */
  leave?(): void;
  /** Called in reverse order; let what is running end. */
  stop?(): void | Promise<void>;
}
