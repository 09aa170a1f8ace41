/** The HTTP front of a subject: `POST /<name>` with JSON calls the handler of that name and answers with what it gives. */
import { type Front, openServer } from '../kit/front.ts';

export type Handlers = Readonly<Record<string, (body: never) => Promise<unknown>>>;

export const openJsonFront = (handlers: Handlers): Promise<Front> =>
  openServer((request, response, text) => {
    const handler = handlers[request.url?.slice(1) ?? ''] ?? (() => Promise.reject(new Error('No such handler.')));
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body) ?? 'null');
    handler((text ? JSON.parse(text) : undefined) as never).then(
      (value) => answer(200, value),
      (error) => answer(500, { error: String(error?.stack ?? error) }),
    );
  });

/** The other side: `post('http://127.0.0.1:4000/twoStep', body)`. Throws with the answer's text when it is no success. */
export const post = <Answer>(url: string, body?: unknown): Promise<Answer> => ask('POST', url, body);

export async function ask<Answer>(
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}
