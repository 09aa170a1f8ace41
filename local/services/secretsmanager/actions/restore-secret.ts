/** Takes back the deletion of a secret within its window. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
import type { RestoreSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { secretId } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({ SecretId: secretId });

export const restoreSecret = (store: SecretStore): Action =>
  action({
    name: 'RestoreSecret',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId }) {
      const { arn, name } = store.restore(SecretId);
      return { ARN: arn, Name: name } satisfies Omit<RestoreSecretCommandOutput, '$metadata'>;
    },
  });
