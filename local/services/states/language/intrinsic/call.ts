/** Intrinsic functions: evaluates a call. Throws States.IntrinsicFailure, or States.Runtime for a path that finds nothing. */
import type { Random } from '../../../../engine/random.ts';
import type { Json } from '../../../../engine/service.ts';
import { Fault } from '../../failure.ts';
import { evaluatePath, type Roots } from '../json-path/evaluate.ts';
import { INTRINSICS } from './functions.ts';
import type { Argument, Call } from './parse.ts';

/** `text` is the whole call as it is written, for the error. */
export function evaluateCall(call: Call, roots: Roots, random: Random, text: string): Json {
  const values = call.arguments.map((argument, i) =>
    argumentOf(argument, roots, random, text, call.name !== 'Format' || i > 0),
  );
  const intrinsic = INTRINSICS[call.name];
  try {
    if (!intrinsic) throw new Error('there is no such function');
    return intrinsic.run(values, random);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'States.IntrinsicFailure',
      `The function '${text}' had the following error: ${(error as Error).message}`,
    );
  }
}

/** A literal's escapes are resolved here, but for the template of Format, which tells `\{` from `{` itself. */
function argumentOf(argument: Argument, roots: Roots, random: Random, text: string, plainText: boolean): Json {
  if (argument.kind === 'call') return evaluateCall(argument.call, roots, random, text);
  if (argument.kind === 'value')
    return plainText && typeof argument.value === 'string' ? argument.value.replace(/\\(.)/gs, '$1') : argument.value;
  const found = evaluatePath(argument.path, roots);
  if (found === undefined)
    throw new Fault(
      'States.Runtime',
      `The function '${text}' had the following error: The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${JSON.stringify(roots.data)}'`,
    );
  return found;
}
