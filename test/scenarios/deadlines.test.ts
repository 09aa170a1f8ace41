/** A request with a deadline is answered, or asked again three times, or escalated with its whole story. */
import { expect, test } from 'vitest';
import type { Story } from '../../bin/commands/start/history.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const DEADLINE_MS = 60_000;
/** Beyond the longest pause before an attempt. */
const PAUSE_MS = 5_000;

const question = (answeredFrom: number) => ({
  type: 'trial.question',
  payload: { answeredFrom },
  expects: 'reply',
  replyTo: 'trial.answers',
  deadlineMs: DEADLINE_MS,
});

/** Lets the deadline of the last attempt come, and the pause before the next one. */
async function passDeadline(): Promise<void> {
  await stage().pass(DEADLINE_MS + 1_000);
  await stage().pass(PAUSE_MS);
}

async function attemptsOf(id: string): Promise<number[]> {
  const { body } = await stage().call<{ attempts: { attempt: number }[] }>(`GET /v1/messages/${id}`);
  return body.attempts.map(({ attempt }) => attempt);
}

async function escalationOf(id: string): Promise<Story['message'] | undefined> {
  const isIt = ({ message }: Story) => message.type === 'platform.escalated' && message.causationId === id;
  return (await stage().history()).find(isIt)?.message;
}

test('a request that is answered in time is left alone', async () => {
  const { send, told } = stage();
  const id = await send(question(1));
  await passDeadline();
  expect(await told(id)).toEqual([
    'trial.question by api: trial.answerer handled',
    'trial.answer by trial.answerer: trial.ledger handled',
  ]);
  expect(await attemptsOf(id)).toEqual([1]);
});

test('a request that is not answered is asked again under the same id, until the answer comes', async () => {
  const { send, told, call } = stage();
  const id = await send(question(3));
  for (let deadline = 1; deadline <= 4; deadline++) await passDeadline();
  expect(await told(id)).toEqual([
    'trial.question by api: trial.answerer handled',
    'trial.answer by trial.answerer: trial.ledger handled',
  ]);
  expect(await attemptsOf(id)).toEqual([1, 2, 3]);
  expect(await call(`GET /v1/conversations/${id}`)).toMatchObject({ body: { state: 'closed', unanswered: [] } });
});

test('an answer that somebody else gives, before the request is asked again, is an answer', async () => {
  const { send, told, pass } = stage();
  const id = await send(question(9));
  await pass(DEADLINE_MS / 2);
  const answer = { type: 'trial.answer', payload: { toAttempt: 1 }, causationId: id, correlationId: id };
  await send(answer);
  await passDeadline();
  expect(await told(id)).toEqual([
    'trial.question by api: trial.answerer handled',
    'trial.answer by api: trial.ledger handled',
  ]);
  expect(await attemptsOf(id)).toEqual([1]);
});

test('a request that is never answered is asked four times and escalated with the whole story', async () => {
  const { send, told, call } = stage();
  const id = await send({ ...question(9), priority: 'critical' });
  for (let deadline = 1; deadline <= 5; deadline++) await passDeadline();
  expect(await told(id)).toEqual([
    'trial.question by api: trial.answerer handled',
    'platform.escalated by platform.deadlines: platform.registrar handled',
  ]);
  expect(await attemptsOf(id)).toEqual([1, 2, 3, 4]);
  const silent = 'no answer, no outcome';
  expect(await escalationOf(id)).toMatchObject({
    priority: 'critical',
    correlationId: id,
    payload: {
      messageId: id,
      messageType: 'trial.question',
      channel: 'trial.questions',
      sender: 'api',
      expects: 'reply',
      deadlineMs: DEADLINE_MS,
      attempts: [
        { attempt: 1, outcome: silent },
        { attempt: 2, outcome: silent },
        { attempt: 3, outcome: silent },
        { attempt: 4, outcome: 'no answer; trial.answerer: handled' },
      ],
      reason: 'No answer to 4 attempts of 60000 ms each.',
    },
  });
  expect(await call(`GET /v1/conversations/${id}`)).toMatchObject({ body: { state: 'escalated', escalated: [id] } });
});

test('a message that expects an acknowledgement gets one from who handled it', async () => {
  const { send, told } = stage();
  const id = await send({ type: 'platform.probe', payload: {}, expects: 'ack', deadlineMs: DEADLINE_MS });
  await passDeadline();
  expect(await told(id)).toEqual([
    'platform.probe by api: platform.echo handled',
    'platform.acknowledged by platform.echo: platform.registrar handled',
  ]);
  expect(await attemptsOf(id)).toEqual([1]);
});
