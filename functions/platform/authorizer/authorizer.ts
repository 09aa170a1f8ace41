/**
 * Says who calls the API, by the key that came with the request (functions/kit/authenticate.ts).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { Authenticate } from '../../kit/authenticate.ts';
import type { Caller } from '../../kit/http.ts';

export type Answer = { readonly isAuthorized: false } | { readonly isAuthorized: true; readonly context: Caller };
export type AuthorizerFunction = (event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>) => Promise<Answer>;

export function createAuthorizer(authenticate: Authenticate): AuthorizerFunction {
  return async ({ headers = {} }) => {
    const caller = await authenticate(headers);
    return caller ? { isAuthorized: true, context: caller } : { isAuthorized: false };
  };
}
