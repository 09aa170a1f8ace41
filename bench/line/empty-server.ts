/** The ceiling: a server that answers PutEvents at once and does nothing. What the SDK can do at best against it bounds everything else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../kit/host.ts';

await serve(async () => {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () =>
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end('{"FailedEntryCount":0,"Entries":[]}'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name: 'AWS SDK to an empty server',
    note: 'PutEvents alone; nothing is kept',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: {},
    done: async () => [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
});
