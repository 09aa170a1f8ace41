/**
 * What roles may do, compiled: policies once for each state of the roles, and which of their statements concern an action on a
 * resource. Owns nothing else; the decision is identity.ts's.
 */
import { parsePolicy } from '../../engine/policy/document.ts';
import { type Candidate, compilePolicy, type Policy } from '../../engine/policy/policy.ts';
import type { IamStore } from './store.ts';

/** Remembered answers; thrown away together when there are more. */
const MOST_REMEMBERED = 10_000;

export interface Permissions {
  readonly policies: readonly Policy[];
  readonly boundary: Policy | undefined;
  readonly candidates: Map<string, { allowing: readonly Candidate[]; bounding: readonly Candidate[] | undefined }>;
}

/** The permissions of roles; undefined for a role that was never created here. Forget them when a role or policy changes. */
export function rememberPermissions(store: IamStore) {
  const known = new Map<string, Permissions>();
  return {
    forget: (): void => known.clear(),
    of(roleArn: string): Permissions | undefined {
      const remembered = known.get(roleArn);
      if (remembered) return remembered;
      const role = store.roleByArn(roleArn);
      if (!role) return undefined;
      const compile = (document: string) => compilePolicy(parsePolicy(document, 'identity'));
      const made: Permissions = {
        policies: [...Object.values(role.inline), ...role.attached.map(store.documentOf)].map(compile),
        boundary: role.boundary === undefined ? undefined : compile(store.documentOf(role.boundary)),
        candidates: new Map(),
      };
      known.set(roleArn, made);
      return made;
    },
  };
}

/** The statements that concern an action on a resource. */
export function candidatesOf(held: Permissions, action: string, resource: string) {
  const key = `${action} ${resource}`;
  const known = held.candidates.get(key);
  if (known) return known;
  const found = {
    allowing: held.policies.flatMap((policy) => policy.candidates(action, resource)),
    bounding: held.boundary?.candidates(action, resource),
  };
  remember(held.candidates, key, found);
  return found;
}

/** Remembers in a bounded table. */
export function remember<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= MOST_REMEMBERED) map.clear();
  map.set(key, value);
}
