/** A function URL that streams: bytes as they are written, as fast as they are read, for as long as someone reads. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { publicUrl } from '../../kit/function-urls.ts';
import { testFunctions } from '../../kit/functions.ts';
import { openGate } from '../../kit/gate.ts';

const STREAM = { InvokeMode: 'RESPONSE_STREAM' } as const;
const handler = (body: string): string =>
  `import { once } from 'node:events'; import { Readable } from 'node:stream'; import { pipeline } from 'node:stream/promises';
   const knock = (gate, body) => fetch(gate, { method: 'POST', body: String(body) });
   export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

/** The response as soon as its head is there, unread. */
async function open(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  return response;
}

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
};

test('each chunk reaches the client before the next is written', async () => {
  const [cloud, gate] = [await testCloud(), await openGate()];
  const source = handler(`
    stream.setContentType('text/event-stream');
    for (const word of ['one', 'two', 'three']) { stream.write(word); await knock('${gate.url}', word); }
    stream.end();`);
  const response = await open(await publicUrl(testFunctions(cloud), 'talks', source, STREAM));
  expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
  for (const word of ['one', 'two', 'three']) {
    const [chunk] = await once(response, 'data');
    expect(String(chunk)).toBe(word);
    (await gate.knock()).open();
  }
  await once(response, 'end');
});

test('status, headers and cookies of HttpResponseStream go ahead of the body', async () => {
  const source = handler(`
    const { HttpResponseStream } = awslambda;
    const http = HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-Own': 'yes' }, cookies: ['a=1', 'b=2'] });
    await pipeline(Readable.from(['Hello ', 'world']), http);`);
  const url = await publicUrl(testFunctions(await testCloud()), 'head', source, STREAM);
  for (const InvokeMode of ['RESPONSE_STREAM', 'BUFFERED'] as const) {
    const own = InvokeMode === 'BUFFERED' ? await publicUrl(testFunctions(await testCloud()), 'whole', source) : url;
    const response = await fetch(own);
    expect([response.status, await response.text()]).toEqual([201, 'Hello world']);
    expect(response.headers.get('x-own')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  }
});

test('a function that writes 64 MB does not come to its end before its client reads', async () => {
  const [cloud, gate] = [await testCloud(), await openGate()];
  const source = handler(`
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let i = 0; i < 1024; i++) if (!stream.write(chunk)) await once(stream, 'drain');
    await knock('${gate.url}', 'written');
    stream.end();`);
  const response = await open(await publicUrl(testFunctions(cloud), 'big', source, STREAM, { Timeout: 20 }));
  let written = false;
  const end = gate.knock().then((knock) => {
    written = true;
    knock.open();
  });
  for (let i = 0; i < 150; i++) await fetch(`${cloud.url}/_url/none/`); // it could have written all of it meanwhile
  expect(written).toBe(false);
  let received = 0;
  for await (const chunk of response) received += chunk.length;
  await end;
  expect(received).toBe(64 * 1024 * 1024);
});

test('a client that goes away closes the stream of the function', async () => {
  const [cloud, gate] = [await testCloud(), await openGate()];
  const source = handler(`
    const closed = once(stream, 'close');
    stream.write('first');
    await closed;
    await knock('${gate.url}', stream.destroyed);`);
  const response = await open(await publicUrl(testFunctions(cloud), 'left', source, STREAM));
  await once(response, 'data');
  response.destroy();
  const { said, open: release } = await gate.knock();
  expect(said).toBe('true');
  release();
  const trace = await cloud.engine.traces.find(({ action }) => action === 'InvokeFunctionUrl');
  expect(trace.outcome).toBe('ClientGone');
  const invoked = await cloud.engine.traces.find(({ action }) => action === 'invoke');
  expect(invoked.outcome).toBe('ok');
});

test.for([
  [
    'goes on writing, as on AWS',
    `for (let i = 0; i < 200; i++) if (!stream.write(Buffer.alloc(65536))) await once(stream, 'drain'); stream.end();`,
  ],
  [
    'is in a pipeline, which ends',
    `await pipeline(async function* () { for (;;) yield Buffer.alloc(65536); }, stream);`,
  ],
] as const)('a function that %s when its client is gone does not fail', async ([, body]) => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  const response = await open(await publicUrl(functions, 'deaf', handler(body), STREAM, { Timeout: 20 }));
  await once(response, 'data');
  response.destroy();
  const invoked = await cloud.engine.traces.find(({ action }) => action === 'invoke');
  expect(invoked.outcome).toBe('ok');
});

