/** Adds tags to a secret, replacing those of the same keys. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { secretId, tags } from '../limits.ts';
import type { SecretStore } from '../store.ts';

const input = z.strictObject({ SecretId: secretId, Tags: tags });

export const tagResource = (store: SecretStore): Action =>
  action({
    name: 'TagResource',
    input,
    resource: ({ SecretId }) => store.find(SecretId)?.arn ?? SecretId,
    run({ SecretId, Tags }) {
      const kept = store.usable(SecretId).tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
      store.change(SecretId, { tags: [...kept, ...Tags] });
    },
  });
