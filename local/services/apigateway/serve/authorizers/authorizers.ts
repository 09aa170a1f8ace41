/** Asks who calls, in the way that the route wants. What each way is like is in the files beside this one. */
import type { Engine } from '../../../../engine/engine.ts';
import type { Authorizer } from '../../model.ts';
import { internalError } from '../answer.ts';
import type { Routed } from '../event.ts';
import type { Authorization } from './caller.ts';
import { authorizeRole } from './iam.ts';
import { createJwtAuthorizer } from './jwt.ts';
import { createLambdaAuthorizer, type LambdaAuthorizer } from './lambda.ts';

export interface Authorizers extends Pick<LambdaAuthorizer, 'forget'> {
  /** Undefined when the route is open to all. `known` are the authorizers of the stage, by their ids. */
  authorize(known: ReadonlyMap<string, Authorizer>, routed: Routed): Promise<Authorization | undefined>;
}

export function createAuthorizers(engine: Engine): Authorizers {
  const byFunction = createLambdaAuthorizer(engine);
  const byToken = createJwtAuthorizer(engine);
  return {
    forget: byFunction.forget,
    async authorize(known, routed) {
      const { authorizationType, authorizerId = '' } = routed.route;
      if (authorizationType === 'NONE') return undefined;
      if (authorizationType === 'AWS_IAM') return authorizeRole(engine, routed);
      const authorizer = known.get(authorizerId);
      if (!authorizer) return { refused: internalError(`The authorizer ${authorizerId} does not exist.`) };
      return authorizer.authorizerType === 'JWT'
        ? byToken(authorizer, routed)
        : byFunction.authorize(authorizer, routed);
    },
  };
}
