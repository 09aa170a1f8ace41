/** The roles by name, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { IamStore } from './store.ts';

export const inspectIam = (store: IamStore): Json => ({
  roles: store.roles().map(({ name, arn }) => ({ name, arn })),
});
