/** A door in the test that functions knock at over HTTP: how a test and a function wait for each other without time. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Gate {
  readonly url: string;
  /** The next knock, in order: what it said, and how to let it go on. */
  knock(): Promise<{ readonly said: string; open(): void }>;
}

/** Listens on a free port until the test is over. A knock is `await fetch(gate, { method: 'POST', body })`. */
export async function openGate(): Promise<Gate> {
  const came: { said: string; open(): void }[] = [];
  const waiting: ((knock: { said: string; open(): void }) => void)[] = [];
  const server = createServer(async (request, response: ServerResponse) => {
    let said = '';
    for await (const chunk of request) said += chunk;
    const knock = { said, open: () => void response.end() };
    const first = waiting.shift();
    if (first) first(knock);
    else came.push(knock);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    knock() {
      const first = came.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
