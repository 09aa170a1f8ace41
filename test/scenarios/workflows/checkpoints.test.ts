/**
 * Checkpoints: what a step produced is kept. An execution that failed and is redriven, a step that is tried again, and a workflow that
 * is run again by the one around it, see it; nothing that succeeded runs again. What failed is told with the step's id.
 */
import { describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { errand, gate, onceRedriven, type Steps } from './approval-cases.ts';
import { approvalsOf, askedIn, type Execution } from './approvals-kit.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { post, keyOf, read, register, start, redrive, waiting, ended, approve, errands, change, ofRun } =
  approvalsOf(stage);
const { waitingAt, messages } = workflowsOf(stage);

/** Longer than a queue hides a message that failed: six times the function's timeout. */
const HIDDEN_MS = 181_000;

const common = {
  participants: { clerk: 'agent:office.clerk', archivist: 'agent:office.archivist' },
  ...{ stepTimeoutS: 3_000, timeoutS: 7_200 },
};
const definition = (id: string, steps: Steps, more: object = {}) => ({
  ...common,
  id,
  title: `Tries ${id}`,
  steps,
  ...more,
});

/** Registers it and starts it, its id being the name of the run. */
async function started(id: string, steps: Steps, more: object = {}): Promise<string> {
  await register([definition(id, steps, more)]);
  return await start(id, id);
}

/** What the steps came to: `{good: 'succeeded'}`. */
const outcomes = ({ steps }: Execution) =>
  Object.fromEntries(steps.map(({ step, place, status }) => [place ? `${step} ${place}` : step, status]));

/** Fails at each delivery of one request: then it is a dead letter, and the step has failed. */
const failing = (id: string, before: string, more: object = {}): Steps[number] =>
  ({
    ...{ id, kind: 'task', to: 'archivist', type: 'office.errand', reply: 'office.errand.done' },
    payload: { text: `{% $${before} & ' again' %}`, fails: 5 },
    ...more,
  }) as Steps[number];

/** Lets the queue deliver the request of the step, until it gives up. */
async function givenUp(id: string): Promise<void> {
  const { until, idle, call, cloud } = stage();
  const request = await until(
    async () => (await read(id)).steps.find(({ step }) => step === 'second')?.tries[0]?.messages?.[0],
  );
  for (let receive = 1; receive <= 5; receive++) {
    await until(async () => {
      const { body } = await call<{ outcomes?: { attempts: number }[] }>(`GET /v1/messages/${request}`);
      return body.outcomes?.some(({ attempts }) => attempts === receive) ? true : undefined;
    });
    await idle();
    await cloud.advance(HIDDEN_MS);
  }
}

describe('redriven', () => {
  test('a parallel with a failing branch: what succeeded in the others, and in that branch, stays', async () => {
    const id = await started('branches', [
      errand('before'),
      {
        id: 'both',
        kind: 'parallel',
        steps: [
          errand('good'),
          { ...errand('bad'), dependsOn: [] },
          { ...onceRedriven('check'), dependsOn: ['bad'] },
          { ...errand('rest', `' rest after ' & $bad.text & $check`), dependsOn: ['check'] },
        ],
      },
      errand('after', `' after ' & $both.good.text & ', ' & $both.rest.text`),
    ]);
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'failed', error: 'States.QueryEvaluationError' });
    expect(failed.cause).toContain('check');
    expect(outcomes(failed)).toMatchObject({ before: 'succeeded', bad: 'succeeded', check: 'failed', both: 'failed' });
    await redrive(id);
    const execution = await ended(id);
    expect(execution.state).toBe('succeeded');
    const rest = 'branches rest after branches badwell';
    expect(execution.output).toMatchObject({ text: `branches after branches good, ${rest}` });
    expect(await errands('branches')).toEqual({
      ...{ before: 1, good: 1, bad: 1 },
      ...{ [rest.slice(9)]: 1, [`after branches good, ${rest}`]: 1 },
    });
    expect(askedIn(execution)).toMatchObject({ before: 1, bad: 1, rest: 1, after: 1 });
  });

  test('a map with a failing item: the others keep what they gave', async () => {
    const check = "{% $name = 'Bo' and $states.context.Execution.RedriveCount = 0 ? $error('Not Bo.') : $name & '!' %}";
    const id = await started('items', [
      {
        id: 'everyone',
        kind: 'map',
        over: ['Ada', 'Bo', 'Cy'],
        as: 'name',
        limit: 1,
        steps: [
          errand('greet', `' greet ' & $name`),
          { id: 'check', kind: 'transform', output: check },
          errand('wave', `' wave ' & $check`),
        ],
        result: '{% $wave.text %}',
      },
    ]);
    const failed = await ended(id);
    expect(failed.state).toBe('failed');
    expect(outcomes(failed)).toMatchObject({ 'check everyone[0]': 'succeeded', 'check everyone[1]': 'failed' });
    await redrive(id);
    const execution = await ended(id);
    expect(execution).toMatchObject({
      state: 'succeeded',
      output: ['items wave Ada!', 'items wave Bo!', 'items wave Cy!'],
    });
    expect(await errands('items')).toEqual({
      ...{ 'greet Ada': 1, 'greet Bo': 1, 'greet Cy': 1 },
      ...{ 'wave Ada!': 1, 'wave Bo!': 1, 'wave Cy!': 1 },
    });
    expect(askedIn(execution)).toMatchObject({
      'greet everyone[0]': 1,
      'greet everyone[1]': 1,
      'greet everyone[2]': 1,
    });
  });

  test('an approval that waited beside a step that failed keeps the decisions it had', async () => {
    const id = await started('beside', [
      {
        id: 'both',
        kind: 'parallel',
        steps: [
          gate('release', { approvers: ['role:admin', 'principal:zoe'], required: 2 }),
          { id: 'rest', kind: 'wait', forS: 60 },
          { ...onceRedriven('check'), dependsOn: ['rest'] },
        ],
      },
    ]);
    const [open] = await waiting('beside', ['release']);
    if (open) expect(await approve(open)).toMatchObject({ body: { state: 'open' } });
    await stage().pass(61_000);
    expect(await ended(id)).toMatchObject({ state: 'failed' });
    if (open) expect(await approve(open)).toMatchObject({ status: 409 });
    await redrive(id);
    const [again] = await waiting('beside', ['release']);
    expect(again).toMatchObject({ id: open?.id, decisions: [{ by: 'admin', decision: 'approved' }] });
    const zoe = await keyOf('zoe', 'viewer');
    expect(await post(`POST /v1/executions/${id}/approve`, {}, zoe)).toMatchObject({ status: 200 });
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      output: { release: { approved: true, decisions: [{ by: 'admin' }, { by: 'zoe' }] }, check: 'well' },
    });
  });

  test('a second time, and stopped in between: variables and outputs are what they were', async () => {
    const id = await started(
      'twice',
      [
        { id: 'tally', kind: 'transform', set: { total: '{% $total + 1 %}' } },
        errand('before'),
        gate('release'),
        errand('after', `' after ' & $string($total) & $before.text`),
      ],
      { variables: { total: 41 } },
    );
    for (let times = 0; times < 2; times++) {
      await waiting('twice', ['release']);
      expect(await post(`POST /v1/executions/${id}/stop`)).toMatchObject({ status: 200 });
      expect(await ofRun('twice')).toEqual([]);
      await redrive(id);
    }
    const [open] = await waiting('twice', ['release']);
    if (open) expect(await approve(open)).toMatchObject({ status: 200 });
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      redrives: 2,
      output: { text: 'twice after 42twice before' },
    });
    expect(await errands('twice')).toEqual({ before: 1, 'after 42twice before': 1 });
    expect(await post(`POST /v1/executions/${id}/redrive`)).toMatchObject({ status: 409 });
  });
});

