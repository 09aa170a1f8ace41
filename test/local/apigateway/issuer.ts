/** An OpenID Connect issuer on this machine: its discovery document, its keys, and tokens that it signs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export interface Issuer {
  readonly url: string;
  /** A token of the issuer's, signed with its key unless told. */
  token(claims: JWTPayload, options?: { kid?: string; alg?: string; key?: CryptoKey | Uint8Array }): Promise<string>;
  /** Makes the next tokens, and the keys that are served, with a key of another id. */
  rotate(kid: string): Promise<void>;
  /** How often the keys were asked for. */
  asked(): number;
}

const rsa = () => generateKeyPair('RS256', { modulusLength: 2048, extractable: true });

export async function testIssuer(): Promise<Issuer> {
  let current = { kid: 'one', ...(await rsa()) };
  let asked = 0;
  const server = createServer(async (request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
      return;
    }
    asked += 1;
    response.end(JSON.stringify({ keys: [{ ...(await exportJWK(current.publicKey)), kid: current.kid }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked: () => asked,
    async rotate(kid) {
      current = { kid, ...(await rsa()) };
    },
    token: (claims, { kid = current.kid, alg = 'RS256', key = current.privateKey } = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key),
  };
}
