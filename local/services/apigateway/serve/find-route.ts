/**
 * The stage and the route of a request. The path is decoded once, as a whole, and then cut into segments: `%2F` is a slash like
 * any other, `%252F` reaches the function as `%2F`, and what lies behind a decoded question mark is dropped.
 * Measured by others: https://github.com/honojs/hono/issues/2156, https://github.com/middleapi/standard-server/pull/93
 */
import type { CompiledApi, CompiledStage } from './compiled.ts';
import type { Routed } from './event.ts';
import type { ApiRequest } from './request.ts';

export interface Found {
  readonly compiled: CompiledStage;
  readonly routed: Routed;
}

/** 404 when there is none, 400 for a path that cannot be decoded. */
export function findRoute(stages: CompiledApi, request: ApiRequest): Found | 404 | 400 {
  const rawPath = decoded(request.path);
  if (rawPath === undefined) return 400;
  const segments = rawPath.slice(1).split('/');
  const named = segments[0] === '$default' ? undefined : stages.get(segments[0] ?? '');
  const compiled = named ?? stages.get('$default');
  if (!compiled) return 404;
  const behind = named ? segments.slice(1) : segments;
  const match = compiled.match(request.method, behind.length > 0 ? behind : ['']);
  if (!match) return 404;
  return { compiled, routed: { ...match, request, stage: compiled.stage, rawPath } };
}

function decoded(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    const [whole = ''] = decodeURIComponent(path).split('?');
    return whole;
  } catch {
    return undefined;
  }
}
