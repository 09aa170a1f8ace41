/** Marks a secret for deletion, or removes it at once. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
import type { DeleteSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { invalid } from '../errors.ts';
import { RECOVERY_DAYS, secretId } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({
  SecretId: secretId,
  RecoveryWindowInDays: z.number().int().min(7).max(30).optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

export const deleteSecret = (store: SecretStore): Action =>
  action({
    name: 'DeleteSecret',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }) {
      if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined)
        throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
      const {
        arn,
        name,
        goesMs = 0,
      } = store.remove(SecretId, ForceDeleteWithoutRecovery ? 'at once' : (RecoveryWindowInDays ?? RECOVERY_DAYS));
      return { ARN: arn, Name: name, DeletionDate: new WireDate(goesMs) } satisfies Omit<
        DeleteSecretCommandOutput,
        '$metadata'
      >;
    },
  });
