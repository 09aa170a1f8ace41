/** Makes and changes aliases: the rules that actions and the resource type share. */

import { AwsError } from '../../engine/aws-error.ts';
import type { Lambda } from './context.ts';
import type { Alias } from './model.ts';
import { conflict, functionArn, functionNotFound, invalidValue } from './names.ts';

export interface AliasInput {
  readonly FunctionVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly RoutingConfig?:
    | { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> | undefined }
    | undefined;
}

export function makeAlias(lambda: Lambda, functionName: string, name: string, input: AliasInput): Alias {
  const fn = lambda.store.get(functionName);
  if (fn.aliases[name]) throw conflict(`Alias already exists: ${functionArn(lambda.engine, functionName, name)}`);
  const blank: Alias = { name, version: '$LATEST', description: '', weights: {}, revisionId: '' };
  return putAlias(lambda, functionName, blank, input);
}

export function changeAlias(lambda: Lambda, functionName: string, name: string, input: AliasInput): Alias {
  return putAlias(lambda, functionName, aliasOf(lambda, functionName, name), input);
}

/** Throws AWS's ResourceNotFoundException. */
export function aliasOf({ engine, store }: Lambda, functionName: string, name: string): Alias {
  const alias = store.get(functionName).aliases[name];
  if (alias) return alias;
  const message = `Cannot find alias arn: ${functionArn(engine, functionName, name)}`;
  throw new AwsError('ResourceNotFoundException', message, { status: 404, members: { Type: 'User' } });
}

export function removeAlias({ store }: Lambda, functionName: string, name: string): void {
  const fn = store.get(functionName);
  const { [name]: _, ...aliases } = fn.aliases;
  const { [name]: __, ...urls } = fn.urls ?? {};
  store.put({ ...fn, aliases, urls });
}

function putAlias({ engine, store }: Lambda, functionName: string, before: Alias, input: AliasInput): Alias {
  const fn = store.get(functionName);
  const version = input.FunctionVersion ?? before.version;
  const weights = input.RoutingConfig ? (input.RoutingConfig.AdditionalVersionWeights ?? {}) : before.weights;
  for (const wanted of [version, ...Object.keys(weights)]) {
    if (wanted !== '$LATEST' && !fn.versions[wanted]) throw functionNotFound(functionArn(engine, functionName, wanted));
  }
  const weighted = Object.keys(weights);
  if (weighted.length > 0 && (version === '$LATEST' || weighted.includes('$LATEST')))
    throw invalidValue('$LATEST is not supported for an alias pointing to more than 1 version');
  const alias: Alias = {
    ...before,
    version,
    weights,
    description: input.Description ?? before.description,
    revisionId: engine.random.uuid(),
  };
  store.put({ ...fn, aliases: { ...fn.aliases, [alias.name]: alias } });
  return alias;
}
