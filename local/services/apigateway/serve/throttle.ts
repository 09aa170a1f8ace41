/**
 * Token buckets of a stage: one for each route with limits of its own, one for all others together. Buckets begin full.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
import type { RouteSettings, Stage } from '../model.ts';

/** Takes a token for a route at a moment (ms); false when there is none. */
export type Throttle = (routeKey: string, nowMs: number) => boolean;

export function createThrottle({ defaultRouteSettings, routeSettings = {} }: Stage): Throttle {
  const common = bucket(defaultRouteSettings);
  const own = new Map(
    Object.entries(routeSettings).flatMap(([routeKey, settings]) => {
      const made = bucket({ ...defaultRouteSettings, ...settings });
      return made ? [[routeKey, made] as const] : [];
    }),
  );
  return (routeKey, nowMs) => {
    const taken = own.get(routeKey) ?? common;
    return taken ? taken(nowMs) : true;
  };
}

/** Undefined when there is no limit. A burst without a rate is refilled at the burst's size each second. */
function bucket(settings: RouteSettings | undefined): ((nowMs: number) => boolean) | undefined {
  const { throttlingBurstLimit, throttlingRateLimit } = settings ?? {};
  if (throttlingBurstLimit === undefined && throttlingRateLimit === undefined) return undefined;
  const size = throttlingBurstLimit ?? Math.max(1, throttlingRateLimit ?? 1);
  const perMs = (throttlingRateLimit ?? size) / 1000;
  let tokens = size;
  let atMs: number | undefined;
  return (nowMs) => {
    tokens = Math.min(size, tokens + (nowMs - (atMs ?? nowMs)) * perMs);
    atMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
