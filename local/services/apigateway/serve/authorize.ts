/**
 * Lambda authorizers: identity sources, simple and policy responses, and the cache of results.
 *
 * 1. A missing identity source is a 401, and the function is not called.
 * 2. Requests with the same identity that come at once share one call. Only what was understood is cached.
 * 3. A cached policy is asked again for each route; a cached simple response holds for all of them.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { contextOf } from '../../../engine/policy/context.ts';
import { parsePolicy } from '../../../engine/policy/document.ts';
import { compilePolicy, decide } from '../../../engine/policy/policy.ts';
import { DEFAULT_RESULT_TTL_S, LONGEST_TIMEOUT_MS } from '../limits.ts';
import type { Authorizer } from '../model.ts';
import { type Answer, internalError, refusal } from './answer.ts';
import { contextValue } from './context-values.ts';
import { authorizerEvent, type Routed, routeArn } from './event.ts';
import { invokeFunction } from './invoke.ts';

/** What the function said of an identity: whether it may call a route, and what is passed on. */
interface Verdict {
  allows(routeArn: string): boolean;
  readonly context: object | null;
}

/** The context for the integration, or the refusal for the client. */
export type Authorization = { readonly context: object | null } | { readonly refused: Answer };

export type Authorize = (authorizer: Authorizer, routed: Routed) => Promise<Authorization>;

/** Results that are kept at most; the oldest go first. */
const CACHE_ENTRIES = 10_000;

export function createAuthorize(engine: Engine): Authorize {
  const cache = new Map<string, { readonly verdict: Verdict; readonly untilMs: number }>();
  const asked = new Map<string, Promise<Verdict | string>>();

  async function verdictOf(
    authorizer: Authorizer,
    routed: Routed,
    identity: readonly string[],
  ): Promise<Verdict | string> {
    const ttlS = authorizer.authorizerResultTtlInSeconds ?? DEFAULT_RESULT_TTL_S;
    if (identity.length === 0 || ttlS === 0) return ask(authorizer, routed, identity);
    const key = JSON.stringify([routed.request.apiId, routed.stage.stageName, authorizer.authorizerId, ...identity]);
    const known = cache.get(key);
    if (known && known.untilMs > engine.clock.now()) return known.verdict;
    const underWay = asked.get(key);
    if (underWay) return underWay;
    const answer = ask(authorizer, routed, identity).finally(() => asked.delete(key));
    asked.set(key, answer);
    const verdict = await answer;
    if (typeof verdict === 'string') return verdict;
    const [oldest] = cache.keys();
    if (cache.size >= CACHE_ENTRIES && oldest !== undefined) cache.delete(oldest);
    cache.set(key, { verdict, untilMs: engine.clock.now() + ttlS * 1000 });
    return verdict;
  }

  /** The verdict, or why there is none. */
  async function ask(authorizer: Authorizer, routed: Routed, identity: readonly string[]): Promise<Verdict | string> {
    const event = authorizerEvent(engine, routed, identity.length > 0 ? [...identity] : null);
    const result = await invokeFunction(engine, authorizer.authorizerUri, event, LONGEST_TIMEOUT_MS);
    if ('failed' in result) return `The authorizer ${authorizer.name} failed: ${result.failed}`;
    try {
      return readVerdict(authorizer, JSON.parse(result.payload));
    } catch {
      return `The authorizer ${authorizer.name} gave an answer that is not understood.`;
    }
  }

  return async (authorizer, routed) => {
    const identity = authorizer.identitySource.map((source) => contextValue(engine, routed, source));
    if (!identity.every((value) => value !== undefined && value !== ''))
      return { refused: refusal(401, 'Unauthorized', 'An identity source is missing.') };
    const verdict = await verdictOf(authorizer, routed, identity as string[]);
    if (typeof verdict === 'string') return { refused: internalError(verdict) };
    if (verdict.allows(routeArn(engine, routed))) return { context: verdict.context };
    return { refused: refusal(403, 'Forbidden', 'The authorizer did not allow it.') };
  };
}

/** Throws when the answer has not the form that the authorizer promises. */
function readVerdict({ enableSimpleResponses }: Authorizer, answer: unknown): Verdict {
  const { isAuthorized, context = null, policyDocument, principalId } = answer as Record<string, unknown>;
  if (context !== null && typeof context !== 'object') throw new TypeError('context is no object');
  if (enableSimpleResponses) {
    if (typeof isAuthorized !== 'boolean') throw new TypeError('isAuthorized is no boolean');
    return { allows: () => isAuthorized, context };
  }
  if (typeof principalId !== 'string') throw new TypeError('principalId is no text');
  const policy = compilePolicy(parsePolicy(policyDocument, 'identity'));
  const nothing = contextOf({});
  return {
    allows: (route) => decide(policy.candidates('execute-api:Invoke', route), nothing) === 'allowed',
    context,
  };
}
