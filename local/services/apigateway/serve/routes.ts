/**
 * Which route takes a request. A tree of path segments, built once per change of the API.
 *
 * 1. The most specific path wins, segment by segment: fixed text, then `{name}`, then `{name+}`.
 * 2. At a path the method itself wins over ANY; a path that has neither is passed over for a less specific one.
 * 3. What nothing matches goes to `$default`, if there is one.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
import type { Route } from '../model.ts';

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

/** Finds the route of a method and decoded path segments. */
export type RouteTable = (method: string, segments: readonly string[]) => RouteMatch | undefined;

interface Ending {
  readonly route: Route;
  /** Names of the variables on the way, in order. */
  readonly names: readonly string[];
}

interface Node {
  readonly fixed: Map<string, Node>;
  variable?: Node;
  readonly greedy: Map<string, Ending>;
  readonly ends: Map<string, Ending>;
}

const emptyNode = (): Node => ({ fixed: new Map(), greedy: new Map(), ends: new Map() });

export function routeTable(routes: Iterable<Route>): RouteTable {
  const root = emptyNode();
  let fallback: Route | undefined;
  for (const route of routes) {
    if (route.routeKey === '$default') fallback = route;
    else insert(root, route);
  }
  return (method, segments) => {
    const values: string[] = [];
    const ending = find(root, method, segments, 0, values);
    if (ending) {
      const { route, names } = ending;
      if (names.length === 0) return { route, pathParameters: undefined };
      return { route, pathParameters: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) };
    }
    return fallback && { route: fallback, pathParameters: undefined };
  };
}

function insert(root: Node, route: Route): void {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const names: string[] = [];
  let node = root;
  for (const segment of path.slice(1).split('/')) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
    if (name !== undefined) names.push(name);
    if (name !== undefined && greedy) {
      node.greedy.set(method, { route, names });
      return;
    }
    if (name !== undefined) {
      node.variable ??= emptyNode();
      node = node.variable;
    } else {
      const next = node.fixed.get(segment) ?? emptyNode();
      node.fixed.set(segment, next);
      node = next;
    }
  }
  node.ends.set(method, { route, names });
}

/** `values` ends with those of the variables on the way that matched. */
function find(
  node: Node,
  method: string,
  segments: readonly string[],
  at: number,
  values: string[],
): Ending | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.ends.get(method) ?? node.ends.get('ANY');
  const fixed = node.fixed.get(segment);
  const exact = fixed && find(fixed, method, segments, at + 1, values);
  if (exact) return exact;
  const depth = values.length;
  if (segment === '') return undefined;
  if (node.variable) {
    values.push(segment);
    const found = find(node.variable, method, segments, at + 1, values);
    if (found) return found;
    values.length = depth;
  }
  const greedy = node.greedy.get(method) ?? node.greedy.get('ANY');
  if (greedy) values.push(segments.slice(at).join('/'));
  return greedy;
}
