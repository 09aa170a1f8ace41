/** The versions of a secret that have a stage. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
import type { ListSecretVersionIdsCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import { secretId } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({
  SecretId: secretId,
  MaxResults: z.number().int().optional(),
  NextToken: z.string().optional(),
  IncludeDeprecated: z.boolean().optional(),
});

export const listSecretVersionIds = (store: SecretStore): Action =>
  action({
    name: 'ListSecretVersionIds',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId }) {
      const { arn, name, versions } = store.get(SecretId);
      return {
        ARN: arn,
        Name: name,
        Versions: Object.entries(versions).map(([VersionId, { stages, createdMs }]) => ({
          VersionId,
          VersionStages: [...stages],
          CreatedDate: new WireDate(createdMs),
        })),
      } satisfies Omit<ListSecretVersionIdsCommandOutput, '$metadata'>;
    },
  });
