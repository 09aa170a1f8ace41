/**
 * The stub model server as a program: `node test/kit/model-server/main.ts --port 11434`, on Ollama's port unless told. Then
 * `OLLAMA_HOST=http://127.0.0.1:11434` makes the start take it for an Ollama whose models are `stub` and `stub-small`.
 */
import { parseArgs } from 'node:util';
import { startModelServer } from './server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '11434' }, obedient: { type: 'boolean' } },
});
const { url, close } = await startModelServer({ port: Number(values.port), obedient: values.obedient ?? false });
process.stdout.write(
  `The stub model server is at ${url} (Ollama's API) and ${url}/v1 (OpenAI's). It has no model. Ctrl-C ends it.\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
