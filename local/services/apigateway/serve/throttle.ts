/**
 * Token buckets of a stage, one for each route: with limits of its own, or with the stage's default ones. Buckets begin full.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
import type { RouteSettings, Stage } from '../model.ts';

/** Takes a token for a route at a moment (ms); false when there is none. */
export type Throttle = (routeKey: string, nowMs: number) => boolean;

export function createThrottle({ defaultRouteSettings, routeSettings = {} }: Stage): Throttle {
  const buckets = new Map<string, Bucket | undefined>();
  return (routeKey, nowMs) => {
    if (!buckets.has(routeKey))
      buckets.set(routeKey, bucket({ ...defaultRouteSettings, ...ownSettings(routeSettings, routeKey) }));
    return buckets.get(routeKey)?.(nowMs) ?? true;
  };
}

type Bucket = (nowMs: number) => boolean;

const ownSettings = (settings: NonNullable<Stage['routeSettings']>, routeKey: string): RouteSettings | undefined =>
  Object.hasOwn(settings, routeKey) ? settings[routeKey] : undefined;

/** Undefined when there is no limit. A burst without a rate is refilled at the burst's size each second. */
function bucket({ throttlingBurstLimit, throttlingRateLimit }: RouteSettings): Bucket | undefined {
  if (throttlingBurstLimit === undefined && throttlingRateLimit === undefined) return undefined;
  const size = throttlingBurstLimit ?? Math.max(1, throttlingRateLimit ?? 1);
  const perMs = (throttlingRateLimit ?? size) / 1000;
  let tokens = size;
  let atMs: number | undefined;
  return (nowMs) => {
    tokens = Math.min(size, tokens + Math.max(0, nowMs - (atMs ?? nowMs)) * perMs);
    atMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
