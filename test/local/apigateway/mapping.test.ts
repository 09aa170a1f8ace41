/** Parameter mapping: what integrations get, and what clients get back. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  GetIntegrationCommand,
} from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testApi, told } from './api.ts';
import { httpProxy, upstream } from './upstream.ts';

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

test('requests are changed on their way to a server', async () => {
  const uri = await upstream();
  const { call } = await testApi({
    functions: { Unused: 'async () => 1' },
    stage: { StageVariables: { colour: 'blue' } },
    routes: {
      'POST /pets/{id}': {
        calls: 'Unused',
        integration: httpProxy(`${uri}/fixed`, {
          RequestParameters: {
            'append:header.x-many': '$request.querystring.kind',
            'overwrite:header.x-own': `\${request.header.x-own}-\${request.path.id}-\${stageVariables.colour}`,
            'remove:header.x-gone': "''",
            'overwrite:header.x-body': '$request.body.owner.names[1]',
            'overwrite:header.x-context': '$context.httpMethod',
            'overwrite:header.x-static': 'always',
            'overwrite:header.x-missing': '$request.header.nobody',
            'append:querystring.kind': 'cat & co',
            'remove:querystring.secret': "''",
            'overwrite:path': `/v2\${request.path}`,
          },
        }),
      },
    },
  });
  const [status, body] = await told(
    await call('/pets/7?kind=dog&secret=1', {
      method: 'POST',
      headers: { 'x-own': 'o', 'x-many': 'm', 'x-gone': 'g', 'content-type': 'application/json' },
      body: JSON.stringify({ owner: { names: ['ann', 'ben'] } }),
    }),
  );
  const { url, headers } = body as Seen;
  expect([status, url]).toEqual([200, '/v2/pets/7?kind=dog&kind=cat%20%26%20co']);
  expect(headers).toMatchObject({
    'x-many': 'm,dog',
    'x-own': 'o-7-blue',
    'x-body': 'ben',
    'x-context': 'POST',
    'x-static': 'always',
  });
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-gone']));
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-missing']));
});

test('answers are changed by their status, from servers and from functions', async () => {
  const uri = await upstream();
  const ResponseParameters = {
    200: {
      ResponseParameters: [
        { Destination: 'overwrite:statuscode', Source: '202' },
        { Destination: 'append:header.x-kind', Source: '$context.routeKey' },
        { Destination: 'overwrite:header.x-told', Source: '$response.body.method' },
        { Destination: 'remove:header.content-type', Source: '' },
      ],
    },
  };
  const { call } = await testApi({
    functions: { Echo: 'async () => ({ method: "none" })', Teapot: 'async () => ({ statusCode: 418 })' },
    routes: {
      'GET /up': { calls: 'Echo', integration: httpProxy(uri, { ResponseParameters }) },
      'GET /function': { calls: 'Echo', integration: { ResponseParameters } },
      'GET /other': { calls: 'Teapot', integration: { ResponseParameters } },
    },
  });
  const shown = ({ status, headers }: Response) => [
    status,
    ...['x-kind', 'x-told', 'content-type'].map((n) => headers.get(n)),
  ];
  expect(shown(await call('/up'))).toEqual([202, 'up,GET /up', 'GET', null]);
  expect(shown(await call('/function'))).toEqual([202, 'GET /function', 'none', null]);
  expect(shown(await call('/other'))).toEqual([418, null, null, 'text/plain;charset=UTF-8']);
});

test('a mapped value that no header can carry is a 500, and the API goes on', async () => {
  const { call } = await testApi({
    functions: { Lines: 'async () => ({ line: "a\\nb" })' },
    routes: {
      'GET /lines': {
        calls: 'Lines',
        integration: {
          ResponseParameters: {
            200: { ResponseParameters: [{ Destination: 'overwrite:header.x', Source: '$response.body.line' }] },
          },
        },
      },
    },
  });
  expect(await told(await call('/lines'))).toEqual([500, { message: 'Internal Server Error' }]);
  expect((await call('/lines')).status).toBe(500);
});

test('a mapping that cannot work is refused when it is made; with the SDK it is a map', async () => {
  const cloud = await testCloud();
  const client = new ApiGatewayV2Client(clientSettings(cloud));
  const { ApiId } = await client.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'HTTP' }));
  const made = (more: Partial<CreateIntegrationCommandInput>) =>
    client.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        IntegrationUri: 'http://x/',
        ...more,
      }),
    );
  const refused = (more: Partial<CreateIntegrationCommandInput>) =>
    made(more).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const responses = { 200: { 'overwrite:header.x': 'y' } };
  const { IntegrationId } = await made({ ResponseParameters: responses });
  expect(await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject({
    ResponseParameters: responses,
  });
  expect([
    await refused({ RequestParameters: { 'add:header.a': 'b' } }),
    await refused({ RequestParameters: { 'overwrite:header.Authorization': 'b' } }),
    await refused({ RequestParameters: { 'append:path': 'b' } }),
    await refused({ ResponseParameters: { 200: { 'overwrite:header.x-amz-id': 'b' } } }),
    await refused({ ResponseParameters: { 100: { 'overwrite:header.a': 'b' } } }),
  ]).toEqual([
    expect.stringContaining('BadRequestException: Invalid mapping expression specified: add:header.a'),
    'BadRequestException: Operations on header Authorization are restricted',
    expect.stringContaining('BadRequestException: Invalid mapping expression specified: append:path'),
    expect.stringContaining('BadRequestException: CreateIntegration: responseParameters'),
    expect.stringContaining('BadRequestException: CreateIntegration: responseParameters'),
  ]);
});
