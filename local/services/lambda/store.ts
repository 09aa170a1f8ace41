/**
 * The state of the service: functions, code and mappings, in memory and written through. Owns nothing that runs.
 * Rule: callers await `durable()` before they acknowledge.
 */
import type { Engine } from '../../engine/engine.ts';
import type { FunctionVersion, LambdaFunction, Mapping } from './model.ts';
import { type FunctionName, functionArn, functionNotFound } from './names.ts';

/** A version with the qualifier that it was asked by. */
export interface Resolved {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  /** ARN as it was invoked: with its qualifier, or without one. */
  readonly invokedArn: string;
}

export interface LambdaStore {
  functions(): LambdaFunction[];
  find(name: string): LambdaFunction | undefined;
  /** Throws AWS's ResourceNotFoundException. */
  get(name: string): LambdaFunction;
  /** The version that a name and a qualifier stand for; a weighted alias draws one. Throws ResourceNotFoundException. */
  resolve(name: FunctionName): Resolved;
  /** The function, and its qualifier if any, that a URL of this id belongs to. */
  ofUrl(id: string): FunctionName | undefined;
  put(fn: LambdaFunction): LambdaFunction;
  remove(name: string): void;
  /** Keeps the bytes of a zip under their hash. */
  putCode(sha256: string, zip: Buffer): void;
  code(sha256: string): Buffer | undefined;
  mappings(): Mapping[];
  mapping(uuid: string): Mapping | undefined;
  putMapping(mapping: Mapping): Mapping;
  removeMapping(uuid: string): void;
  durable(): Promise<void>;
}

/** Reads what an earlier run left. */
export function createLambdaStore(engine: Engine): LambdaStore {
  const functionRows = engine.store.collection<LambdaFunction>('lambda.functions');
  const codeRows = engine.store.collection<string>('lambda.code');
  const mappingRows = engine.store.collection<Mapping>('lambda.mappings');
  const functions = new Map(functionRows.entries());
  const mappings = new Map(mappingRows.entries());
  const urls = urlIndex(functions);

  function get(name: string): LambdaFunction {
    const fn = functions.get(name);
    if (!fn) throw functionNotFound(functionArn(engine, name));
    return fn;
  }

  function resolve({ name, qualifier }: FunctionName): Resolved {
    const invokedArn = functionArn(engine, name, qualifier);
    const fn = functions.get(name);
    const version = fn && versionOf(fn, qualifier, engine.random.next);
    if (!version) throw functionNotFound(invokedArn);
    return { fn, version, invokedArn };
  }

  /** Drops zips that no version uses any more. */
  function sweepCode(): void {
    const used = new Set(
      [...functions.values()].flatMap((fn) =>
        [fn.latest, ...Object.values(fn.versions)].map(({ code }) => code.sha256),
      ),
    );
    for (const [sha256] of codeRows.entries()) if (!used.has(sha256)) codeRows.delete(sha256);
  }

  return {
    functions: () => [...functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => functions.get(name),
    get,
    resolve,
    ofUrl: (id) => urls.find(id),
    put(fn) {
      urls.forget();
      functions.set(fn.name, fn);
      functionRows.put(fn.name, fn);
      return fn;
    },
    remove(name) {
      urls.forget();
      functions.delete(name);
      functionRows.delete(name);
      sweepCode();
    },
    putCode: (sha256, zip) => codeRows.put(sha256, zip.toString('base64')),
    code(sha256) {
      const text = codeRows.get(sha256);
      return text === undefined ? undefined : Buffer.from(text, 'base64');
    },
    mappings: () => [...mappings.values()],
    mapping: (uuid) => mappings.get(uuid),
    putMapping(mapping) {
      mappings.set(mapping.uuid, mapping);
      mappingRows.put(mapping.uuid, mapping);
      return mapping;
    },
    removeMapping(uuid) {
      mappings.delete(uuid);
      mappingRows.delete(uuid);
    },
    durable: () => engine.store.durable(),
  };
}

function versionOf(fn: LambdaFunction, qualifier: string | undefined, draw: () => number): FunctionVersion | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return fn.latest;
  const alias = fn.aliases[qualifier];
  if (!alias) return fn.versions[qualifier];
  let rest = draw();
  for (const [version, weight] of Object.entries(alias.weights)) {
    rest -= weight;
    if (rest < 0) return fn.versions[version];
  }
  return alias.version === '$LATEST' ? fn.latest : fn.versions[alias.version];
}

/** URLs by their ids: made when someone asks, after a change of functions. */
function urlIndex(functions: ReadonlyMap<string, LambdaFunction>) {
  let made: ReadonlyMap<string, FunctionName> | undefined;
  const make = () =>
    new Map(
      [...functions.values()].flatMap(({ name, urls = {} }) =>
        Object.entries(urls).map(
          ([qualifier, { id }]) => [id, qualifier === '$LATEST' ? { name } : { name, qualifier }] as const,
        ),
      ),
    );
  return {
    find(id: string): FunctionName | undefined {
      made ??= make();
      return made.get(id);
    },
    forget(): void {
      made = undefined;
    },
  };
}
