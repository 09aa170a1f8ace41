/** APIs made, read, changed and deleted with the SDK. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteRouteCommand,
  GetApiCommand,
  GetApisCommand,
  GetDeploymentsCommand,
  GetIntegrationCommand,
  GetRouteCommand,
  GetRoutesCommand,
  GetStageCommand,
  UpdateApiCommand,
  UpdateIntegrationCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';

const clientOf = (cloud: LocalCloud) => new ApiGatewayV2Client(clientSettings(cloud));

/** An API that passes everything on to the cloud's own address. */
async function makeApi(
  client: ApiGatewayV2Client,
  uri: string,
): Promise<{ ApiId: string; ApiEndpoint: string; RouteId: string }> {
  const { ApiId = '', ApiEndpoint = '' } = await client.send(
    new CreateApiCommand({ Name: 'made', ProtocolType: 'HTTP' }),
  );
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: uri,
    }),
  );
  const { RouteId = '' } = await client.send(
    new CreateRouteCommand({ ApiId, RouteKey: 'GET /a', Target: `integrations/${IntegrationId}` }),
  );
  await client.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }));
  return { ApiId, ApiEndpoint, RouteId };
}

test('an API made with the SDK is served, described, changed and deleted', async () => {
  const cloud = await testCloud();
  const client = clientOf(cloud);
  const { ApiId, ApiEndpoint, RouteId } = await makeApi(client, `${cloud.url}/_api/nobody/x`);
  expect((await fetch(`${ApiEndpoint}/a`)).headers.get('content-type')).toBe('application/json');
  expect(await client.send(new GetApiCommand({ ApiId }))).toMatchObject({
    ApiId,
    Name: 'made',
    ProtocolType: 'HTTP',
    RouteSelectionExpression: `\${request.method} \${request.path}`,
    CreatedDate: expect.any(Date),
  });
  await client.send(new UpdateApiCommand({ ApiId, Description: 'changed' }));
  expect((await client.send(new GetApisCommand({}))).Items).toMatchObject([
    { ApiId, Name: 'made', Description: 'changed' },
  ]);
  await client.send(new UpdateRouteCommand({ ApiId, RouteId, RouteKey: 'GET /b' }));
  expect(await client.send(new GetRouteCommand({ ApiId, RouteId }))).toMatchObject({
    RouteKey: 'GET /b',
    AuthorizationType: 'NONE',
    Target: expect.stringMatching(/^integrations\//),
  });
  expect((await fetch(`${ApiEndpoint}/a`)).status).toBe(404);
  await client.send(new DeleteRouteCommand({ ApiId, RouteId }));
  await expect(client.send(new GetRouteCommand({ ApiId, RouteId }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await client.send(new DeleteApiCommand({ ApiId }));
  expect((await client.send(new GetApisCommand({}))).Items).toEqual([]);
  expect((await fetch(`${ApiEndpoint}/b`)).status).toBe(404);
});

test('lists come in pages; a change that leaves a member out keeps it', async () => {
  const cloud = await testCloud();
  const client = clientOf(cloud);
  const { ApiId } = await makeApi(client, 'http://127.0.0.1:1/');
  for (const RouteKey of ['GET /b', 'GET /c']) await client.send(new CreateRouteCommand({ ApiId, RouteKey }));
  const first = await client.send(new GetRoutesCommand({ ApiId, MaxResults: '2' }));
  const second = await client.send(new GetRoutesCommand({ ApiId, MaxResults: '2', NextToken: first.NextToken }));
  expect([...(first.Items ?? []), ...(second.Items ?? [])].map(({ RouteKey }) => RouteKey).sort()).toEqual([
    'GET /a',
    'GET /b',
    'GET /c',
  ]);
  expect(second.NextToken).toBeUndefined();
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: 'http://x/',
      TimeoutInMillis: 99,
    }),
  );
  await client.send(new UpdateIntegrationCommand({ ApiId, IntegrationId, Description: 'slow' }));
  expect(await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject({
    TimeoutInMillis: 99,
    Description: 'slow',
  });
});

test('a deployment that names a stage becomes what the stage serves', async () => {
  const cloud = await testCloud();
  const client = clientOf(cloud);
  const { ApiId, ApiEndpoint } = await makeApi(client, `${cloud.url}/_api/nobody/x`);
  await client.send(new CreateStageCommand({ ApiId, StageName: 'fixed' }));
  const { DeploymentId } = await client.send(new CreateDeploymentCommand({ ApiId, StageName: 'fixed' }));
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /later' }));
  expect((await fetch(`${ApiEndpoint}/fixed/a`)).status).toBe(404); // passed on, to an API that does not exist
  expect(await client.send(new GetStageCommand({ ApiId, StageName: 'fixed' }))).toMatchObject({ DeploymentId });
  expect((await client.send(new GetDeploymentsCommand({ ApiId }))).Items).toMatchObject([
    { DeploymentId, DeploymentStatus: 'DEPLOYED', AutoDeployed: false },
  ]);
  expect((await fetch(`${ApiEndpoint}/fixed/later`)).status).toBe(404);
  expect((await fetch(`${ApiEndpoint}/later`)).status).toBe(500);
});

test('all of it survives a restart', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir });
  const { ApiId, RouteId } = await makeApi(clientOf(first), 'http://127.0.0.1:1/');
  const before = await clientOf(first).send(new GetRouteCommand({ ApiId, RouteId }));
  await first.close();
  const second = await testCloud({ dataDir });
  const after = await clientOf(second).send(new GetRouteCommand({ ApiId, RouteId }));
  expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
  const { ApiEndpoint } = await clientOf(second).send(new GetApiCommand({ ApiId }));
  expect((await fetch(`${ApiEndpoint}/a`)).status).toBe(503);
});

