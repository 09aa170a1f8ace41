/**
 * Payload templates of JSONPath (Parameters, ResultSelector, ItemSelector, Assign): a member whose name ends in `.$` takes
 * the value of a path or of an intrinsic function. https://states-language.net/spec.html#payload-template
 */
import type { Random } from '../../../engine/random.ts';
import type { Json } from '../../../engine/service.ts';
import { runtimeFault } from '../failure.ts';
import { evaluateCall } from './intrinsic/call.ts';
import { parseCall } from './intrinsic/parse.ts';
import { evaluatePath, type Roots } from './json-path/evaluate.ts';
import { parsePath } from './json-path/parse.ts';

/** Throws States.Runtime when a path finds nothing. */
export function fillTemplate(template: Json, roots: Roots, random: Random): Json {
  if (Array.isArray(template)) return template.map((item: Json) => fillTemplate(item, roots, random));
  if (typeof template !== 'object' || template === null) return template;
  const filled: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template as Record<string, Json>)) {
    if (key.endsWith('.$') && typeof value === 'string')
      filled[key.slice(0, -2)] = evaluateText(value, key, roots, random);
    else filled[key] = fillTemplate(value, roots, random);
  }
  return filled;
}

/** A path or an intrinsic function, found in a field. */
export function evaluateText(text: string, field: string, roots: Roots, random: Random): Json {
  const call = text.startsWith('States.') ? parseCall(text) : undefined;
  if (call) return evaluateCall(call, roots, random, text);
  return evaluateField(text, field, roots);
}

/** A path, found in a field. */
export function evaluateField(text: string, field: string, roots: Roots): Json {
  const path = parsePath(text);
  const found = path && evaluatePath(path, roots);
  if (found === undefined) {
    const data = JSON.stringify(path?.root === 'context' ? roots.context : roots.data);
    throw runtimeFault(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${data}'`,
    );
  }
  return found;
}
