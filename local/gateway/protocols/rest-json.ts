/** AWS REST JSON: the path and the method name the action. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../engine/aws-error.ts';
import { type Action, HttpAnswer, type HttpBinding } from '../../engine/service.ts';
import { decodeJson } from './json.ts';

export interface Route {
  readonly action: Action;
  readonly binding: HttpBinding;
  readonly pattern: RegExp;
}

/** `/functions/{FunctionName}/code`: one segment a placeholder; `{Key+}` takes the rest. */
export function restRoutes(actions: readonly Action[]): Route[] {
  return actions.flatMap((action) => {
    const binding = action.http;
    if (!binding) return [];
    const source = binding.path
      .replace(/[.]/g, '\\.')
      .replace(/\{(\w+)(\+?)\}/g, (_, name, rest) => `(?<${name}>${rest ? '.+' : '[^/]+'})`);
    return [{ action, binding, pattern: new RegExp(`^${source}/?$`) }];
  });
}

/** The action and its input, or undefined when no action has that method and path. */
export function decodeRest(
  routes: readonly Route[],
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
  body: Buffer,
): { action: Action; input: unknown } | undefined {
  for (const { action, binding, pattern } of routes) {
    const found = binding.method === method ? pattern.exec(url.pathname) : null;
    if (!found) continue;
    const members: Record<string, unknown> = binding.bodyMember
      ? { [binding.bodyMember]: body.length ? body : undefined }
      : { ...(document(body) as Record<string, unknown>) };
    for (const [name, value] of Object.entries(found.groups ?? {})) members[name] = decoded(value);
    for (const [parameter, member] of Object.entries(binding.query ?? {})) {
      const values = url.searchParams.getAll(parameter);
      if (values.length) members[member] = values.length > 1 ? values : values[0];
    }
    for (const [header, member] of Object.entries(binding.headers ?? {})) {
      if (headers[header] !== undefined) members[member] = headers[header];
    }
    return { action, input: members };
  }
  return undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AwsError('SerializationException', `${segment} in the path is not UTF-8 in percent encoding.`, { cause });
  }
}

function document(body: Buffer): unknown {
  const value = decodeJson(body);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return value;
}

export function encodeRest(output: unknown, status: number, requestId: string): HttpAnswer {
  if (output instanceof HttpAnswer)
    return new HttpAnswer(output.status, { 'x-amzn-requestid': requestId, ...output.headers }, output.body);
  const body = output === undefined ? '' : JSON.stringify(output);
  return new HttpAnswer(status, { 'content-type': 'application/json', 'x-amzn-requestid': requestId }, body);
}

export function encodeRestError(error: AwsError, requestId: string): HttpAnswer {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code };
  return new HttpAnswer(
    error.status,
    headers,
    JSON.stringify({ message: error.message, Message: error.message, ...error.members }),
  );
}
