/** The actions of Secrets Manager, all in one list. What is not in it is refused by name. */
import type { Action } from '../../engine/service.ts';
import { createSecret } from './actions/create-secret.ts';
import { deleteSecret } from './actions/delete-secret.ts';
import { describeSecret } from './actions/describe-secret.ts';
import { getRandomPassword } from './actions/get-random-password.ts';
import { getSecretValue } from './actions/get-secret-value.ts';
import { listSecretVersionIds } from './actions/list-secret-version-ids.ts';
import { listSecrets } from './actions/list-secrets.ts';
import { putSecretValue } from './actions/put-secret-value.ts';
import { restoreSecret } from './actions/restore-secret.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateSecret } from './actions/update-secret.ts';
import type { SecretStore } from './store.ts';

export const secretActions = (store: SecretStore): Action[] => [
  createSecret(store),
  deleteSecret(store),
  describeSecret(store),
  getRandomPassword(),
  getSecretValue(store),
  listSecretVersionIds(store),
  listSecrets(store),
  putSecretValue(store),
  restoreSecret(store),
  tagResource(store),
  untagResource(store),
  updateSecret(store),
];