test('what is wrong or not supported is refused by name', async () => {
  const cloud = await testCloud();
  const client = clientOf(cloud);
  const { ApiId } = await makeApi(client, 'http://127.0.0.1:1/');
  const refused = (answer: Promise<unknown>) =>
    answer.then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const authorizer = {
    ApiId,
    Name: 'a',
    IdentitySource: [],
    AuthorizerUri: 'arn',
    AuthorizerPayloadFormatVersion: '2.0',
  };
  expect([
    await refused(client.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'WEBSOCKET' }))),
    await refused(client.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'HTTP', Target: 'arn' }))),
    await refused(client.send(new GetApiCommand({ ApiId: 'nobody' }))),
    await refused(client.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /a' }))),
    await refused(client.send(new CreateRouteCommand({ ApiId, RouteKey: 'FETCH /a' }))),
    await refused(client.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /x', AuthorizationType: 'JWT' }))),
    await refused(client.send(new CreateAuthorizerCommand({ ...authorizer, AuthorizerType: 'JWT' }))),
    await refused(
      client.send(
        new CreateAuthorizerCommand({ ...authorizer, AuthorizerType: 'REQUEST', AuthorizerResultTtlInSeconds: 5 }),
      ),
    ),
  ]).toEqual([
    'BadRequestException: CreateApi: protocolType is not supported by the local cloud (WebSocket APIs are not); use HTTP.',
    'BadRequestException: CreateApi: target is not supported by the local cloud.',
    'NotFoundException: Invalid API identifier specified 000000000000:nobody',
    'ConflictException: Route with key GET /a already exists for this API',
    'BadRequestException: CreateRoute: routeKey must be $default, or a method and a path: GET /orders/{id}.',
    'BadRequestException: AuthorizerId is required for authorization type JWT',
    'BadRequestException: JwtConfiguration is a required parameter for JWT authorizer',
    'BadRequestException: To enable caching, an authorizer must have at least one identity source',
  ]);
});
