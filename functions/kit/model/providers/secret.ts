/** A secret of Secrets Manager, read when it is first needed and kept for five minutes. Needs: secretsmanager:GetSecretValue on it. */
import { clientConfig } from '../../client-config.ts';
import { lazy } from '../../clients.ts';
import type { Clock } from '../../clock.ts';
import { memo } from '../../memo.ts';
import { ModelError } from '../port.ts';

const KEPT_MS = 300_000;

const reader = lazy(async () => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient(clientConfig());
  return async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
});

/** Throws NotAuthorised where it cannot be read, and what `parse` throws. */
export const readSecret = <T>(name: string, clock: Clock, parse: (text: string) => T): (() => Promise<T>) =>
  memo(
    KEPT_MS,
    () => clock.monotonicMs(),
    async () => {
      const read = await reader();
      const text = await read(name).catch((error: unknown) => {
        const why = error instanceof Error ? error.name : 'unknown error';
        const message = `The key in secret ${name} could not be read (${why}): check that it is there and that the function may read it.`;
        throw new ModelError('NotAuthorised', message);
      });
      return parse(text);
    },
  );
