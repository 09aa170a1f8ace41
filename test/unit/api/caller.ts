/** Calls of a function behind the API, as API Gateway makes them. */
import type { Role } from '../../../contracts/http.ts';
import type { HttpEvent, HttpFunction } from '../../../functions/kit/http.ts';
import { context } from '../kit/fakes.ts';

/** Calls a function as somebody of a role, by default an admin. */
export function caller(handler: HttpFunction) {
  return async (route: string, body?: unknown, role: Role = 'admin', principal: string = role) => {
    const [method = '', path = ''] = route.split(' ');
    const url = new URL(path, 'http://api');
    const event = {
      rawPath: url.pathname,
      headers: {},
      queryStringParameters: Object.fromEntries(url.searchParams),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      requestContext: { http: { method }, authorizer: { lambda: { principal, role } } },
    } as unknown as HttpEvent;
    const { statusCode: status, headers = {}, body: text } = await handler(event, context);
    const answer = JSON.parse(text ?? 'null');
    return {
      status,
      headers,
      body: answer,
      code: String(answer?.type ?? '')
        .split(':')
        .at(-1),
    };
  };
}
