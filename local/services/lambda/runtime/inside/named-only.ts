/**
 * Inside the worker: a signer that says who calls and signs nothing. The local cloud reads the access key and the service out of
 * the credential scope and verifies no signature, so hashing the request would be for nobody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { machineClock } from '../../../../engine/machine-clock.ts';

interface Identity {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

interface Facts {
  readonly region: string | (() => Promise<string>);
  readonly service: string;
  readonly credentials: Identity | (() => Promise<Identity>);
}

interface Signing {
  readonly signingRegion?: string;
  readonly signingService?: string;
}

export class NamedOnly {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  async sign<R extends { headers: Record<string, string> }>(request: R, signing: Signing = {}): Promise<R> {
    const { region, service, credentials } = this.#facts;
    const who = typeof credentials === 'function' ? await credentials() : credentials;
    const place = signing.signingRegion ?? (typeof region === 'function' ? await region() : region);
    const day = new Date(machineClock.now()).toISOString().slice(0, 10).replaceAll('-', '');
    const scope = `${who.accessKeyId}/${day}/${place}/${signing.signingService ?? service}/aws4_request`;
    request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    if (who.sessionToken !== undefined) request.headers['x-amz-security-token'] = who.sessionToken;
    return request;
  }
}
