/** Reference paths: a path that names one place, to write to (ResultPath). */
import type { Json } from '../../../engine/service.ts';
import { Fault, runtimeFault } from '../failure.ts';
import { parsePath, type Step } from './json-path/parse.ts';

/** The data with a value put at the place; objects on the way are made. Throws States.ResultPathMatchFailure. */
export function writeAt(data: Json, reference: string, value: Json): Json {
  const path = parsePath(reference);
  if (path?.root !== 'data' || !path.definite) throw runtimeFault(`Invalid reference path '${reference}'.`);
  return put(data, path.steps, value, reference);
}

function put(data: Json, [step, ...rest]: readonly Step[], value: Json, reference: string): Json {
  if (!step) return value;
  if (step.kind === 'indexes' && Array.isArray(data)) {
    const index = step.indexes[0] ?? 0;
    if (index >= data.length) throw unmatched(reference, data);
    return data.with(index, put(data[index] ?? null, rest, value, reference));
  }
  if (step.kind !== 'names' || Array.isArray(data) || (typeof data !== 'object' && data !== null))
    throw unmatched(reference, data);
  const name = step.names[0] ?? '';
  const before = data as { readonly [key: string]: Json | undefined } | null;
  return { ...before, [name]: put(before?.[name] ?? {}, rest, value, reference) };
}

const unmatched = (reference: string, data: Json) =>
  new Fault('States.ResultPathMatchFailure', `Unable to apply step "${reference}" to input ${JSON.stringify(data)}`);
