/** The model that costs no time, in a process of its own: the stub model server. `stub.ts [msPerToken]`, 0 unless told. */
import { startModelServer } from '../../test/kit/model-server/server.ts';
import { serve } from '../kit/host.ts';

/** Some twenty tokens. */
const ANSWER = 'The answer is the same every time, and it comes in pieces, so that what streams is seen to stream.';
/** As long as all streams take to open. */
const LONG = `${ANSWER} `.repeat(40);
const msPerToken = Number(process.argv[2] ?? 0);

await serve(async () => {
  const server = await startModelServer({
    answer: () => (msPerToken > 0 ? LONG : ANSWER),
    ...(msPerToken > 0 && { faults: () => ({ kind: 'slow', msPerToken }) }),
  });
  return {
    name: 'stub model server',
    note: 'answers at once, with the same text',
    url: server.url,
    headers: {},
    done: async () => [],
    close: () => server.close(),
  };
});
