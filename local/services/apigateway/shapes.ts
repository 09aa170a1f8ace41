/**
 * Members of the API's objects that are supported, named as they travel (camelCase). Templates write the same members with a
 * capital: see capitals.ts. What is not listed is refused by name.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html
 */
import * as z from 'zod';
import {
  LONGEST_RESULT_TTL_S,
  LONGEST_TIMEOUT_MS,
  MOST_AUDIENCES,
  MOST_SCOPES,
  SHORTEST_TIMEOUT_MS,
} from './limits.ts';
import { responseMappings } from './mapping-rules.ts';

const tags = z.record(z.string(), z.string()).optional();
const text = z.string().max(1024).optional();

const roleArn = z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/, {
  error: 'is not supported by the local cloud unless it is the ARN of a role (credentials of the caller are not)',
});

/** Accepts one value of those that AWS knows, and says so of the others. */
const only = <T extends string>(values: readonly [T, ...T[]], others: string) =>
  z.enum(values, { error: `is not supported by the local cloud (${others}); use ${values.join(' or ')}` });

export const cors = z.strictObject({
  allowCredentials: z.boolean().optional(),
  allowHeaders: z.array(z.string()).optional(),
  allowMethods: z.array(z.string()).optional(),
  allowOrigins: z.array(z.string()).optional(),
  exposeHeaders: z.array(z.string()).optional(),
  maxAge: z.number().int().min(-1).max(86_400).optional(),
});

/** The only one that HTTP APIs have. */
const ROUTE_SELECTION = `\${request.method} \${request.path}`;

const apiChanges = {
  corsConfiguration: cors.optional(),
  description: text,
  disableExecuteApiEndpoint: z.boolean().optional(),
  version: z.string().max(64).optional(),
};
export const apiShape = {
  ...apiChanges,
  name: z.string().min(1).max(128),
  protocolType: only(['HTTP'], 'WebSocket APIs are not'),
  routeSelectionExpression: z.literal(ROUTE_SELECTION).default(ROUTE_SELECTION),
  tags,
};
export const apiUpdateShape = { ...apiChanges, name: z.string().min(1).max(128).optional() };

const ROUTE_KEY = /^(\$default|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \/\S*)$/;

export const routeShape = {
  apiKeyRequired: z.literal(false).optional(),
  authorizationScopes: z.array(z.string().min(1).max(64)).max(MOST_SCOPES).optional(),
  authorizationType: z.enum(['NONE', 'CUSTOM', 'JWT', 'AWS_IAM']).default('NONE'),
  authorizerId: z.string().optional(),
  operationName: z.string().max(64).optional(),
  routeKey: z.string().regex(ROUTE_KEY, 'must be $default, or a method and a path: GET /orders/{id}'),
  target: z
    .string()
    .regex(/^integrations\/[^/]+$/, 'must be integrations/ and the id of an integration')
    .optional(),
};

export const integrationShape = {
  connectionType: only(['INTERNET'], 'VPC links are not').default('INTERNET'),
  credentialsArn: roleArn.optional(),
  description: text,
  integrationMethod: z.string().optional(),
  integrationSubtype: z.string().min(1).max(128).optional(),
  integrationType: only(['AWS_PROXY', 'HTTP_PROXY'], 'HTTP APIs have no others'),
  integrationUri: z.string().min(1).optional(),
  payloadFormatVersion: only(['2.0', '1.0'], 'there is no other').optional(),
  requestParameters: z.record(z.string(), z.string()).optional(),
  responseParameters: responseMappings.optional(),
  timeoutInMillis: z.number().int().min(SHORTEST_TIMEOUT_MS).max(LONGEST_TIMEOUT_MS).default(LONGEST_TIMEOUT_MS),
};

export const authorizerShape = {
  authorizerCredentialsArn: roleArn.optional(),
  authorizerPayloadFormatVersion: z.enum(['1.0', '2.0']).optional(),
  authorizerResultTtlInSeconds: z.number().int().min(0).max(LONGEST_RESULT_TTL_S).optional(),
  authorizerType: z.enum(['REQUEST', 'JWT']),
  authorizerUri: z.string().min(1).optional(),
  enableSimpleResponses: z.boolean().optional(),
  identitySource: z
    .array(
      z
        .string()
        .regex(
          /^\$(request\.(header|querystring)\.[^\s,]+|context\.[\w.]+|stageVariables\.\w+)$/,
          'must be $request.header.NAME, $request.querystring.NAME, $context.NAME or $stageVariables.NAME',
        ),
    )
    .default([]),
  jwtConfiguration: z
    .strictObject({ audience: z.array(z.string()).min(1).max(MOST_AUDIENCES), issuer: z.string().min(1) })
    .optional(),
  name: z.string().min(1).max(128),
};

export const routeSettings = z.strictObject({
  detailedMetricsEnabled: z.boolean().optional(),
  throttlingBurstLimit: z.number().int().min(0).optional(),
  throttlingRateLimit: z.number().min(0).optional(),
});

const accessLogSettings = z.strictObject({ destinationArn: z.string(), format: z.string() });

export const stageShape = {
  accessLogSettings: accessLogSettings.optional(),
  autoDeploy: z.boolean().default(false),
  defaultRouteSettings: routeSettings.optional(),
  deploymentId: z.string().optional(),
  description: text,
  routeSettings: z.record(z.string(), routeSettings).optional(),
  stageName: z.string().regex(/^(\$default|[\w-]{1,128})$/, 'must be $default or letters, digits, - and _'),
  stageVariables: z.record(z.string().regex(/^\w+$/), z.string()).optional(),
  tags,
};

export const deploymentShape = { description: text, stageName: z.string().optional() };
