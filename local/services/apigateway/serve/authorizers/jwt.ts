/**
 * JWT authorizers: the token's signature, its claims, and the scopes that the route asks for.
 *
 * 1. The token comes from the identity source, with or without `Bearer` before it.
 * 2. Signatures are RSA's; the key is the issuer's, by the token's `kid`.
 * 3. `client_id` counts only when there is no `aud`; of `scope` or `scp`, one of the route's scopes is enough.
 * 4. Claims reach the integration as text: lists as `[a b]`, objects as JSON, null not at all.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * The form of the claims was measured: https://github.com/floci-io/floci/pull/2011
 */
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import * as z from 'zod';
import type { Engine } from '../../../../engine/engine.ts';
import type { Authorizer } from '../../model.ts';
import { type Answer, refusal } from '../answer.ts';
import { contextValue } from '../context-values.ts';
import type { Routed } from '../event.ts';
import { asText, type Authorization } from './caller.ts';
import { createFindKey, type FindKey } from './jwks.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

const texts = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]);
const claimsSchema = z.looseObject({
  iss: z.string().optional(),
  aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  scope: texts.optional(),
  scp: texts.optional(),
});
type Claims = z.output<typeof claimsSchema>;

type JwtConfiguration = NonNullable<Authorizer['jwtConfiguration']>;

/** What is wrong with a token, in the words of `error_description`. */
class BadToken extends Error {}

export function createJwtAuthorizer(engine: Engine): (jwt: Authorizer, routed: Routed) => Promise<Authorization> {
  const findKey = createFindKey(engine);
  return async ({ identitySource: [source = ''], jwtConfiguration }, routed) => {
    const token = contextValue(engine, routed, source)?.replace(/^Bearer\s+/i, '');
    if (!token || !jwtConfiguration) return { refused: unauthorized('Bearer', 'There is no token.') };
    try {
      const payload = await engine.work.during(verified(findKey, jwtConfiguration.issuer, token)); // keys work outside the event loop
      const claims = checked(engine, jwtConfiguration, payload);
      return admit(payload, claims, routed.route.authorizationScopes);
    } catch (error) {
      if (error instanceof BadToken) return { refused: invalidToken(error.message) };
      const reason = error instanceof Error ? error.message : String(error);
      return { refused: invalidToken('OIDC discovery endpoint communication error', reason) };
    }
  };
}

type Payload = Readonly<Record<string, unknown>>;

/** The payload of a token that the issuer signed. */
async function verified(findKey: FindKey, issuer: string, token: string): Promise<Payload> {
  const segments = token.split('.').length;
  if (segments !== 3) throw new BadToken('token contains an invalid number of segments');
  const { alg = '', kid = '' } = readable(() => decodeProtectedHeader(token));
  if (!ALGORITHMS.includes(alg)) throw new BadToken(`signing method ${alg.replace(/\W/g, '')} is invalid`);
  const jwk = await findKey(issuer, kid);
  if (jwk?.kty !== 'RSA') throw new BadToken('the token does not name a key of the issuer');
  try {
    const { payload } = await compactVerify(token, await importJWK(jwk as JWK, alg), { algorithms: ALGORITHMS });
    return readable(() => z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder().decode(payload))));
  } catch (error) {
    throw error instanceof BadToken ? error : new BadToken('the signature is invalid');
  }
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new BadToken('the token cannot be decoded');
  }
}

function checked({ clock }: Engine, { issuer, audience }: JwtConfiguration, payload: Payload): Claims {
  const claims = readable(() => claimsSchema.parse(payload));
  const nowS = clock.now() / 1000;
  if (claims.iss !== issuer) throw new BadToken('the token does not have a valid issuer');
  const given = claims.aud ?? (claims.client_id === undefined ? [] : [claims.client_id]);
  if (!given.some((one) => audience.includes(one))) throw new BadToken('the token does not have a valid audience');
  if (claims.exp === undefined || claims.exp <= nowS) throw new BadToken('the token has expired');
  if (claims.nbf !== undefined && claims.nbf > nowS) throw new BadToken('the token is not valid yet');
  if (claims.iat !== undefined && claims.iat > nowS) throw new BadToken('the token was issued in the future');
  return claims;
}

function admit(payload: Payload, { scope, scp }: Claims, wanted: readonly string[] | undefined): Authorization {
  const held = scope ?? scp ?? [];
  if (wanted?.length && !wanted.some((one) => held.includes(one))) return { refused: insufficient(wanted) };
  const claims = Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => (value === null ? [] : [[name, claimText(value)]])),
  );
  const jwt = { claims, scopes: wanted?.length ? [...held] : null };
  return {
    caller: {
      authorizer: { jwt },
      legacyAuthorizer: jwt,
      variables: Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [`authorizer.claims.${name}`, value]),
      ),
    },
  };
}

const claimText = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(asText).join(' ')}]` : asText(value);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html */
const invalidToken = (description: string, reason = description): Answer =>
  unauthorized(`Bearer scope="" error="invalid_token" error_description="${description}"`, reason);

const unauthorized = (challenge: string, reason: string): Answer =>
  withChallenge(refusal(401, 'Unauthorized', reason), challenge);

/** https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
const insufficient = (scopes: readonly string[]): Answer =>
  withChallenge(
    refusal(403, 'Forbidden', `The token has none of the scopes ${scopes.join(', ')}.`),
    `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token does not have a required scope"`,
  );

const withChallenge = (answer: Answer, challenge: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'www-authenticate': challenge },
});
