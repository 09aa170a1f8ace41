/** Takes tags from a secret by their keys. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { secretId } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({ SecretId: secretId, TagKeys: z.array(z.string()) });

export const untagResource = (store: SecretStore): Action =>
  action({
    name: 'UntagResource',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, TagKeys }) {
      store.change(SecretId, { tags: store.usable(SecretId).tags.filter(({ Key }) => !TagKeys.includes(Key)) });
    },
  });
