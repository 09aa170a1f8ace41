/**
 * Parameters. Owns their state, written through; SecureString is kept in clear and given in clear only with decryption.
 * The parameter that `cdk bootstrap` makes is there from the start, so that templates of the CDK deploy.
 */
import type { Engine } from '../../engine/engine.ts';
import { exists, noSuchParameter, noSuchVersion, validation } from './errors.ts';
import { ADVANCED_BYTES, STANDARD_BYTES, type TIERS, type TYPES } from './limits.ts';

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: (typeof TYPES)[number];
  readonly value: string;
  readonly version: number;
  readonly tier: (typeof TIERS)[number];
  readonly description?: string;
  readonly pattern?: string;
  readonly modifiedMs: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

export type NewParameter = Pick<Parameter, 'name' | 'value'> &
  Partial<{ [K in 'type' | 'tier' | 'description' | 'pattern' | 'tags']: Parameter[K] | undefined }>;

/** https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html; the version is that of the bootstrap template. */
const BOOTSTRAP = { name: '/cdk-bootstrap/hnb659fds/version', value: '33' };

export type ParameterStore = ReturnType<typeof openParameterStore>;

export function openParameterStore(engine: Engine) {
  const rows = engine.store.collection<Parameter>('ssm.parameters');
  const parameters = new Map(rows.entries());
  if (!parameters.has(BOOTSTRAP.name)) put(BOOTSTRAP, false);

  function put(wanted: NewParameter, overwrite: boolean): Parameter {
    const before = parameters.get(wanted.name);
    if (before && !overwrite) throw exists();
    const type = wanted.type ?? before?.type ?? 'String';
    if (before && type !== before.type)
      throw validation(`The parameter ${wanted.name} has the type ${before.type}, which cannot change.`);
    const pattern = wanted.pattern ?? before?.pattern;
    const tier = tierFor(wanted.tier ?? before?.tier ?? 'Standard', wanted.value);
    checkPattern(pattern, wanted.value);
    const description = wanted.description ?? before?.description;
    const next: Parameter = {
      name: wanted.name,
      arn: engine.arn('ssm', `parameter${wanted.name.startsWith('/') ? '' : '/'}${wanted.name}`),
      type,
      value: wanted.value,
      version: (before?.version ?? 0) + 1,
      tier,
      modifiedMs: engine.clock.now(),
      tags: wanted.tags ?? before?.tags ?? [],
      ...(description !== undefined && { description }),
      ...(pattern !== undefined && { pattern }),
    };
    return save(next);
  }

  function save(next: Parameter): Parameter {
    parameters.set(next.name, next);
    rows.put(next.name, next);
    return next;
  }

  /** A version may be named behind a colon; only the latest is kept. */
  function find(nameAndVersion: string): Parameter | undefined {
    const [name = '', version] = nameAndVersion.split(':');
    const found = parameters.get(name);
    return found && (version === undefined || version === String(found.version)) ? found : undefined;
  }

  return {
    put,
    find,
    arnOf: (name: string): string =>
      engine.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name.split(':')[0]}`),
    get(name: string): Parameter {
      const found = find(name);
      if (found) return found;
      const [bare = '', version] = name.split(':');
      throw version !== undefined && parameters.has(bare) ? noSuchVersion(bare, version) : noSuchParameter(name);
    },
    all: (): Parameter[] => [...parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    setTags: (name: string, tags: Parameter['tags']): void => {
      const found = find(name);
      if (!found) throw noSuchParameter(name);
      save({ ...found, tags });
    },
    /** False when there is none. */
    remove(name: string): boolean {
      rows.delete(name);
      return parameters.delete(name);
    },
  };
}

function tierFor(tier: Parameter['tier'], value: string): Parameter['tier'] {
  const size = Buffer.byteLength(value);
  const chosen = tier === 'Intelligent-Tiering' ? (size > STANDARD_BYTES ? 'Advanced' : 'Standard') : tier;
  const most = chosen === 'Standard' ? STANDARD_BYTES : ADVANCED_BYTES;
  if (size > most)
    throw validation(`${chosen} tier parameters support a maximum parameter value of ${most} characters.`);
  return chosen;
}

function checkPattern(pattern: string | undefined, value: string): void {
  if (pattern === undefined) return;
  let regex: RegExp;
  try {
    regex = new RegExp(pattern);
  } catch {
    throw validation(`AllowedPattern is not a regular expression: ${pattern}`);
  }
  if (!regex.test(value)) throw validation(`Parameter value, cannot be validated against allowedPattern: ${pattern}`);
}
