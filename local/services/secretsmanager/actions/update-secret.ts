/** Changes the description or the value of a secret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
import type { UpdateSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { clientRequestToken, secretBinary, secretId, secretString } from '../limits.ts';
import type { SecretStore } from '../store.ts';
import { valueGiven } from '../value.ts';

const input = z.strictObject({
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().optional(),
  SecretString: secretString.optional(),
  SecretBinary: secretBinary.optional(),
});

export const updateSecret = (store: SecretStore): Action =>
  action({
    name: 'UpdateSecret',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, ClientRequestToken, Description, SecretString, SecretBinary }) {
      if (Description !== undefined) store.change(SecretId, { description: Description });
      const value = valueGiven(SecretString, SecretBinary);
      const { arn, name } = store.usable(SecretId);
      return {
        ARN: arn,
        Name: name,
        ...(value && { VersionId: store.put(SecretId, value, undefined, ClientRequestToken).versionId }),
      } satisfies Omit<UpdateSecretCommandOutput, '$metadata'>;
    },
  });
