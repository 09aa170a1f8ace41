/** Files of executions over HTTP: the list, the archive, and what is answered where there are none. */
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createArtefactsApi } from '../../../functions/api/artefacts/artefacts.ts';
import { createArtefacts } from '../../../functions/kit/artefacts.ts';
import type { HttpEvent } from '../../../functions/kit/http.ts';
import { context, fakeClock, fakeLog } from '../kit/fakes.ts';
import { memoryBucket } from './memory-bucket.ts';

const EXECUTION = 'build-software:first';

function openApi() {
  const { open, texts } = memoryBucket();
  const of = (system: string) =>
    createArtefacts({ open, system, execution: EXECUTION, agent: `${system}.maker`, clock: fakeClock() });
  const handler = createArtefactsApi({ open, systems: ['council', 'studio'], log: fakeLog() });
  const get = async (path: string, role = 'viewer') => {
    const requestContext = { http: { method: 'GET' }, authorizer: { lambda: { principal: 'alice', role } } };
    const event = { rawPath: path, headers: {}, requestContext } as unknown as HttpEvent;
    const { statusCode, headers = {}, body = '', isBase64Encoded = false } = await handler(event, context);
    return { status: statusCode, headers, body, isBase64Encoded };
  };
  const unzipped = async () => {
    const { body, isBase64Encoded, status } = await get(`/v1/executions/${EXECUTION}/artefacts/archive`);
    expect({ status, isBase64Encoded }).toEqual({ status: 200, isBase64Encoded: true });
    const files = unzipSync(Buffer.from(body, 'base64'));
    return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
  };
  return { of, get, unzipped, texts };
}

test('the list tells each path once, by its latest revision, and every revision', async () => {
  const { of, get } = openApi();
  await of('studio').put('code-1', [
    { path: 'b.js', text: 'one' },
    { path: 'a.js', text: 'a' },
  ]);
  await of('studio').put('code-2', [{ path: 'b.js', text: 'two' }]);
  const { status, body, headers } = await get(`/v1/executions/${EXECUTION}/artefacts`);
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
  const at = '2026-01-31T12:00:00.000Z';
  expect(JSON.parse(body)).toEqual({
    execution: EXECUTION,
    revisions: [
      { system: 'studio', revision: 'code-1', at, by: 'studio.maker', files: 2 },
      { system: 'studio', revision: 'code-2', at, by: 'studio.maker', files: 1 },
    ],
    files: [
      {
        ...{ system: 'studio', path: 'a.js', bytes: 1, revision: 'code-1' },
        sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      },
      {
        ...{ system: 'studio', path: 'b.js', bytes: 3, revision: 'code-2' },
        sha256: '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3',
      },
    ],
  });
});

test('the archive has the latest of each path, as a file to be saved', async () => {
  const { of, get, unzipped } = openApi();
  await of('studio').put('code-1', [
    { path: 'src/u.js', text: 'Grüße' },
    { path: 'b.js', text: 'one' },
  ]);
  await of('studio').put('code-2', [{ path: 'b.js', text: 'two' }]);
  expect(await unzipped()).toEqual({ 'b.js': 'two', 'src/u.js': 'Grüße' });
  const first = await get(`/v1/executions/${EXECUTION}/artefacts/archive`);
  expect(first.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="build-software-first.zip"',
  });
  expect((await get(`/v1/executions/${EXECUTION}/artefacts/archive`)).body).toBe(first.body);
});

test('where two systems made files, each has a folder', async () => {
  const { of, unzipped } = openApi();
  await of('studio').put('code-1', [{ path: 'a.js', text: 'a' }]);
  await of('council').put('minutes-1', [{ path: 'a.js', text: 'b' }]);
  expect(await unzipped()).toEqual({ 'council/a.js': 'b', 'studio/a.js': 'a' });
});

test.each(['', '/archive'])('an execution without files is told as such%s', async (rest) => {
  const { get } = openApi();
  const { status, body } = await get(`/v1/executions/${EXECUTION}/artefacts${rest}`);
  expect(status).toBe(404);
  expect(JSON.parse(body).detail).toContain('Execution build-software:first has made no files');
});

test.each(['first', 'a:b:c', '..%2f..:x', 'build-software:..'])('%s is no execution', async (id) => {
  const { get } = openApi();
  const { status, body } = await get(`/v1/executions/${id}/artefacts`);
  expect({ status, code: JSON.parse(body).type }).toEqual({ status: 404, code: 'urn:signalbox:problem:not-found' });
});

test('whoever may not read gets nothing', async () => {
  const { get, of } = openApi();
  await of('studio').put('code-1', [{ path: 'a.js', text: 'a' }]);
  expect((await get(`/v1/executions/${EXECUTION}/artefacts/archive`, 'none')).status).toBe(403);
});

test('a file that is gone from the bucket is a failure, and no smaller archive', async () => {
  const { get, of, texts } = openApi();
  await of('studio').put('code-1', [{ path: 'a.js', text: 'a' }]);
  texts.delete('artefacts/studio/build-software.first/code-1/a.js');
  expect((await get(`/v1/executions/${EXECUTION}/artefacts/archive`)).status).toBe(500);
});
