/** The value of a version of a secret, the current one unless told. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
import type { GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { secretId } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({
  SecretId: secretId,
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});

/** The wire has base 64 where the SDK has bytes. */
type Answer = Omit<GetSecretValueCommandOutput, '$metadata' | 'SecretBinary'> & { SecretBinary?: string };

export const getSecretValue = (store: SecretStore): Action =>
  action({
    name: 'GetSecretValue',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, VersionId, VersionStage }) {
      const secret = store.usable(SecretId);
      const [id, version] = store.versionOf(secret, VersionId, VersionStage);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: id,
        VersionStages: [...version.stages],
        CreatedDate: new WireDate(version.createdMs),
        ...(version.string !== undefined && { SecretString: version.string }),
        ...(version.binary !== undefined && { SecretBinary: version.binary }),
      } satisfies Answer;
    },
  });
