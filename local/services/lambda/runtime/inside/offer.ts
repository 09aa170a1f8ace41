/**
 * Inside the worker: what the local cloud offers to any application for its SDK clients, under a symbol that is on the global
 * object before the function's code is loaded. An application spreads it into a client's configuration; on AWS nothing is there.
 *
 *   const local = globalThis[Symbol.for('local-cloud.clientConfig')];
 *   const client = new SQSClient({ ...local });
 */
import { insideHandler, type SdkHandler } from './handler.ts';
import { NamedOnly } from './named-only.ts';
import type { InsideOffer } from './wire.ts';

const CLIENT_CONFIG = Symbol.for('local-cloud.clientConfig');

/** Settings of a client, as every client of the AWS SDK for JavaScript v3 takes them. */
export interface ClientConfig {
  readonly requestHandler: SdkHandler;
  readonly signerConstructor: typeof NamedOnly;
}

export function offerClientConfig(offer: InsideOffer): void {
  const config: ClientConfig = { requestHandler: insideHandler(offer, overHttp()), signerConstructor: NamedOnly };
  Object.defineProperty(globalThis, CLIENT_CONFIG, { value: Object.freeze(config) });
}

/** The SDK's own handler, loaded with the first request that needs it. */
function overHttp(): SdkHandler['handle'] {
  let loaded: Promise<SdkHandler['handle']> | undefined;
  return async (request, options) => {
    loaded ??= import('@smithy/node-http-handler').then(({ NodeHttpHandler }) => {
      const handler = new NodeHttpHandler();
      return (asked, how) => handler.handle(asked as never, how as never);
    });
    return (await loaded)(request, options);
  };
}
