/**
 * What the members of an API must agree on beyond the shape of each: what a type of integration needs, which authorizer fits a
 * route. Each gives back what it was given, or throws BadRequestException or NotFoundException.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
 */
import { badRequest, notFound } from './errors.ts';
import { wrongMapping } from './mapping-rules.ts';
import type { Authorizer, HeldApi, Integration, Route } from './model.ts';
import { isTrusted } from './serve/authorizers/jwks.ts';
import { wrongParameters } from './subtypes.ts';

const AUTHORIZER_TYPES = { CUSTOM: 'REQUEST', JWT: 'JWT' } as const;

export function checkRoute<T extends Omit<Route, 'routeId'>>(route: T, held: HeldApi): T {
  const { authorizationType: type, authorizerId, authorizationScopes, target } = route;
  const [, integrationId] = target?.split('/') ?? [];
  if (integrationId !== undefined && !held.integrations.has(integrationId))
    throw notFound('Integration', integrationId);
  if (type !== 'JWT' && authorizationScopes?.length)
    throw badRequest('AuthorizationScopes are only supported for authorization type JWT');
  if (type === 'NONE' || type === 'AWS_IAM') return route;
  if (authorizerId === undefined) throw badRequest(`AuthorizerId is required for authorization type ${type}`);
  const authorizer = held.authorizers.get(authorizerId);
  if (!authorizer) throw notFound('Authorizer', authorizerId);
  if (authorizer.authorizerType !== AUTHORIZER_TYPES[type])
    throw badRequest(`Authorizer ${authorizerId} is not of a type that fits authorization type ${type}`);
  return route;
}

export function checkIntegration<T extends Omit<Integration, 'integrationId'>>(integration: T): T {
  const { integrationType, integrationSubtype, integrationUri, requestParameters = {} } = integration;
  if (integrationSubtype !== undefined) return checkService(integration);
  if (integrationUri === undefined) throw badRequest(`IntegrationUri is required for ${integrationType} integrations`);
  if (integrationType === 'AWS_PROXY' && integration.payloadFormatVersion === undefined)
    throw badRequest('PayloadFormatVersion is a required parameter for integration');
  if (integrationType === 'HTTP_PROXY') {
    if (integration.integrationMethod === undefined)
      throw badRequest('IntegrationMethod is required for HTTP_PROXY integrations');
    if (integration.credentialsArn !== undefined)
      throw badRequest('CredentialsArn is only supported for AWS_PROXY integrations');
  }
  const wrong = wrongMapping(requestParameters);
  if (wrong !== undefined) throw badRequest(wrong);
  return integration;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html */
function checkService<T extends Omit<Integration, 'integrationId'>>(integration: T): T {
  const { integrationType, integrationSubtype = '', integrationUri, requestParameters = {} } = integration;
  if (integrationType !== 'AWS_PROXY') throw badRequest('IntegrationSubtype is only supported for AWS_PROXY');
  if (integrationUri !== undefined) throw badRequest('IntegrationUri is not supported with an IntegrationSubtype');
  if (integration.payloadFormatVersion !== '1.0')
    throw badRequest('PayloadFormatVersion must be 1.0 with an IntegrationSubtype');
  if (integration.credentialsArn === undefined)
    throw badRequest('CredentialsArn is required with an IntegrationSubtype');
  const wrong = wrongParameters(integrationSubtype, requestParameters);
  if (wrong !== undefined) throw badRequest(wrong);
  return integration;
}

export function checkAuthorizer<T extends Omit<Authorizer, 'authorizerId'>>(authorizer: T): T {
  return authorizer.authorizerType === 'JWT' ? checkJwt(authorizer) : checkFunction(authorizer);
}

const JWT_SOURCE = /^\$request\.(header|querystring)\.[^\s,]+$/;

function checkJwt<T extends Omit<Authorizer, 'authorizerId'>>(authorizer: T): T {
  const { identitySource, jwtConfiguration } = authorizer;
  if (!jwtConfiguration) throw badRequest('JwtConfiguration is a required parameter for JWT authorizer');
  if (identitySource.length !== 1 || !JWT_SOURCE.test(identitySource[0] ?? ''))
    throw badRequest('A JWT authorizer has one identity source: $request.header.NAME or $request.querystring.NAME');
  const others = ['authorizerUri', 'authorizerPayloadFormatVersion', 'authorizerResultTtlInSeconds'] as const;
  const unfit = [...others, 'enableSimpleResponses' as const].find((name) => authorizer[name] !== undefined);
  if (unfit) throw badRequest(`${unfit} is only supported for REQUEST authorizers`);
  if (!isTrusted(jwtConfiguration.issuer))
    throw badRequest(
      `Invalid issuer: ${jwtConfiguration.issuer}. It must be an https address (here, http on this machine too)`,
    );
  return authorizer;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
function checkFunction<T extends Omit<Authorizer, 'authorizerId'>>(authorizer: T): T {
  const { identitySource, authorizerUri, authorizerPayloadFormatVersion: version } = authorizer;
  if (authorizerUri === undefined) throw badRequest('AuthorizerUri is a required parameter for REQUEST authorizer');
  if (version === undefined)
    throw badRequest('AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer');
  if (authorizer.jwtConfiguration) throw badRequest('JwtConfiguration is only supported for JWT authorizers');
  if (version === '1.0' && authorizer.enableSimpleResponses)
    throw badRequest('EnableSimpleResponses is not supported with AuthorizerPayloadFormatVersion 1.0');
  if (authorizer.authorizerResultTtlInSeconds && identitySource.length === 0)
    throw badRequest('To enable caching, an authorizer must have at least one identity source');
  return authorizer;
}
