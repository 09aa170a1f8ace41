/** What goes wrong while a workflow runs: participants that fail, die or say nothing; answers that are late, wrong or too large. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { PREFIX } from '../../kit/stage.ts';
import { openStage, type StageOfFile } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

/** Longer than a queue hides a message that was not handled. */
const HIDDEN_MS = 181_000;
const RECEIVES = 5;

let stage: StageOfFile;
/** How many functions may have ended in the middle of their work. */
let crashes = 0;
beforeAll(async () => {
  stage = await openStage('office');
});
afterAll(async () => {
  await stage.idle();
  const told = stage.crashes();
  await stage.close();
  expect(told).toHaveLength(crashes);
});

const { register, start, run, ended, waitingAt, messages } = workflowsOf(() => stage);

type Step = WorkflowInput['steps'][number];

const workflow = (id: string, steps: readonly object[], more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  id,
  title: `Suffers ${id}`,
  participants: { clerk: 'agent:office.clerk', archivist: 'agent:office.archivist' },
  stepTimeoutS: 60,
  timeoutS: 86_400,
  steps: steps as Step[],
  ...more,
});

const errand = (id: string, payload: object, more: object = {}): object => ({
  ...{ id, kind: 'task', to: 'clerk', type: 'office.errand', reply: 'office.errand.done' },
  payload,
  ...more,
});

/** Runs to its end, the clock put forward as often as a queue needs to give up. */
async function suffer(definition: WorkflowInput, receives: number) {
  await register(definition);
  const id = await start(definition.id);
  for (let receive = 0; receive <= receives; receive++) {
    await stage.idle();
    await stage.cloud.advance(HIDDEN_MS);
  }
  return await ended(id);
}

/** Answers the request of a step as its participant would, over the bus, at a time and with a payload of our choice. */
async function answer(execution: string, payload: object): Promise<string> {
  const asked = (await stage.history()).find(
    ({ message: { type, correlationId } }) => type === 'office.errand' && correlationId === `workflow:${execution}`,
  );
  if (!asked) throw new Error(`${execution} has asked nothing.`);
  const id = crypto.randomUUID().replace(/^(.{14})./, '$17');
  const { id: causationId, correlationId, replyTo = '' } = asked.message;
  const message: Message = {
    ...{ id, type: 'office.errand.done', channel: replyTo, sender: 'office.clerk', priority: 'normal' },
    ...{ correlationId, causationId, expects: 'none', hops: 1, attempt: 1, payload },
    to: 'agent:workflows.nobody',
    sentAt: new Date(stage.cloud.engine.clock.now()).toISOString(),
  };
  const client = new EventBridgeClient(clientSettings(stage.cloud));
  const event = { EventBusName: PREFIX, Source: 'signalbox.office.clerk', DetailType: message.type };
  await client.send(new PutEventsCommand({ Entries: [{ ...event, Detail: JSON.stringify(message) }] }));
  client.destroy();
  await stage.quiet();
  return id;
}

const done = (text: string, times = 1) => ({ text, by: 'clerk', times });

