/** The HTTP front of a subject: `POST /<name>` with JSON calls the handler of that name and answers with what it gives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handlers = Readonly<Record<string, (body: never) => Promise<unknown>>>;

export interface JsonFront {
  readonly url: string;
  close(): Promise<void>;
}

export async function openJsonFront(handlers: Handlers): Promise<JsonFront> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const handler = handlers[request.url?.slice(1) ?? ''] ?? (() => Promise.reject(new Error('No such handler.')));
      const answer = (status: number, body: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body) ?? 'null');
      const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
      handler(body as never).then(
        (value) => answer(200, value),
        (error) => answer(500, { error: String(error?.stack ?? error) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The other side. Throws with the answer's text when it is no success. */
export async function post<Answer>(
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}
