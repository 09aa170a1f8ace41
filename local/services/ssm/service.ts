/** AWS Systems Manager, of which only Parameter Store is here; the parameters of the `values` port. */
import type * as z from 'zod';
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { parameterActions } from './actions.ts';
import { validation } from './errors.ts';
import { inspectSsm } from './inspect.ts';
import { parameter } from './resources/parameter.ts';
import { openParameterStore } from './store.ts';

export function createSsm(engine: Engine): Service {
  const store = openParameterStore(engine);
  engine.ports.offer('parameters', { parameter: (name) => store.find(name)?.value });
  return {
    name: 'ssm',
    protocols: [{ kind: 'json', version: '1.1', targetPrefix: 'AmazonSSM' }],
    actions: durably(engine, parameterActions(store)),
    resources: [parameter(engine, store)],
    invalidInput,
    inspect: () => inspectSsm(store),
  };
}

function invalidInput(error: z.ZodError, action: string) {
  const [issue] = error.issues;
  return validation(`${action}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the input is not valid'}`);
}
