/** Whatever a function does, the caller gets AWS's account of it and the cloud keeps serving. */
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';

const UUID = '[0-9a-f-]{36}';

test.for([
  [
    'throws an error',
    'export const handler = async () => { throw new TypeError("bad"); };',
    { errorType: 'TypeError', errorMessage: 'bad' },
  ],
  [
    'throws before it awaits',
    'export const handler = () => { throw new RangeError("far"); };',
    { errorType: 'RangeError', errorMessage: 'far' },
  ],
  [
    'throws what is no error',
    'export const handler = async () => { throw "text"; };',
    { errorType: 'string', errorMessage: 'text' },
  ],
  ['throws nothing', 'export const handler = async () => { throw undefined; };', { errorType: 'undefined' }],
  [
    'calls back with an error',
    'export const handler = (event, context, done) => { done(new Error("no")); };',
    { errorType: 'Error', errorMessage: 'no' },
  ],
  [
    'leaves a rejection alone',
    'export const handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
  ],
  [
    'throws outside of its promise',
    'export const handler = () => { setImmediate(() => { throw new Error("late"); }); return new Promise(() => {}); };',
    { errorType: 'Error', errorMessage: 'late' },
  ],
  [
    'exits',
    'export const handler = async () => process.exit(3);',
    {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        new RegExp(`^RequestId: ${UUID} Error: Runtime exited with error: exit status 3$`),
      ),
    },
  ],
  [
    'is not exported',
    'export const other = 1;',
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  ],
  [
    'imports what is not there',
    'import "nowhere"; export const handler = 1;',
    { errorType: 'Runtime.ImportModuleError' },
  ],
  ['is not JavaScript', 'export const handler = (', { errorType: 'Runtime.UserCodeSyntaxError' }],
  ['fails while it loads', 'throw new Error("at load");', { errorType: 'Error', errorMessage: 'at load' }],
  [
    'answers with a circle',
    'export const handler = async () => { const a = {}; a.a = a; return a; };',
    { errorType: 'Runtime.MarshalError' },
  ],
  [
    'answers with too much',
    'export const handler = async () => "a".repeat(7e6);',
    { errorType: 'Function.ResponseSizeTooLarge' },
  ],
  [
    'answers with too much in few characters',
    'export const handler = async () => "ü".repeat(4e6);',
    {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  ],
  [
    'takes too much memory',
    'export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(1).map((one, i) => ({ i }))); };',
    { errorType: 'Runtime.OutOfMemory' },
  ],
] as const)('a function that %s fails by itself, each time', async ([, source, error]) => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('failing', source, { Timeout: 20 });
  for (const _ of [1, 2]) expect(await invoke('failing')).toMatchObject({ functionError: 'Unhandled', value: error });
  await create('sound', 'export const handler = async () => "well";');
  expect((await invoke('sound')).value).toBe('well');
});

test('while one function loops, the cloud serves the others', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('loop', 'export const handler = () => { for (;;); };', { Timeout: 1 });
  await create('sound', 'export const handler = async (event) => event.n;');
  const looping = invoke('loop');
  for (const n of [1, 2, 3]) expect((await invoke('sound', { n })).value).toBe(n);
  expect((await looping).functionError).toBe('Unhandled');
});

test('an endless loop ends with its timeout, and its log is kept', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('loop', 'export const handler = () => { console.log("before"); for (;;); };', { Timeout: 1 });
  const answer = await invoke('loop', {}, { LogType: 'Tail' });
  expect(answer.functionError).toBe('Unhandled');
  expect(answer.value).toEqual({
    errorMessage: expect.stringMatching(new RegExp(`^\\S+Z ${UUID} Task timed out after 1.00 seconds$`)),
  });
  expect(answer.log).toContain('\tINFO\tbefore\n');
  expect(answer.log).toContain('Status: timeout');
});

test('a flood of 100 MB of log lines is bounded and counted', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create(
    'flood',
    'const text = "x".repeat(1000); export const handler = async () => { for (let i = 0; i < 100_000; i++) console.log(i, text); };',
    {
      Timeout: 20,
    },
  );
  const { log } = await invoke('flood', {}, { LogType: 'Tail' });
  expect(log).toMatch(/\d+ log lines were dropped: a request may leave 1048576 bytes of log unread\./);
});

test('a handler that answers twice is heard once', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('twice', 'export const handler = (event, context, done) => { done(null, event.n); done(null, -1); };');
  for (const n of [1, 2, 3]) expect((await invoke('twice', { n })).value).toBe(n);
});
