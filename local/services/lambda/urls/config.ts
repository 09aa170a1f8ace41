/** Function URLs: the rules that actions and the resource type share. */
import { createHash } from 'node:crypto';
import type { FunctionUrlConfig } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Lambda } from '../context.ts';
import type { UrlConfig, UrlCors } from '../model.ts';
import { conflict, type FunctionName, functionArn, invalidValue } from '../names.ts';

export interface UrlInput {
  readonly AuthType?: UrlConfig['authType'] | undefined;
  readonly InvokeMode?: UrlConfig['invokeMode'] | undefined;
  readonly Cors?: UrlCors | undefined;
}

const keyOf = ({ qualifier = '$LATEST' }: FunctionName): string => qualifier;

/** Throws ResourceConflictException when there is one. */
export function makeUrl({ engine, store }: Lambda, asked: FunctionName, input: UrlInput): UrlConfig {
  const { fn, invokedArn } = store.resolve(asked);
  if (asked.qualifier !== undefined && !fn.aliases[asked.qualifier])
    throw invalidValue(`A function URL is of a function or an alias; ${asked.qualifier} is a version.`);
  if (fn.urls?.[keyOf(asked)]) {
    const why = 'FunctionUrlConfig exists for this Lambda function';
    throw conflict(`Failed to create function url config for [functionArn = ${invokedArn}]. Error message:  ${why}`);
  }
  const nowMs = engine.clock.now();
  const blank: UrlConfig = {
    id: urlId(invokedArn),
    authType: 'NONE',
    invokeMode: 'BUFFERED',
    createdMs: nowMs,
    lastModifiedMs: nowMs,
  };
  return put(store, asked, blank, input);
}

/** What is not given stays. */
export function changeUrl(lambda: Lambda, asked: FunctionName, input: UrlInput): UrlConfig {
  const before = urlOf(lambda, asked);
  return put(lambda.store, asked, { ...before, lastModifiedMs: lambda.engine.clock.now() }, input);
}

export function removeUrl(lambda: Lambda, asked: FunctionName): void {
  urlOf(lambda, asked);
  const fn = lambda.store.get(asked.name);
  const { [keyOf(asked)]: _, ...urls } = fn.urls ?? {};
  lambda.store.put({ ...fn, urls });
}

/** Throws AWS's ResourceNotFoundException when there is none. */
export function urlOf({ store }: Lambda, asked: FunctionName): UrlConfig {
  const url = store.resolve(asked).fn.urls?.[keyOf(asked)];
  if (url) return url;
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
    status: 404,
    members: { Type: 'User' },
  });
}

function put(store: Lambda['store'], asked: FunctionName, before: UrlConfig, input: UrlInput): UrlConfig {
  const { AuthType = before.authType, InvokeMode = before.invokeMode, Cors = before.cors } = input;
  const url: UrlConfig = { ...before, authType: AuthType, invokeMode: InvokeMode, ...(Cors && { cors: Cors }) };
  const fn = store.get(asked.name);
  store.put({ ...fn, urls: { ...fn.urls, [keyOf(asked)]: url } });
  return url;
}

const ID_LENGTH = 32;
/** The same each time for the same function: a URL outlives a restart, and its function. On AWS too it follows from such facts. */
function urlId(arn: string): string {
  const digest = BigInt(`0x${createHash('sha256').update(arn).digest('hex')}`);
  return digest.toString(36).padStart(ID_LENGTH, '0').slice(-ID_LENGTH);
}

/** Where it can be called here: a path, since host names need a resolver. AWS's form, by `Host`, is served too. */
export const addressOf = (engine: Engine, { id }: UrlConfig): string => `${engine.endpoint}/_url/${id}/`;

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html */
export function urlConfiguration(engine: Engine, { name, qualifier }: FunctionName, url: UrlConfig) {
  return {
    FunctionUrl: addressOf(engine, url),
    FunctionArn: functionArn(engine, name, qualifier),
    AuthType: url.authType,
    InvokeMode: url.invokeMode,
    ...(url.cors && { Cors: url.cors as NonNullable<FunctionUrlConfig['Cors']> }),
    CreationTime: new Date(url.createdMs).toISOString(),
    LastModifiedTime: new Date(url.lastModifiedMs).toISOString(),
  } satisfies FunctionUrlConfig;
}
