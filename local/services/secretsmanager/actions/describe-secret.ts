/** What is known of a secret, without its value. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { secretId } from '../limits.ts';
import { described } from '../shapes.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({ SecretId: secretId });

export const describeSecret = (store: SecretStore): Action =>
  action({
    name: 'DescribeSecret',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId }) {
      return described(store.get(SecretId)) satisfies Omit<DescribeSecretCommandOutput, '$metadata'>;
    },
  });
