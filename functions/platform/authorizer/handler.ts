/** The API's authorizer. Needs what functions/kit/key-store.ts says. */
import { createAuthenticate } from '../../kit/authenticate.ts';
import { systemClock } from '../../kit/clock.ts';
import { keyStore } from '../../kit/key-store.ts';
import { createLogger } from '../../kit/observe.ts';
import { createAuthorizer } from './authorizer.ts';

export const handler = createAuthorizer(
  createAuthenticate({ ...keyStore(), clock: systemClock, log: createLogger('platform.authorizer') }),
);
