/** HTTP fronts of subjects. The one that peers of the line share reads a JSON array and hands it on; 202 when it was taken. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

export const openFront = (take: (messages: unknown[]) => Promise<void>): Promise<Front> =>
  openServer((_, response, body) => {
    take(JSON.parse(body) as unknown[]).then(
      () => response.writeHead(202).end('{}'),
      (error) => response.writeHead(500).end(String(error)),
    );
  });

/** A server of 127.0.0.1 that hands on each request when its body is whole. */
export async function openServer(
  serve: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<Front> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(request, response, Buffer.concat(chunks).toString()));
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
