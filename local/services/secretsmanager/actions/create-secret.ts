/** Makes a secret, with a first version when a value is given. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
import type { CreateSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { clientRequestToken, secretBinary, secretName, secretString, tags } from '../limits.ts';
import type { SecretStore } from '../store.ts';
import { valueGiven } from '../value.ts';

const input = z.strictObject({
  Name: secretName,
  ClientRequestToken: clientRequestToken,
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().optional(),
  SecretString: secretString.optional(),
  SecretBinary: secretBinary.optional(),
  Tags: tags.default([]),
});

export const createSecret = (store: SecretStore): Action =>
  action({
    name: 'CreateSecret',
    input,
    run({ Name, ClientRequestToken, Description, SecretString, SecretBinary, Tags }) {
      const value = valueGiven(SecretString, SecretBinary);
      const { secret, versionId } = store.create(Name, {
        description: Description,
        tags: Tags,
        token: ClientRequestToken,
        ...(value && { value }),
      });
      return { ARN: secret.arn, Name, ...(versionId !== undefined && { VersionId: versionId }) } satisfies Omit<
        CreateSecretCommandOutput,
        '$metadata'
      >;
    },
  });