test.for([
  ['throws', `stream.write('half'); await new Promise((go) => setImmediate(go)); throw new TypeError('middle');`],
  ['crashes', `stream.write('half'); await new Promise((go) => setTimeout(go, 20)); process.exit(1);`],
  ['sets its content type too late', `stream.write('half'); stream.setContentType('text/plain');`],
] as const)('a function that %s in the middle of its stream cuts the connection', async ([, body]) => {
  const cloud = await testCloud();
  const url = await publicUrl(testFunctions(cloud), 'half', handler(body), STREAM);
  for (const _ of [1, 2]) {
    const response = await open(url);
    expect(response.statusCode).toBe(200);
    const read = { text: '' };
    response.on('data', (chunk) => {
      read.text += chunk;
    });
    await expect(once(response, 'end')).rejects.toThrow('aborted');
    expect(read.text).toBe('half');
  }
  const trace = await cloud.engine.traces.find(({ action }) => action === 'InvokeFunctionUrl');
  expect(trace.outcome).toBe('FunctionError');
});

test('a stream that is never ended is cut by the timeout, and others are served meanwhile', async () => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  const url = await publicUrl(
    functions,
    'endless',
    handler(`stream.write('on'); await new Promise(() => {});`),
    STREAM,
    { Timeout: 1 },
  );
  const response = await open(url);
  await once(response, 'data');
  await functions.create('sound', 'export const handler = async () => "well";');
  expect((await functions.invoke('sound')).value).toBe('well');
  await expect(once(response, 'end')).rejects.toThrow('aborted');
});

test.for([
  ['fails before its first byte', `throw new Error('early');`, 502, 'Internal Server Error'],
  ['ends without a byte', `stream.end();`, 200, ''],
  [
    'sends a prelude that is no JSON',
    `stream.setContentType('application/vnd.awslambda.http-integration-response'); stream.write('no'); stream.write(new Uint8Array(8)); stream.end('body');`,
    502,
    'Internal Server Error',
  ],
  [
    'never completes its prelude',
    `stream.setContentType('application/vnd.awslambda.http-integration-response'); stream.end('{"statusCode":200}');`,
    502,
    'Internal Server Error',
  ],
  [
    'asks for a status that is none',
    `awslambda.HttpResponseStream.from(stream, { statusCode: 99 }).write('x'); stream.end();`,
    502,
    'Internal Server Error',
  ],
  ['writes after its end', `stream.end('whole'); await once(stream, 'finish'); stream.write('more');`, 200, 'whole'],
] as const)('a function that %s', async ([, body, status, text]) => {
  const url = await publicUrl(testFunctions(await testCloud()), 'odd', handler(body), STREAM);
  for (const _ of [1, 2]) {
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([status, text]);
  }
});

test('a function that does not stream is sent as it returned, whatever it returned', async () => {
  const source = 'export const handler = async () => ({ statusCode: 201, body: "text" });';
  const response = await fetch(await publicUrl(testFunctions(await testCloud()), 'plain', source, STREAM));
  expect([response.status, await response.text()]).toEqual([200, '{"statusCode":201,"body":"text"}']);
});

test('a stream of more than 200 MB is cut', async () => {
  const source = handler(`for (;;) if (!stream.write(Buffer.alloc(1024 * 1024))) await once(stream, 'drain');`);
  const cloud = await testCloud();
  const response = await open(await publicUrl(testFunctions(cloud), 'flood', source, STREAM, { Timeout: 60 }));
  let received = 0;
  response.on('data', (chunk) => {
    received += chunk.length;
  });
  await expect(once(response, 'end')).rejects.toThrow('aborted');
  expect(received).toBe(200 * 1024 * 1024);
  const trace = await cloud.engine.traces.find(({ action }) => action === 'invoke');
  expect(trace.outcome).toBe('Function.ResponseSizeTooLarge');
});

test('every text of one stream is heard once', async () => {
  const url = await publicUrl(
    testFunctions(await testCloud()),
    'many',
    handler(`for (let i = 0; i < 5000; i++) stream.write(i + ' '); stream.end();`),
    STREAM,
  );
  expect(await textOf(await open(url))).toBe(Array.from({ length: 5000 }, (_, i) => `${i} `).join(''));
});
