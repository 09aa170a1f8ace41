/** Which route and which stage take a request. */
import { expect, test } from 'vitest';
import { testApi, told } from './api.ts';

const ECHO = 'async ({ routeKey, pathParameters, rawPath }) => ({ routeKey, pathParameters, rawPath })';

test('the most specific route takes a request, its method before ANY', async () => {
  const keys = [
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'GET /pets/{kind}/{id}/toys',
    'ANY /pets/dog/{id}',
    'ANY /{proxy+}',
    'GET /',
    '$default',
  ];
  const { call } = await testApi({
    functions: { Echo: ECHO },
    routes: Object.fromEntries(keys.map((key) => [key, 'Echo'])),
  });
  const routed = async (method: string, path: string) => (await (await call(path, { method })).json()) as object;
  expect({
    exact: await routed('GET', '/pets/dog/1'),
    variable: await routed('GET', '/pets/dog/2'),
    any: await routed('POST', '/pets/dog/2'),
    deeper: await routed('GET', '/pets/cat/7/toys'),
    greedy: await routed('GET', '/pets/cat/7/food'),
    otherMethod: await routed('DELETE', '/pets/cat'),
    root: await routed('GET', '/'),
    nothing: await routed('POST', '/'),
    encoded: await routed('GET', '/pets/dog/a%2Fb%20c'),
  }).toEqual({
    exact: { routeKey: 'GET /pets/dog/1', rawPath: '/pets/dog/1' },
    variable: { routeKey: 'GET /pets/dog/{id}', pathParameters: { id: '2' }, rawPath: '/pets/dog/2' },
    any: { routeKey: 'ANY /pets/dog/{id}', pathParameters: { id: '2' }, rawPath: '/pets/dog/2' },
    deeper: {
      routeKey: 'GET /pets/{kind}/{id}/toys',
      pathParameters: { kind: 'cat', id: '7' },
      rawPath: '/pets/cat/7/toys',
    },
    greedy: { routeKey: 'GET /pets/{proxy+}', pathParameters: { proxy: 'cat/7/food' }, rawPath: '/pets/cat/7/food' },
    otherMethod: { routeKey: 'ANY /{proxy+}', pathParameters: { proxy: 'pets/cat' }, rawPath: '/pets/cat' },
    root: { routeKey: 'GET /', rawPath: '/' },
    nothing: { routeKey: '$default', rawPath: '/' },
    encoded: { routeKey: 'GET /pets/{proxy+}', pathParameters: { proxy: 'dog/a/b c' }, rawPath: '/pets/dog/a/b c' },
  });
});

test('what no route takes is not found, and neither is an unknown API', async () => {
  const { call, cloud } = await testApi({ functions: { Echo: ECHO }, routes: { 'GET /pets': 'Echo' } });
  expect(await told(await call('/pets', { method: 'POST' }))).toEqual([404, { message: 'Not Found' }]);
  expect(await told(await call('/nobody'))).toEqual([404, { message: 'Not Found' }]);
  expect(await told(await call('/%E0%A4'))).toEqual([400, { message: 'Bad Request' }]);
  expect(await told(await fetch(`${cloud.url}/_api/nosuchapi0/pets`))).toEqual([404, { message: 'Not Found' }]);
});

test('a named stage stands in front of the path, and its variables reach the function', async () => {
  const { call } = await testApi({
    functions: {
      Echo: 'async ({ rawPath, stageVariables, requestContext: { stage, http } }) => ({ rawPath, stageVariables, stage, path: http.path })',
    },
    routes: { 'GET /pets': 'Echo' },
    stage: { StageName: 'beta', StageVariables: { colour: 'blue' } },
  });
  const [, body] = await told(await call('/beta/pets'));
  expect(body).toEqual({
    rawPath: '/beta/pets',
    path: '/beta/pets',
    stage: 'beta',
    stageVariables: { colour: 'blue' },
  });
  expect((await call('/pets')).status).toBe(404);
});

test('a stage without AutoDeploy serves its deployment', async () => {
  const deployment = {
    Type: 'AWS::ApiGatewayV2::Deployment',
    Properties: { ApiId: { Ref: 'Api' } },
    DependsOn: 'Route0',
  };
  const spec = { functions: { Echo: ECHO }, routes: { 'GET /pets': 'Echo' } };
  const undeployed = await testApi({ ...spec, stage: { AutoDeploy: false } });
  expect((await undeployed.call('/pets')).status).toBe(404);
  const deployed = await testApi({
    ...spec,
    more: { Deployment: deployment },
    stage: { AutoDeploy: false, DeploymentId: { Ref: 'Deployment' } },
  });
  expect((await deployed.call('/pets')).status).toBe(200);
});
