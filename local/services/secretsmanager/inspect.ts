/** The secrets by name, as `GET /_local/` shows them. Never a value. */
import type { Json } from '../../engine/service.ts';
import type { SecretStore } from './store.ts';

export const inspectSecretsManager = (store: SecretStore): Json => ({
  secrets: store.all().map(({ name, arn, changedMs }) => ({ name, arn, changed: new Date(changedMs).toISOString() })),
});
