/**
 * What every AWS client of the functions is made with. The seam between them and where they run is here: a local cloud offers
 * settings on the global object, a request handler that stays in its process and a signer to match. On AWS nothing is there.
 */
import type { SQSClientConfig } from '@aws-sdk/client-sqs';

const OFFERED: unique symbol = Symbol.for('local-cloud.clientConfig') as never;

type ClientConfig = Pick<SQSClientConfig, 'requestHandler' | 'signerConstructor' | 'logger'>;

/** Without a logger of ours, the SDK still builds a record of each call for its own, which drops it. This one does not ask. */
const QUIET: NonNullable<ClientConfig['logger']> = {
  debug: () => undefined,
  info: undefined as never,
  warn: () => undefined,
  error: () => undefined,
};

/** To be spread into a client's configuration. Not for S3, whose bodies are streams. */
export const clientConfig = (): ClientConfig => ({
  logger: QUIET,
  ...(globalThis as { readonly [OFFERED]?: ClientConfig })[OFFERED],
});
