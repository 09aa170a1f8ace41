/**
 * Lambda authorizers: identity sources, simple and policy responses, and the cache of results.
 *
 * 1. A missing identity source is a 401, and the function is not called.
 * 2. Requests with the same identity that come at once share one call. Only what was understood is cached.
 * 3. A cached policy is asked again for each route; a cached simple response holds for all of them.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
import type { Engine } from '../../../../engine/engine.ts';
import { type Context, contextOf } from '../../../../engine/policy/context.ts';
import { parsePolicy } from '../../../../engine/policy/document.ts';
import { compilePolicy, decide } from '../../../../engine/policy/policy.ts';
import { AUTHORIZER_TIMEOUT_MS, DEFAULT_RESULT_TTL_S } from '../../limits.ts';
import type { Authorizer } from '../../model.ts';
import { internalError, refusal } from '../answer.ts';
import { contextValue, withStageVariables } from '../context-values.ts';
import { authorizerEvent, type Routed, requestArn } from '../event.ts';
import { invokeFunction } from '../invoke.ts';
import { legacyAuthorizerEvent } from '../legacy-event.ts';
import { asText, type Authorization, type Caller } from './caller.ts';

/** What the function said of an identity: whether it may send a request, and what is passed on. */
interface Verdict {
  allows(requestArn: string, context: Context): boolean;
  readonly caller: Caller;
}

/** Results that are kept at most; the oldest go first. */
const CACHE_ENTRIES = 10_000;

export interface LambdaAuthorizer {
  authorize(authorizer: Authorizer, routed: Routed): Promise<Authorization>;
  /** Drops the results that are kept for a stage. */
  forget(apiId: string, stageName: string): void;
}

export function createLambdaAuthorizer(engine: Engine): LambdaAuthorizer {
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
    const { authorizerId, authorizerUri = '', authorizerCredentialsArn, authorizerPayloadFormatVersion } = authorizer;
    const makeEvent = authorizerPayloadFormatVersion === '1.0' ? legacyAuthorizerEvent : authorizerEvent;
    const callee = {
      uri: withStageVariables(authorizerUri, routed),
      sourceArn: engine.arn('execute-api', `${routed.request.apiId}/authorizers/${authorizerId}`),
      roleArn: authorizerCredentialsArn,
      timeoutMs: AUTHORIZER_TIMEOUT_MS,
    };
    const result = await invokeFunction(engine, callee, makeEvent(engine, routed, identity));
    if ('failed' in result) return `The authorizer ${authorizer.name} failed: ${result.failed}`;
    try {
      return readVerdict(authorizer, JSON.parse(result.payload));
    } catch {
      return `The authorizer ${authorizer.name} gave an answer that is not understood.`;
    }
  }

  async function authorize(authorizer: Authorizer, routed: Routed): Promise<Authorization> {
    const identity = authorizer.identitySource.map((source) => contextValue(engine, routed, source));
    if (!identity.every((value) => value !== undefined && value !== ''))
      return { refused: refusal(401, 'Unauthorized', 'An identity source is missing.') };
    const verdict = await verdictOf(authorizer, routed, identity as string[]);
    if (typeof verdict === 'string') return { refused: internalError(verdict) };
    if (verdict.allows(requestArn(engine, routed), policyContext(engine, routed))) return { caller: verdict.caller };
    return { refused: refusal(403, 'Forbidden', 'The authorizer did not allow it.') };
  }

  return {
    authorize,
    forget(apiId, stageName) {
      const start = JSON.stringify([apiId, stageName]).slice(0, -1);
      for (const key of cache.keys()) if (key.startsWith(`${start},`)) cache.delete(key);
    },
  };
}

/** Throws when the answer has not the form that the authorizer promises. */
function readVerdict({ enableSimpleResponses }: Authorizer, answer: unknown): Verdict {
  const { isAuthorized, context = null, policyDocument, principalId } = answer as Record<string, unknown>;
  if (context !== null && (typeof context !== 'object' || Array.isArray(context)))
    throw new TypeError('context is no object');
  if (enableSimpleResponses) {
    if (typeof isAuthorized !== 'boolean') throw new TypeError('isAuthorized is no boolean');
    return { allows: () => isAuthorized, caller: callerOf(context, undefined) };
  }
  if (typeof principalId !== 'string') throw new TypeError('principalId is no text');
  const policy = compilePolicy(parsePolicy(policyDocument, 'identity'));
  return {
    allows: (request, known) => decide(policy.candidates('execute-api:Invoke', request), known) === 'allowed',
    caller: callerOf(context, principalId),
  };
}

/** What conditions of a policy may ask about. */
const policyContext = ({ clock }: Engine, { request }: Routed): Context =>
  contextOf({
    'aws:SourceIp': request.sourceIp,
    'aws:CurrentTime': new Date(clock.now()).toISOString(),
    'aws:EpochTime': `${Math.floor(clock.now() / 1000)}`,
  });

function callerOf(context: object | null, principalId: string | undefined): Caller {
  const known = { ...(principalId !== undefined && { principalId }), ...context };
  return {
    authorizer: { lambda: context },
    legacyAuthorizer: known,
    variables: Object.fromEntries(Object.entries(known).map(([name, value]) => [`authorizer.${name}`, asText(value)])),
  };
}
