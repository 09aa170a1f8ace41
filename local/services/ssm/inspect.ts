/** The parameters by name, as `GET /_local/` shows them. Never a value: one may be a SecureString. */
import type { Json } from '../../engine/service.ts';
import type { ParameterStore } from './store.ts';

export const inspectSsm = (store: ParameterStore): Json => ({
  parameters: store.all().map(({ name, type, version }) => ({ name, type, version })),
});
