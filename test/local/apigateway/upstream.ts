/** A server behind an API, which tells what it was asked; and requests that no client library has tidied up. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Answers 200 with the method, the address, the headers and the body that it got, as JSON. Gives its own address. */
export async function upstream(): Promise<string> {
  const server = createServer(async (asked, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { method, url, headers } = asked;
    const told = { method, url, headers, body: Buffer.concat(chunks).toString() };
    response.writeHead(200, { 'content-type': 'application/json', 'x-kind': 'up' }).end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The properties of an integration that goes there. */
export const httpProxy = (uri: string, more: object = {}) => ({
  IntegrationType: 'HTTP_PROXY',
  IntegrationMethod: 'ANY',
  IntegrationUri: uri,
  PayloadFormatVersion: '1.0',
  ...more,
});

/** Status and text of an answer to a request whose path is sent as it is. */
export function sendAsIs(
  url: string,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string | string[]> } = {},
): Promise<readonly [status: number, text: string]> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: `${pathname}${path}`, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve([response.statusCode ?? 0, text]));
    });
    asked.once('error', reject).end();
  });
}
