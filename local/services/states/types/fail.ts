/** Fail: ends its branch with an error. https://states-language.net/spec.html#fail-state */
import type { Json } from '../../../engine/service.ts';
import { Failure, queryFault, runtimeFault } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';

export async function runFail(branch: Branch): Promise<never> {
  const flow = flowOf(branch);
  const text = async (name: 'Error' | 'Cause'): Promise<string | undefined> => {
    const value = await flow.field(branch, name);
    if (value === undefined || typeof value === 'string') return value;
    throw flow.language === 'JSONata' ? wrongType(branch, name, value) : notText(branch, name, value);
  };
  flow.look(branch);
  const error = await text('Error');
  throw new Failure(error, await text('Cause'));
}

const wrongType = (branch: Branch, name: 'Error' | 'Cause', value: Json) =>
  queryFault(
    name,
    `The JSONata expression '${String(branch.state[name]).slice(2, -2).trim()}' specified for the field '${name}' returned an unexpected result type. Expected 'string', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );

const notText = (branch: Branch, name: 'Error' | 'Cause', value: Json) =>
  runtimeFault(
    `The ${name}Path field refers to value "${JSON.stringify(value)}" which is not a string: ${branch.state[`${name}Path`]}`,
  );

/** The type of a JSON value, as AWS names it. */
export const typeOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