describe('a participant', () => {
  test('that fails for ever: every way and every try is used up, and the failure says who failed at what', async () => {
    const retry = { maxAttempts: 2, firstDelayS: 1, jitter: 'none' as const };
    const step = errand('doomed', { text: 'doomed', fails: 1_000 }, { timeoutS: 1_200, retry });
    const execution = await suffer(workflow('fails-for-ever', [step]), 2 * RECEIVES);
    expect(execution).toMatchObject({
      ...{
        state: 'failed',
        error: 'ParticipantFailed',
        cause: expect.stringMatching(/"step":"doomed".*office\.clerk/),
      },
      steps: [
        { step: 'doomed', status: 'failed', tries: [{ error: 'ParticipantFailed' }, { error: 'ParticipantFailed' }] },
      ],
    });
  });

  test('that fails among several: a coordination that may do without goes on as soon as nobody is left to wait for', async () => {
    const gather = (missing: string) => ({
      ...{ id: 'asked', kind: 'coordination', to: ['clerk', 'archivist'], missing, timeoutS: 3_600 },
      ...{ type: 'office.errand', payload: { text: missing, fails: 1_000 }, reply: 'office.errand.done' },
    });
    const goesOn = await suffer(workflow('does-without', [gather('continue')]), RECEIVES);
    const failed = ['clerk', 'archivist'].map((name) => ({ from: `agent:office.${name}`, error: 'ParticipantFailed' }));
    const output = {
      answers: [],
      failed: expect.arrayContaining(failed.map((one) => expect.objectContaining(one))),
      missing: [],
    };
    expect(goesOn).toMatchObject({ state: 'succeeded', output });
    expect(await suffer(workflow('cannot-do-without', [gather('fail')]), RECEIVES)).toMatchObject({
      ...{ state: 'failed', error: 'TooFewAnswers', cause: expect.stringMatching(/"step":"asked"/) },
    });
  });

  test('that dies in the middle of its work, again and again: the step fails, and its catch goes on', async () => {
    const recovered = { errors: ['ParticipantFailed'], output: { without: '{% $deadlyError.Error %}' } };
    const step = errand('deadly', { text: 'deadly', how: 'crash' }, { timeoutS: 1_200, catch: [recovered] });
    const execution = await suffer(workflow('dies', [step]), RECEIVES);
    crashes += RECEIVES; // directly, and each time from its queue but the first, when the claim of the dead one was still open
    expect(execution).toMatchObject({ state: 'succeeded', output: { without: 'ParticipantFailed' } });
  });

  test('that says nothing until its time is up', async () => {
    await register(workflow('silent', [errand('quiet', { text: 'quiet', how: 'silent' })]));
    const id = await start('silent');
    await waitingAt(id, 'quiet');
    await stage.pass(61_000);
    expect(await ended(id)).toMatchObject({
      ...{ state: 'failed', error: 'States.Timeout' },
      steps: [{ step: 'quiet', status: 'failed', error: 'States.Timeout' }],
    });
  });

  test('that cannot be reached directly is reached over its queue, and the message tells of both', async () => {
    await register(workflow('falls-back', [errand('stiff', { text: 'stiff', fails: 1 })]));
    const id = await start('falls-back');
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: done('stiff') });
    const [messageId = ''] = (await ended(id)).steps[0]?.tries[0]?.messages ?? [];
    const { body } = await stage.call<{ deliveries: unknown }>(`GET /v1/messages/${messageId}`);
    expect(body.deliveries).toMatchObject([
      { attempt: 1, agent: 'office.clerk', way: 'direct', outcome: 'failed', error: { code: 'ErrandFailed' } },
      { attempt: 1, agent: 'office.clerk', way: 'queue', outcome: 'delivered' },
    ]);
  });
});

describe('an answer', () => {
  const ask = async (id: string, more: object = {}, payload: object = {}) => {
    await register(workflow(id, [errand('asked', { text: id, how: 'silent', ...payload }, more)]));
    const execution = await start(id);
    await waitingAt(execution, 'asked');
    return execution;
  };

  test('that breaks its schema fails the step, which says at what', async () => {
    const id = await ask('breaks-schema');
    await answer(id, { text: 'breaks-schema', times: 'many' });
    expect(await ended(id)).toMatchObject({
      ...{ state: 'failed', error: 'InvalidReply' },
      cause: expect.stringMatching(/"step":"asked".*office\.clerk.*office\.errand\.done.*times/),
    });
  });

  test('that is the second to one question changes nothing', async () => {
    await register(
      workflow(
        'answered-twice',
        [errand('asked', { text: 'answered-twice', how: 'silent' }), { id: 'pause', kind: 'wait', forS: 60 }],
        { result: '{% $asked.times %}' },
      ),
    );
    const id = await start('answered-twice');
    await waitingAt(id, 'asked');
    await answer(id, done('first', 1));
    await answer(id, done('second', 2));
    await stage.pass(61_000);
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: 1 });
  });

  test('that comes after its time is kept for the redrive, and nobody is asked again', async () => {
    const id = await ask('too-late');
    await stage.pass(61_000);
    expect(await ended(id)).toMatchObject({ state: 'failed', error: 'States.Timeout' });
    await answer(id, done('better late', 7));
    expect(await ended(id)).toMatchObject({ state: 'failed', error: 'States.Timeout' });
    expect(await stage.call(`POST /v1/executions/${id}/redrive`, { body: {} })).toMatchObject({ status: 202 });
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: done('better late', 7) });
    const requests = (await stage.history()).filter(
      ({ message: { type, correlationId } }) => type === 'office.errand' && correlationId === `workflow:${id}`,
    );
    expect(requests).toHaveLength(1);
  });

  test('that comes after the end of a coordination is told, where that is asked for', async () => {
    const gather = (late: string): object => ({
      ...{ id: 'asked', kind: 'coordination', to: ['clerk'], late, missing: 'continue' },
      ...{ type: 'office.errand', payload: { text: late, how: 'silent' }, reply: 'office.errand.done' },
    });
    for (const late of ['report', 'ignore']) {
      await register(workflow(`late-${late}`, [gather(late)]));
      const id = await start(`late-${late}`);
      await waitingAt(id, 'asked');
      await stage.pass(61_000);
      const output = { answers: [], failed: [], missing: ['agent:office.clerk'] };
      expect(await ended(id)).toMatchObject({ state: 'succeeded', output });
      const messageId = await answer(id, done(late));
      const told = (await stage.history()).flatMap(({ message: { type, payload, correlationId } }) =>
        type === 'platform.answer.late' && correlationId === `workflow:${id}` ? [payload] : [],
      );
      expect(told).toEqual(late === 'report' ? [{ execution: id, step: 'asked', messageId }] : []);
      expect(await ended(id)).toMatchObject({ state: 'succeeded', output });
    }
  });
});

