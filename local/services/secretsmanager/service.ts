/** AWS Secrets Manager: secrets with versions and stages; the secrets of the `values` port. */
import type * as z from 'zod';
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { secretActions } from './actions.ts';
import { invalid } from './errors.ts';
import { inspectSecretsManager } from './inspect.ts';
import { secret } from './resources/secret.ts';
import { openSecretStore } from './store.ts';

export function createSecretsManager(engine: Engine): Service {
  const store = openSecretStore(engine);
  engine.ports.offer('secrets', {
    secret(id, jsonKey) {
      const found = store.find(id);
      if (!found || found.deletedMs !== undefined) return undefined;
      const { string } = store.versionOf(found)[1];
      return jsonKey === undefined || string === undefined ? string : member(string, jsonKey);
    },
  });
  return {
    name: 'secretsmanager',
    protocols: [{ kind: 'json', version: '1.1', targetPrefix: 'secretsmanager' }],
    actions: durably(engine, secretActions(store)),
    resources: [secret(engine, store)],
    invalidInput,
    inspect: () => inspectSecretsManager(store),
  };
}

function member(text: string, key: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    return value === undefined || value === null ? undefined : String(value);
  } catch {
    return undefined;
  }
}

function invalidInput(error: z.ZodError, action: string) {
  const [issue] = error.issues;
  return invalid(`${action}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the input is not valid'}`);
}
