/** An HTTP API with real functions behind it, made by a template. */
import type { Clock } from '../../../local/engine/clock.ts';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { testCloud } from '../../kit/cloud.ts';

interface ApiSpec {
  /** Source of each function's handler, `async (event) => …`. */
  readonly functions: Readonly<Record<string, string>>;
  /** Route key to the function's name, or to more of the route's and its integration's properties. */
  readonly routes: Readonly<
    Record<string, string | { readonly calls: string; readonly route?: object; readonly integration?: object }>
  >;
  /** Further properties of the authorizers; each calls the function of its name, unless they say its type. */
  readonly authorizers?: Readonly<Record<string, object>>;
  readonly clock?: Clock | 'skip';
  /** Whether the API may call the functions; true unless told. */
  readonly permissions?: boolean;
  readonly api?: object;
  readonly stage?: object;
  readonly more?: object;
}

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
};

/** Lets any route and authorizer of the API call a function. */
const permission = (name: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [`Function${name}`, 'Arn'] },
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*` },
  },
});

const lambda = (source: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: `exports.handler = ${source}` },
  },
});

const ApiId = { Ref: 'Api' };

function routeResources(key: string, index: number, spec: ApiSpec['routes'][string]): object {
  const { calls, route = {}, integration = {} } = typeof spec === 'string' ? { calls: spec } : spec;
  return {
    [`Integration${index}`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [`Function${calls}`, 'Arn'] },
        PayloadFormatVersion: '2.0',
        ...integration,
      },
    },
    [`Route${index}`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, RouteKey: key, Target: { 'Fn::Sub': `integrations/\${Integration${index}}` }, ...route },
    },
  };
}

const authorizerResource = (name: string, properties: object) => ({
  Type: 'AWS::ApiGatewayV2::Authorizer',
  Properties: {
    ApiId,
    Name: name,
    AuthorizerType: 'REQUEST',
    ...('AuthorizerType' in properties
      ? {}
      : {
          AuthorizerPayloadFormatVersion: '2.0',
          AuthorizerUri: {
            'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Function${name}.Arn}/invocations`,
          },
        }),
    ...properties,
  },
});

const mapped = <T>(entries: Readonly<Record<string, T>>, prefix: string, make: (value: T, name: string) => object) =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}${name}`, make(value, name)]));

const apiTemplate = ({
  functions,
  routes,
  authorizers = {},
  permissions = true,
  api = {},
  stage = {},
  more = {},
}: ApiSpec) => ({
  Resources: {
    Role: ROLE,
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'test', ProtocolType: 'HTTP', ...api } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId, StageName: '$default', AutoDeploy: true, ...stage },
    },
    ...mapped(functions, 'Function', lambda),
    ...(permissions ? mapped(functions, 'Permission', (_, name) => permission(name)) : {}),
    ...mapped(authorizers, 'Authorizer', (properties, name) => authorizerResource(name, properties)),
    ...Object.assign({}, ...Object.entries(routes).map(([key, spec], i) => routeResources(key, i, spec))),
    ...more,
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } }, ApiId: { Value: ApiId } },
});

/** The route's property that puts an authorizer before it. */
export const guardedBy = (name: string) => ({
  AuthorizationType: 'CUSTOM',
  AuthorizerId: { Ref: `Authorizer${name}` },
});

interface TestApi {
  readonly cloud: LocalCloud;
  readonly url: string;
  /** A request to a path below the API's address. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

export async function testApi(spec: ApiSpec): Promise<TestApi> {
  const cloud = await testCloud({ template: apiTemplate(spec), ...(spec.clock && { clock: spec.clock }) });
  const url = cloud.output('Url') ?? '';
  return { cloud, url, call: (path, init) => fetch(`${url}${path}`, init) };
}

/** Status and JSON body of an answer. */
export async function told(response: Response): Promise<[status: number, body: unknown]> {
  return [response.status, await response.json()];
}
