/** Adds a version, which is the current one unless told. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
import type { PutSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invalidRequest } from '../errors.ts';
import { clientRequestToken, secretBinary, secretId, secretString } from '../limits.ts';
import type { SecretStore } from '../store.ts';
import { valueGiven } from '../value.ts';

const input = z.strictObject({
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  SecretString: secretString.optional(),
  SecretBinary: secretBinary.optional(),
  VersionStages: z.array(z.string()).min(1).max(20).optional(),
});

export const putSecretValue = (store: SecretStore): Action =>
  action({
    name: 'PutSecretValue',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, ClientRequestToken, SecretString, SecretBinary, VersionStages }) {
      const value = valueGiven(SecretString, SecretBinary);
      if (!value) throw invalidRequest('You must provide either SecretString or SecretBinary.');
      const { secret, versionId } = store.put(SecretId, value, VersionStages, ClientRequestToken);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: versionId,
        VersionStages: [...(secret.versions[versionId]?.stages ?? [])],
      } satisfies Omit<PutSecretValueCommandOutput, '$metadata'>;
    },
  });