describe('a participant that fails for good', () => {
  test('tried again by the policy, the step sees what came before it', async () => {
    const retry = { maxAttempts: 2, firstDelayS: 5, jitter: 'none', errors: ['ParticipantFailed'] };
    const id = await started('policy', [errand('before'), failing('second', 'before.text', { retry })]);
    await givenUp(id);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'policy before again', times: 1 } });
    expect(askedIn(execution)).toEqual({ before: 1, second: 2 });
    expect(execution.steps[1]?.tries[0]).toMatchObject({ error: 'ParticipantFailed' });
    expect(await errands('policy')).toEqual({ before: 1 });
  });

  test('without a policy the execution fails, says at which step and why, and is redriven from there', async () => {
    const id = await started('no-policy', [errand('before'), failing('second', 'before.text')]);
    await givenUp(id);
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'failed', error: 'ParticipantFailed' });
    expect(JSON.parse(failed.cause ?? '')).toMatchObject({
      step: 'second',
      reason: expect.stringMatching(/office.archivist.*ErrandFailed/),
    });
    await redrive(id);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'no-policy before again', times: 1 } });
    expect(await errands('no-policy')).toEqual({ before: 1 });
  });
});

describe('a workflow that another one runs', () => {
  /** Of every kind that asks somebody; fails in an execution around it that was never redriven. */
  const inside: Steps = [
    errand('inside'),
    { id: 'tell', kind: 'message', type: 'office.notice', payload: { text: '{% $input.run %}' } },
    {
      ...{ id: 'gather', kind: 'coordination', to: ['clerk', 'archivist'] },
      ...{ type: 'office.errand', payload: { text: "{% $input.run & ' gather' %}" }, reply: 'office.errand.done' },
    } as Steps[number],
    gate('release'),
    {
      id: 'arrival',
      kind: 'wait',
      timeoutS: 600,
      message: { type: 'office.delivery', where: { 'payload.order': '{% $input.run %}' } },
    },
    { id: 'check', kind: 'transform', output: "{% $input.redrives > 0 ? 'well' : $error('It fails once.') %}" },
    errand('last', `' last ' & $string($arrival.weight)`),
  ];
  const nested = (workflow: string): Steps[number] => ({
    ...{ id: 'nested', kind: 'subworkflow', workflow },
    input: { run: '{% $input.run %}', redrives: '{% $sum([$states.context.Execution.RedriveCount]) %}' },
  });

  test('goes on from what it had, when the one around it is redriven: nobody is asked twice', async () => {
    await register([definition('inner', inside)]);
    const id = await started('outer', [errand('before'), nested('inner'), errand('after')]);
    const [open] = await waiting('outer', ['release']);
    if (open) expect(await approve(open)).toMatchObject({ status: 200 });
    await waitingAt(open?.execution ?? '', 'arrival');
    await stage().send({ type: 'office.delivery', payload: { order: 'outer', weight: 7 } });
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'failed', error: 'States.TaskFailed' });
    expect(outcomes(failed)).toEqual({ before: 'succeeded', nested: 'failed' });
    await redrive(id);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: { text: 'outer after' } });
    expect(await errands('outer')).toEqual({ before: 1, inside: 1, gather: 1, 'last 7': 1, after: 1 });
    const tries = execution.steps.find(({ step }) => step === 'nested')?.tries.map((one) => one.execution ?? '') ?? [];
    expect(new Set(tries).size).toBe(2);
    const [first = [], second = []] = await Promise.all(tries.map((one) => messages(one)));
    expect(first.filter((line) => line.startsWith('office.errand by'))).toHaveLength(3);
    // What nobody answers goes out again, under the same id: the history has it once.
    expect(second.map((line) => line.split(' ')[0]).sort()).toEqual([
      ...['office.errand', 'office.errand.done', 'office.notice'],
    ]);
    expect([...first, ...second].filter((line) => line.startsWith('office.notice'))).toHaveLength(1);
  });

  test('is another one for every run of the step: in each item of a map', async () => {
    await register([definition('each-inner', [errand('inside', `' inside ' & $input.name`), gate('release')])]);
    const item = { id: 'nested', kind: 'subworkflow', workflow: 'each-inner' } as const;
    const id = await started('each-outer', [
      {
        ...{ id: 'everyone', kind: 'map', over: ['Ada', 'Bo'], as: 'name' },
        steps: [{ ...item, input: { run: '{% $input.run %}', name: '{% $name %}' } }],
        result: '{% $nested.approved %}',
      },
    ]);
    for (const one of await waiting('each-outer', ['release', 'release']))
      expect(await approve(one)).toMatchObject({ status: 200 });
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: [true, true] });
    expect(await errands('each-outer')).toEqual({ 'inside Ada': 1, 'inside Bo': 1 });
  });

  test('takes its live version when it is run again, with what its steps were answered before', async () => {
    await register([definition('newer-inner', [errand('inside'), gate('release')])]);
    const id = await started('newer', [nested('newer-inner')]);
    await waiting('newer', ['release']);
    await change(definition('newer-inner', [errand('inside'), gate('release'), errand('added')]));
    await stage().pass(601_000);
    expect(await ended(id)).toMatchObject({ state: 'failed' });
    await redrive(id);
    for (const one of await waiting('newer', ['release'])) await approve(one);
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { text: 'newer added' } });
    expect(await errands('newer')).toEqual({ inside: 1, added: 1 });
  });

  test('goes on as well when the block around it is tried again', async () => {
    await register([definition('block-inner', [errand('inside'), gate('release')], { result: '{% $inside.text %}' })]);
    const second = { ...failing('second', 'nested'), dependsOn: ['nested'] } as Steps[number];
    const retry = { maxAttempts: 2, firstDelayS: 5, jitter: 'none' } as const;
    const id = await started('block', [
      { id: 'both', kind: 'parallel', retry, steps: [nested('block-inner'), second] },
    ]);
    for (const one of await waiting('block', ['release'])) await approve(one);
    await givenUp(id);
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      output: { nested: 'block inside', second: { text: 'block inside again' } },
    });
    expect(await errands('block')).toEqual({ inside: 1 });
  });

  test('is stopped with the one around it, and asks again with it', async () => {
    await register([definition('stopped-inner', [errand('inside'), gate('release')])]);
    const id = await started('stopped', [nested('stopped-inner')]);
    const [open] = await waiting('stopped', ['release']);
    await post(`POST /v1/executions/${id}/stop`);
    await ended(open?.execution ?? '');
    expect(await ofRun('stopped')).toEqual([]);
    if (open) expect(await approve(open)).toMatchObject({ status: 409 });
    await redrive(id);
    const [again] = await waiting('stopped', ['release']);
    expect(again).toMatchObject({ id: open?.id, decisions: [] });
    expect(again?.execution).not.toBe(open?.execution);
    if (again) expect(await approve(again)).toMatchObject({ status: 200 });
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { approved: true } });
    expect(await errands('stopped')).toEqual({ inside: 1 });
  });

  test('has names that clients cannot take', async () => {
    await register([definition('plain', [errand('only')])]);
    expect(
      await post('POST /v1/workflows/plain/executions', {
        name: 'only-0123456789abcdef.mh3k2f1a.1',
        input: { run: 'plain' },
      }),
    ).toMatchObject({ status: 400, body: { errors: [{ field: 'name' }] } });
  });
});
