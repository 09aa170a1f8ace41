/**
 * A request to S3 through the cloud's own port, in path style, as the role of the execution.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAPI.html
 */
import { XMLParser } from 'fast-xml-parser';
import { Failure } from '../failure.ts';
import { Ended } from '../run/branch.ts';
import type { TaskCall } from './contract.ts';
import { authorization } from './request.ts';

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface S3Answer {
  readonly headers: Headers;
  readonly body: Buffer;
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: (name) => LISTS.has(name) });
const LISTS = new Set(['Contents', 'CommonPrefixes', 'Bucket', 'Deleted', 'Error', 'Tag']);

/** The members of the root element; elements that may be there several times are lists. */
export function membersOf(body: Buffer): Readonly<Record<string, unknown>> {
  const [root] = Object.entries(parser.parse(body.toString()) as Record<string, unknown>)
    .filter(([name]) => name !== '?xml')
    .map(([, members]) => (Array.isArray(members) ? (members[0] as unknown) : members));
  return typeof root === 'object' && root !== null ? (root as Record<string, unknown>) : {};
}

/** Throws a Failure named `S3.Code`. */
export async function callS3(call: TaskCall, request: S3Request): Promise<S3Answer> {
  const { engine } = call.states;
  const { method, bucket, key, query = {}, headers = {}, body } = request;
  const path = [bucket, ...(key === undefined ? [] : key.split('/'))].map(encodeURIComponent).join('/');
  const search = new URLSearchParams(query).toString();
  const { response, bytes } = await engine.work.during(
    over(call, `${engine.endpoint}/${path}${search && `?${search}`}`, {
      method,
      headers: { ...headers, authorization: authorization(call, 's3') },
      ...(body !== undefined && { body }),
    }),
  );
  if (response.ok) return { headers: response.headers, body: bytes };
  throw failureOf(response, bytes, request);
}

/** Those that the SDK for Java has a class for; any other is an S3Exception. */
const MODELLED = new Set([
  'NoSuchKey',
  'NoSuchBucket',
  'NoSuchUpload',
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'InvalidObjectState',
  'NotFound',
]);

function failureOf(response: Response, body: Buffer, { method, key }: S3Request): Failure {
  const told = body.length > 0 ? errorIn(body) : {};
  const missing = key === undefined ? 'NoSuchBucket' : 'NoSuchKey';
  const code = String(told.Code ?? (method === 'HEAD' && response.status === 404 ? missing : 'S3'));
  const requestId = response.headers.get('x-amz-request-id') ?? response.headers.get('x-amzn-requestid') ?? '';
  return new Failure(
    `S3.${MODELLED.has(code) ? code : 'S3'}Exception`,
    `${told.Message ?? null} (Service: S3, Status Code: ${response.status}, Request ID: ${requestId})`,
  );
}

function errorIn(body: Buffer): { readonly Code?: unknown; readonly Message?: unknown } {
  try {
    return membersOf(body);
  } catch {
    return { Message: body.toString() };
  }
}

/** S3 takes its requests at the port, which does not answer when the cloud is being stopped: the call is made again later. */
async function over({ states }: TaskCall, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  } catch (cause) {
    if (states.isLeaving()) throw new Ended();
    throw new Failure('S3.SdkClientException', `Unable to execute HTTP request: ${(cause as Error).message}`);
  }
}
