/** When a model does not answer, the next of the list does; and what is too long for a model is cut in its middle. */
import { expect, test } from 'vitest';
import { useLab } from './kit.ts';

/** Longer than a queue hides a message that failed. */
const HIDDEN_MS = 181_000;

const lab = useLab();
const PATIENT = { LLM_CIRCUIT_BREAKER_THRESHOLD: '1000' };

test('the second model answers when the first fails, also after its retries', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:first', 'ollama:second'], { ...PATIENT, LLM_MAX_RETRIES: '1' });
  server.fail(({ model }) => (model === 'first' ? { kind: '500' } : 'ok'));
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted first #1',
    'failed first #1 ProviderFailed',
    'waited because retry',
    'attempted first #2',
    'failed first #2 ProviderFailed',
    'retry refused because attempts',
    'fell back from first to second ProviderFailed',
    'attempted second #1',
  ]);
  expect(answers).toMatchObject([{ model: 'ollama:second', value: { verdict: 'Tea is fine.' } }]);
  expect(calls).toMatchObject([{ model: 'ollama:second', outcome: 'answered' }]);
});

test('a model that is not there, and a key that is not accepted, leave it to the next', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:locked', 'ollama:open'], PATIENT);
  server.fail([{ kind: '401' }]);
  const locked = await ask({ topic: 'Tea' });
  expect(locked.told).toEqual([
    'attempted locked #1',
    'failed locked #1 NotAuthorised',
    'fell back from locked to open NotAuthorised',
    'attempted open #1',
  ]);
  await use(['ollama:open', 'ollama:open'], {
    ...PATIENT,
    SIGNALBOX_MODELS: 'ollama:nowhere,ollama:open',
  });
  expect((await ask({ topic: 'Tea' })).told).toEqual([
    'attempted nowhere #1',
    'failed nowhere #1 UnknownModel',
    'fell back from nowhere to open UnknownModel',
    'attempted open #1',
  ]);
});

test('when no model answers, the error is the last one’s', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:down', 'ollama:out'], { ...PATIENT, LLM_MAX_RETRIES: '0' });
  server.fail([{ kind: '500' }, { kind: '401' }]);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted down #1',
    'failed down #1 ProviderFailed',
    'retry refused because attempts',
    'fell back from down to out ProviderFailed',
    'attempted out #1',
    'failed out #1 NotAuthorised',
  ]);
  expect(answers).toEqual([{ code: 'NotAuthorised' }]);
});

test('nobody else is asked after something was shown, nor for what a filter stopped', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:seen', 'ollama:unseen'], { ...PATIENT, LLM_MAX_RETRIES: '0' });
  server.fail([
    { kind: 'cut', afterChunks: 1 },
    { kind: 'content-filter', at: 'request' },
  ]);
  const { told } = await ask({ topic: 'Tea', form: 'essay', shown: true });
  expect(told).toEqual(['attempted seen #1', 'failed seen #1 ConnectionFailed', 'cut seen ConnectionFailed']);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['attempted seen #1', 'failed seen #1 ContentFiltered']);
});

test('a talk that is longer than the model reads loses its middle, and says so', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:short']);
  const { answers, told, calls } = await ask({ topic: 'Tea', form: 'talk', turns: 8 });
  expect(told).toEqual(['truncated short because counted', 'attempted short #1']);
  expect(answers).toMatchObject([{ truncated: true }]);
  const [truncated] = calls[0]?.events ?? [];
  const { messages = [] } = server.requests.at(-1) ?? {};
  const left = truncated?.event === 'truncated' ? truncated.messages : 0;
  expect(left).toBeGreaterThan(0);
  // The system text, the task, the marker, and the latest turns: of 18 messages and the system text.
  expect(messages).toHaveLength(19 - left + 1);
  expect(messages.map(({ text }) => text.slice(0, 32))).toEqual(
    expect.arrayContaining(['Let us talk about Tea.', 'And what is the end of it?']),
  );
  expect(messages.some(({ text }) => text.includes(`${left} earlier messages were left out`))).toBe(true);
});

test('a talk that the provider calls too long is sent again, half as long, once', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:shorter'], PATIENT);
  server.fail([{ kind: 'context-too-long' }]);
  const { answers, told } = await ask({ topic: 'Tea', form: 'talk', turns: 3 });
  expect(told).toEqual([
    'attempted shorter #1',
    'failed shorter #1 ContextTooLong',
    'truncated shorter because provider',
    'attempted shorter #1',
  ]);
  expect(answers).toMatchObject([{ truncated: true }]);
  const [before, after] = server.requests.slice(-2).map(({ messages }) => JSON.stringify(messages).length);
  expect(after).toBeLessThan((before ?? 0) * 0.7);

  server.fail(() => ({ kind: 'context-too-long' }));
  const twice = await ask({ topic: 'Tea', form: 'talk', turns: 3 });
  expect(twice.told.filter((line) => line.startsWith('truncated'))).toHaveLength(1);
  expect(twice.answers).toEqual([{ code: 'ContextTooLong' }]);
});

test('what cannot be made to fit is refused before anybody is asked', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:tiny']);
  const before = server.requests.length;
  const { answers, told } = await ask({ topic: 'x'.repeat(40_000) });
  expect([told, answers]).toEqual([[], [{ code: 'ContextTooLong' }]]);
  expect(server.requests).toHaveLength(before);
});

const REGISTERED = 'platform.error by platform.dead-letters: platform.registrar handled';

test('an agent that cannot do without its model is asked again, and pays once for what it has paid', async () => {
  const { use, send, server, stage } = lab();
  await use(['ollama:vanished'], { ...PATIENT, LLM_MAX_RETRIES: '0' });
  const before = server.requests.length;
  server.fail((_, nth) => (nth === before + 1 ? 'ok' : { kind: '500' }));
  const id = await send({ topic: 'Tea', times: 2, throws: true });
  for (const receive of [1, 2, 3, 4, 5]) {
    await server.until(({ length }) => length === before + 1 + receive);
    await stage.idle();
    await stage.cloud.advance(HIDDEN_MS);
  }
  await stage.quiet();
  expect(await stage.told(id)).toEqual([
    'lab.question by api: dead at lab.thinker (ProviderFailed), lab.thinker failed at receive 5 (ProviderFailed)',
    REGISTERED,
  ]);
  // The first question is answered once, and its answer given again; the second is asked at each receive.
  expect(server.requests.slice(before).map(({ outcome }) => outcome)).toEqual([
    'completed',
    ...Array.from({ length: 5 }, () => 'refused'),
  ]);
});

test('where asking again is of no use, its message is a dead letter at once', async () => {
  const { use, send, server, stage } = lab();
  await use(['ollama:barred'], PATIENT);
  const before = server.requests.length;
  server.fail([{ kind: '401' }]);
  const id = await send({ topic: 'Tea', throws: true });
  await stage.quiet();
  expect(await stage.told(id)).toEqual(['lab.question by api: dead at lab.thinker (NotAuthorised)', REGISTERED]);
  expect(server.requests).toHaveLength(before + 1);
});

test('who asks faster than is allowed, and may not wait, is refused before anybody is asked', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:slow'], { SIGNALBOX_MODEL_REQUESTS_PER_MINUTE: '1', SIGNALBOX_MODEL_QUEUE: '0' });
  const before = server.requests.length;
  const { answers, told } = await ask({ topic: 'Tea', times: 2 });
  expect(told).toEqual(['attempted slow #1', 'refused slow QueueFull']);
  expect(answers).toMatchObject([{ reason: 'stop' }, { code: 'QueueFull' }]);
  expect(server.requests).toHaveLength(before + 1);
});