describe('state', () => {
  const BYTES = 300_000;

  test('an answer of 300 KB goes by claim, and the next step that sends it on gets it whole', async () => {
    const execution = await run(
      workflow(
        'goes-by-claim',
        [
          errand('large', { text: 'large', bytes: BYTES }),
          errand('onward', { text: 'onward', with: '{% $large %}' }, { to: 'archivist' }),
        ],
        { result: { large: '{% $large %}', onward: '{% $onward %}' } },
      ),
    );
    const claim = { claimedFrom: expect.any(String), bytes: expect.any(Number) };
    expect(execution).toMatchObject({ state: 'succeeded', output: { large: claim, onward: claim } });
    const { onward } = execution.output as { onward: { claimedFrom: string; bytes: number } };
    expect(onward.bytes).toBeGreaterThan(BYTES);
    const { body } = await stage.call<{ with: { padding: string; text: string } }>(
      `GET /v1/messages/${onward.claimedFrom}/payload`,
    );
    expect(body).toMatchObject({ text: 'onward', by: 'archivist', with: { text: 'large' } });
    expect(body.with.padding).toBe('x'.repeat(BYTES));
  });

  test('a result over 256 KB fails, with a sentence that says so', async () => {
    const half = (id: string) => errand(id, { text: id, bytes: 150_000 });
    const execution = await run(
      workflow('too-much', [half('one'), half('two')], { result: { one: '{% $one %}', two: '{% $two %}' } }),
    );
    expect(execution).toMatchObject({
      ...{ state: 'failed', error: 'States.DataLimitExceeded', cause: expect.stringMatching(/size|bytes|limit/i) },
    });
  });
});

describe('an expression', () => {
  const computing = (id: string, output: string) => workflow(id, [{ id: 'compute', kind: 'transform', output }]);

  test('that cannot be computed from what came fails its step, and says why', async () => {
    await register(computing('no-number', '{% $input.weight + 1 %}'));
    const execution = await ended(await start('no-number', { weight: 'heavy' }));
    expect(execution).toMatchObject({
      ...{ state: 'failed', error: 'States.QueryEvaluationError', cause: expect.stringMatching(/compute/) },
      steps: [{ step: 'compute', status: 'failed' }],
    });
  });

  test('that would never end is ended', async () => {
    await register(computing('endless', '{% ($again := function($n) { $again($n + 1) }; $again(0)) %}'));
    expect(await ended(await start('endless'))).toMatchObject({
      state: 'failed',
      error: 'States.QueryEvaluationError',
    });
  });
});

describe('a retry', () => {
  /** Seconds between the end of a try and the beginning of the next. */
  const pauses = async (id: string, jitter: 'none' | 'full') => {
    const retry = { maxAttempts: 5, firstDelayS: 10, maxDelayS: 60, base: 3, jitter };
    await register(workflow(id, [errand('asked', { text: id, how: 'silent' }, { timeoutS: 5, retry })]));
    const execution = await start(id);
    await waitingAt(execution, 'asked');
    await stage.pass(300_000);
    const { tries = [] } = (await ended(execution)).steps[0] ?? {};
    expect(tries.map(({ attempt, error }) => [attempt, error])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, 'States.Timeout']),
    );
    return tries.slice(1).map(({ at }, i) => (Date.parse(at) - Date.parse(tries[i]?.endedAt ?? '')) / 1_000);
  };

  test('waits as long as it was told, each time longer up to the most', async () => {
    expect(await pauses('steady', 'none')).toEqual([10, 30, 60, 60]);
  });

  test('with jitter, waits any part of that', async () => {
    const most = [10, 30, 60, 60];
    const waited = await pauses('jittery', 'full');
    for (const [i, seconds] of waited.entries()) expect(seconds).toBeLessThanOrEqual(most[i] ?? 0);
    expect(waited).not.toEqual(most);
    expect(new Set(waited).size).toBeGreaterThan(1);
  });

  test('an error that no retry helps is not tried again', async () => {
    const retry = { maxAttempts: 5, firstDelayS: 10 };
    const step = errand('asked', { text: 'stranger' }, { to: '{% $input.whom %}', retry });
    await register(workflow('no-help', [step]));
    const execution = await ended(await start('no-help', { whom: 'agent:office.ghost' }));
    expect(execution).toMatchObject({ state: 'failed', error: 'NobodyAddressed', steps: [{ tries: [{}] }] });
    expect(execution.cause).toMatch(/"step":"asked".*office\.ghost/);
    expect(await messages(execution.id)).toEqual([]);
  });
});
