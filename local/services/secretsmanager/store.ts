/**
 * Secrets and their versions. Owns their state and the moving of the stages; written through, in clear: the data directory of
 * a local cloud is no vault.
 *
 * 1. At most one version has a stage. A new AWSCURRENT makes the one before AWSPREVIOUS; a version without a stage is dropped.
 * 2. A deleted secret stays until its recovery window ends, and can be restored; until then its name is taken.
 */
import { randomInt } from 'node:crypto';
import type { Engine } from '../../engine/engine.ts';
import { exists, invalidRequest, noSuchSecret, noSuchVersion } from './errors.ts';
import type { Tag } from './limits.ts';

export interface Value {
  readonly string?: string;
  /** Base 64. */
  readonly binary?: string;
}

export interface Version extends Value {
  readonly createdMs: number;
  readonly stages: readonly string[];
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdMs: number;
  readonly changedMs: number;
  /** When a deleted one goes for good. */
  readonly goesMs?: number;
  readonly deletedMs?: number;
  readonly tags: readonly Tag[];
  readonly versions: Readonly<Record<string, Version>>;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const DAY_MS = 24 * 3_600_000;
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export type SecretStore = ReturnType<typeof openSecretStore>;

export function openSecretStore(engine: Engine) {
  const state = openState(engine);
  const { get, usable, lookUp, save, erase, secrets } = state;
  const addVersion = versionAdder(engine, state);
  return {
    get,
    usable,
    versionOf,
    all: (): Secret[] => [...secrets.values()].flatMap(({ name }) => lookUp(name) ?? []),
    find: lookUp,

    create(
      name: string,
      {
        description,
        tags,
        value,
        token,
      }: { description: string | undefined; tags: readonly Tag[]; value?: Value; token?: string | undefined },
    ): { secret: Secret; versionId?: string } {
      const taken = lookUp(name);
      if (taken?.deletedMs !== undefined)
        throw invalidRequest(
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      if (taken) throw exists(name);
      const suffix = Array.from({ length: 6 }, () => SUFFIX[randomInt(SUFFIX.length)]).join('');
      const now = engine.clock.now();
      const secret = save({
        name,
        arn: engine.arn('secretsmanager', `secret:${name}-${suffix}`),
        createdMs: now,
        changedMs: now,
        tags,
        versions: {},
        ...(description !== undefined && { description }),
      });
      return value ? addVersion(secret, value, [CURRENT], token) : { secret };
    },

    /** Throws ResourceExistsException when the token names a version with another value. */
    put: (
      id: string,
      value: Value,
      stages?: readonly string[],
      token?: string,
    ): { secret: Secret; versionId: string } => addVersion(usable(id), value, stages, token),

    change: (id: string, change: Partial<Pick<Secret, 'description' | 'tags'>>): Secret =>
      save({ ...usable(id), ...change }),

    remove(id: string, recoveryDays: number | 'at once'): Secret {
      const found = get(id);
      const now = engine.clock.now();
      if (recoveryDays === 'at once') {
        erase(found.name);
        return { ...found, deletedMs: now, goesMs: now };
      }
      return save({ ...usable(id), deletedMs: now, goesMs: now + recoveryDays * DAY_MS });
    },

    restore(id: string): Secret {
      const { deletedMs: _, goesMs: __, ...kept } = get(id);
      return save(kept);
    },
  };
}

type State = ReturnType<typeof openState>;

/** The table, and how a secret is found in it. */
function openState(engine: Engine) {
  const rows = engine.store.collection<Secret>('secretsmanager.secrets');
  const secrets = new Map(rows.entries());

  function save(secret: Secret): Secret {
    const next = { ...secret, changedMs: engine.clock.now() };
    secrets.set(next.name, next);
    rows.put(next.name, next);
    return next;
  }

  function erase(name: string): void {
    secrets.delete(name);
    rows.delete(name);
  }

  /** By name, ARN or partial ARN; deleted ones too. */
  function lookUp(id: string): Secret | undefined {
    const part = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id)?.[1];
    const found =
      part === undefined ? secrets.get(id) : (secrets.get(part) ?? secrets.get(part.replace(/-\w{6}$/, '')));
    if (!found || (part !== undefined && found.arn !== id && found.name !== part)) return undefined;
    if (found.goesMs === undefined || found.goesMs > engine.clock.now()) return found;
    erase(found.name);
    return undefined;
  }

  function get(id: string): Secret {
    const found = lookUp(id);
    if (!found) throw noSuchSecret();
    return found;
  }

  function usable(id: string): Secret {
    const found = get(id);
    if (found.deletedMs !== undefined)
      throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
    return found;
  }

  return { secrets, save, erase, lookUp, get, usable };
}

function versionOf({ versions }: Secret, versionId?: string, stage = CURRENT): [string, Version] {
  const found = Object.entries(versions).find(([id, { stages }]) =>
    versionId === undefined ? stages.includes(stage) : id === versionId,
  );
  if (!found) throw noSuchVersion(versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`);
  return found;
}

/** Adds a version with stages; one token makes one version. */
function versionAdder(engine: Engine, { save }: State) {
  return addVersion;

  function addVersion(
    secret: Secret,
    value: Value,
    stages: readonly string[] = [CURRENT],
    token = engine.random.uuid(),
  ) {
    const known = secret.versions[token];
    if (known && (known.string !== value.string || known.binary !== value.binary))
      throw exists(`version ${token} of ${secret.name}`);
    if (known) return { secret, versionId: token };
    const taken = new Set(stages);
    const makesPrevious = taken.has(CURRENT);
    const versions: Record<string, Version> = {};
    for (const [id, version] of Object.entries(secret.versions)) {
      const wasCurrent = version.stages.includes(CURRENT);
      const left = version.stages.filter((stage) => !taken.has(stage) && !(makesPrevious && stage === PREVIOUS));
      const next = makesPrevious && wasCurrent ? [...left, PREVIOUS] : left;
      if (next.length > 0) versions[id] = { ...version, stages: next };
    }
    versions[token] = { ...value, createdMs: engine.clock.now(), stages };
    return { secret: save({ ...secret, versions }), versionId: token };
  }
}
