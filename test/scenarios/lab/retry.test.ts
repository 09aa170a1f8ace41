/** What may go well in a moment is tried again, and how that ends. */
import { expect, test } from 'vitest';
import type { Fault } from '../../kit/model-server/faults.ts';
import { useLab } from './kit.ts';

const lab = useLab();

/** Several failures in these scenarios are not an outage. */
const PATIENT = { LLM_CIRCUIT_BREAKER_THRESHOLD: '1000' };

const passing: readonly (readonly [name: string, fault: Fault, code: string])[] = [
  ['a 500', { kind: '500' }, 'ProviderFailed'],
  ['a 503', { kind: '500', status: 503 }, 'ProviderFailed'],
  ['a 529', { kind: '500', status: 529 }, 'ProviderFailed'],
  ['a 429 without a time', { kind: '429' }, 'RateLimited'],
  ['a connection that is closed', { kind: 'refuse-connection' }, 'ConnectionFailed'],
  ['garbage at once', { kind: 'garbage' }, 'Garbled'],
  ['garbage in mid-stream', { kind: 'garbage', afterChunks: 1 }, 'Garbled'],
  ['a cut in mid-stream', { kind: 'cut', afterChunks: 1 }, 'ConnectionFailed'],
];

test.each(passing)('after %s the call is tried again, in full', async (_, fault, code) => {
  const { use, ask, server } = lab();
  await use(['ollama:passing'], PATIENT);
  server.fail([fault]);
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted passing #1',
    `failed passing #1 ${code}`,
    'waited because retry',
    'attempted passing #2',
  ]);
  expect(answers).toMatchObject([{ value: { verdict: 'Tea is fine.', sure: 0.5 }, reason: 'stop' }]);
  expect(calls).toMatchObject([{ outcome: 'answered', retries: 1 }]);
});

test('a provider that hangs is given up after the time of one attempt', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:hanging'], { ...PATIENT, SIGNALBOX_MODEL_TIMEOUT: '0.2' });
  server.fail([{ kind: 'hang' }]);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted hanging #1',
    'failed hanging #1 Timeout',
    'waited because retry',
    'attempted hanging #2',
  ]);
  expect(answers).toMatchObject([{ value: { verdict: 'Tea is fine.' } }]);
  expect(server.requests.slice(-2).map(({ outcome }) => outcome)).toEqual(['aborted', 'completed']);
});

test('a 429 is obeyed: nothing is asked before the time that it names', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:busy'], PATIENT);
  server.fail([{ kind: '429', retryAfterS: 1 }]);
  const { told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted busy #1',
    'failed busy #1 RateLimited',
    'waited because retry-after',
    'attempted busy #2',
  ]);
  expect(calls[0]?.events[2]).toMatchObject({ ms: 1_000 });
  expect(calls[0]?.totalMs).toBeGreaterThanOrEqual(1_000);
});

test('a 429 that names a time beyond the caller’s own is not waited for', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:busier'], PATIENT);
  server.fail([{ kind: '429', retryAfterS: 3_600 }]);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted busier #1', 'failed busier #1 RateLimited', 'retry refused because time']);
  expect(answers).toEqual([{ code: 'RateLimited' }]);
});

test('attempts come to an end', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:ending'], { ...PATIENT, LLM_MAX_RETRIES: '2' });
  server.fail(() => ({ kind: '500' }));
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'attempted ending #1',
    'failed ending #1 ProviderFailed',
    'waited because retry',
    'attempted ending #2',
    'failed ending #2 ProviderFailed',
    'waited because retry',
    'attempted ending #3',
    'failed ending #3 ProviderFailed',
    'retry refused because attempts',
  ]);
  expect(answers).toEqual([{ code: 'ProviderFailed' }]);
  expect(calls).toMatchObject([{ outcome: 'failed', code: 'ProviderFailed', costNanoUsd: 0 }]);
});

test('in an outage retries come to an end before calls do: their budget is empty', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:outage'], PATIENT);
  server.fail(() => ({ kind: '500' }));
  const { calls } = await ask({ topic: 'Tea', times: 6 });
  // Ten at the start, three a call, and a tenth for each call: the fourth has one left, the others none.
  expect(calls.map(({ retries }) => retries)).toEqual([3, 3, 3, 1, 0, 0]);
  const last = calls.map(({ events }) => events.at(-1));
  expect(last.map((event) => event?.event === 'retry-refused' && event.because)).toEqual([
    ...['attempts', 'attempts', 'attempts'],
    ...['retry-budget', 'retry-budget', 'retry-budget'],
  ]);
});

const final: readonly (readonly [name: string, fault: Fault, code: string])[] = [
  ['a key that is not accepted', { kind: '401' }, 'NotAuthorised'],
  ['a content filter before the answer', { kind: 'content-filter', at: 'request' }, 'ContentFiltered'],
];

test.each(final)('%s is told at once', async (_, fault, code) => {
  const { use, ask, server } = lab();
  await use(['ollama:final'], PATIENT);
  server.fail([fault]);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted final #1', `failed final #1 ${code}`]);
  expect(answers).toEqual([{ code }]);
});

test('nobody listens at the provider’s port', async () => {
  const { use, ask } = lab();
  await use(['ollama:nobody'], { ...PATIENT, LLM_MAX_RETRIES: '0', SIGNALBOX_MODEL_URL: 'http://127.0.0.1:9' });
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted nobody #1', 'failed nobody #1 ConnectionFailed', 'retry refused because attempts']);
  expect(answers).toEqual([{ code: 'ConnectionFailed' }]);
});

test('a stream that breaks after something was shown is not begun again: it ends there, and says so', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:torn'], PATIENT);
  server.fail([{ kind: 'cut', afterChunks: 2 }]);
  const before = server.requests.length;
  const { answers, told, calls } = await ask({ topic: 'Tea', form: 'essay', shown: true });
  expect(told).toEqual(['attempted torn #1', 'failed torn #1 ConnectionFailed', 'cut torn ConnectionFailed']);
  expect(answers).toMatchObject([{ reason: 'cut', value: 'There is much to be said about Tea. It will have' }]);
  expect(calls).toMatchObject([{ outcome: 'cut', usage: { estimated: true } }]);
  expect(server.requests).toHaveLength(before + 1);
});

test('a verdict that broke off after something was shown is no verdict', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:torn-verdict'], PATIENT);
  server.fail([{ kind: 'cut', afterChunks: 1 }]);
  const { answers, told } = await ask({ topic: 'Tea', shown: true });
  expect(told).toEqual([
    'attempted torn-verdict #1',
    'failed torn-verdict #1 ConnectionFailed',
    'cut torn-verdict ConnectionFailed',
  ]);
  expect(answers).toEqual([{ code: 'ConnectionFailed' }]);
});
