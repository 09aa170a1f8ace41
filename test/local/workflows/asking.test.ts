/** Steps that ask, as Step Functions runs what they are compiled to: what is asked, and what becomes of answers and errors. */
import { expect, test } from 'vitest';
import { messageSchema } from '../../../contracts/message.ts';
import { stepRequestSchema } from '../../../contracts/workflow-step.ts';
import { stepMessageId } from '../../../domain/workflow/identity.ts';
import { compiledWorkflows, type StepInput, type Steps } from './compiled.ts';

const ask = { kind: 'task', to: 'ana', type: 'trial.do', reply: 'trial.done' } as const;
const decided = { approved: true, decisions: [] };

/** As the platform gets it: the token is not given back. */
const request = (echoed: unknown) => stepRequestSchema.parse({ token: 'token', ...(echoed as object) });

test('each kind of request is one that the platform takes', async () => {
  const { run } = await compiledWorkflows();
  const steps: Steps = [
    { ...ask, id: 'task', payload: { echo: true, n: '{% $input.n %}' }, timeoutS: 60, priority: 'high' },
    { id: 'acked', kind: 'message', type: 'trial.tell', payload: { echo: true }, expects: 'ack' },
    {
      id: 'gathered',
      kind: 'coordination',
      to: ['ana', '{% "agent:trial.cy" %}'],
      type: 'trial.do',
      reply: 'trial.done',
      payload: { echo: true },
      until: { quorum: 2 },
    },
    {
      id: 'heard',
      kind: 'wait',
      message: { type: 'trial.happened', where: { echo: true, 'payload.n': '{% $input.n %}' } },
    },
    {
      id: 'signed',
      kind: 'approval',
      approvers: ['role:operator'],
      question: '{% "n is " & $input.n %}',
      show: { echo: true },
    },
  ];
  const names = ['task', 'acked', 'gathered', 'heard', 'signed'];
  const result = Object.fromEntries(names.map((name) => [name, `{% $${name} %}`]));
  const ran = await run(steps, { n: 7 }, { version: 3, result });
  expect(ran).toMatchObject({ status: 'SUCCEEDED' });
  const [task, acked, gathered, heard, signed] = names.map((name) =>
    request((ran.output as Record<string, unknown>)[name]),
  );
  const common = { execution: ran.executionArn, workflow: 'trial-1', version: 3, place: '', attempt: 1 };
  expect(task).toMatchObject({
    ...common,
    ...{ do: 'ask', step: 'task', to: 'agent:trial.ana', type: 'trial.do', reply: 'trial.done', expects: 'reply' },
    ...{ timeoutS: 60, priority: 'high', payload: { echo: true, n: 7 } },
  });
  expect(acked).toMatchObject({ ...common, do: 'ask', expects: 'ack', timeoutS: 300, priority: 'normal' });
  expect(gathered).toMatchObject({ do: 'gather', to: ['agent:trial.ana', 'agent:trial.cy'], until: { quorum: 2 } });
  expect(heard).toMatchObject({ do: 'listen', type: 'trial.happened', where: { 'payload.n': 7 } });
  expect(signed).toMatchObject({ do: 'approve', question: 'n is 7', approvers: ['role:operator'], escalated: false });
});

test('a retry says which attempt it is; what no retry helps is not tried again', async () => {
  const { run } = await compiledWorkflows();
  const retry = { maxAttempts: 3 };
  const thrice = { error: 'ParticipantFailed', untilAttempt: 3, echo: true };
  expect(await run([{ ...ask, id: 'a', payload: thrice, retry }])).toMatchObject({ output: { attempt: 3 } });
  expect(await run([{ ...ask, id: 'a', payload: thrice }], {}, { retry })).toMatchObject({ output: { attempt: 3 } });
  const never = { ...ask, id: 'a', payload: { ...thrice, error: 'InvalidReply' } };
  expect(await run([{ ...never, retry }])).toMatchObject({ status: 'FAILED', error: 'InvalidReply' });
  const named = { maxAttempts: 3, errors: ['InvalidReply'] };
  expect(await run([{ ...never, retry: named }])).toMatchObject({ output: { attempt: 3 } });
  expect(await run([{ ...ask, id: 'a', payload: { silent: true }, timeoutS: 5 }])).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
  });
});

test('a redrive begins at the step that failed, and counts as a hundred attempts', async () => {
  const { run, redrive, entered } = await compiledWorkflows();
  const failing = {
    ...ask,
    id: 'b',
    payload: { error: 'ParticipantFailed', untilAttempt: 100, echo: true, a: '{% $a %}' },
  };
  const ran = await run([{ ...ask, id: 'a', payload: { answer: 'kept' } }, failing]);
  expect(ran).toMatchObject({ status: 'FAILED', error: 'ParticipantFailed' });
  const again = await redrive(ran);
  expect(again).toMatchObject({ status: 'SUCCEEDED', output: { attempt: 101, payload: { a: 'kept' } } });
  expect((await entered(again)).filter((name) => name === 'a')).toHaveLength(1);
});

test('what is caught is seen; the workflow goes on, or fails with the same error', async () => {
  const { run, entered } = await compiledWorkflows();
  const failing = { ...ask, id: 'a', payload: { error: 'ParticipantFailed' } };
  const after = { id: 'b', kind: 'transform', output: { saw: '{% $a %}' } } as const;
  const plain = await run([{ ...failing, catch: [{ errors: ['*'], output: 'so what' }] }, after]);
  expect(plain).toMatchObject({ output: { saw: 'so what' } });
  expect(await entered(plain)).toEqual(['a', 'b']);
  const told = { errors: ['ParticipantFailed'], output: { because: '{% $aError.Error %}' } };
  expect(await run([{ ...failing, catch: [{ errors: ['Other'] }, told] }, after])).toMatchObject({
    output: { saw: { because: 'ParticipantFailed' } },
  });
  const undo = { ...ask, id: 'undo', payload: { answer: { undone: '{% $aError.Error %}' } } };
  const undone = await run([{ ...failing, catch: [{ errors: ['*'], steps: [undo], output: '{% $undo %}' }] }]);
  expect(undone).toMatchObject({ output: { undone: 'ParticipantFailed' } });
  const failed = await run([{ ...failing, catch: [{ errors: ['*'], steps: [undo], outcome: 'fail' }] }, after]);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'ParticipantFailed', cause: '{"step":"a"}' });
  expect(await entered(failed)).toEqual(['a', 'undo', 'a: failed']);
});

test('an approval that nobody gives goes to others as well, and then is over', async () => {
  const { run, entered } = await compiledWorkflows();
  const approval: StepInput<'approval'> = {
    id: 'sign',
    kind: 'approval',
    question: 'Well?',
    timeoutS: 100,
    approvers: ['role:operator'],
    escalation: { afterS: 30, to: ['role:admin'] },
  };
  const silent = await run([{ ...approval, show: { silent: true }, onTimeout: 'reject' }]);
  expect(silent).toMatchObject({ status: 'SUCCEEDED', output: { approved: false, decisions: [] } });
  expect(await entered(silent)).toEqual(['sign', 'sign: escalated', 'sign: too late']);
  expect(await run([{ ...approval, show: { silent: true } }])).toMatchObject({ error: 'States.Timeout' });
  const quick = await run([{ ...approval, show: { answer: decided } }]);
  expect(quick).toMatchObject({ output: decided });
  expect(await entered(quick)).toEqual(['sign']);
  const rejected = await run([{ ...approval, show: { error: 'Rejected' } }], {}, { retry: { maxAttempts: 5 } });
  expect(rejected).toMatchObject({ status: 'FAILED', error: 'Rejected' });
  expect(await entered(rejected)).toEqual(['sign']);
});

test('a coordination that may go on without answers collects those that came', async () => {
  const { run } = await compiledWorkflows();
  const all = { kind: 'coordination' as const, to: ['ana', 'bo'], type: 'trial.do', reply: 'trial.done' };
  const payload = { silent: true };
  const retry = { maxAttempts: 3 };
  const ran = await run([{ ...all, id: 'all', payload, missing: 'continue', timeoutS: 9, retry }]);
  expect(ran).toMatchObject({ status: 'SUCCEEDED', output: { answers: [], missing: ['agent:trial.ana'] } });
  expect(stepRequestSchema.parse((ran.output as { request: unknown }).request)).toMatchObject({ do: 'collect' });
  expect(await run([{ ...all, id: 'all', payload, timeoutS: 9 }])).toMatchObject({ error: 'States.Timeout' });
});

test('a message that nobody answers is the envelope itself, with the id that the platform would give it', async () => {
  const { run, listener } = await compiledWorkflows();
  const next = await listener();
  const message = { kind: 'message', to: 'bo', type: 'trial.tell' } as const;
  const ran = await run(
    [
      { ...message, id: 'once', payload: { n: '{% $input.n %}' }, priority: 'low' },
      {
        id: 'items',
        kind: 'map',
        over: ['x', 'y'],
        limit: 1,
        steps: [{ ...message, id: 'many', payload: '{% $item %}' }],
      },
    ],
    { n: 1 },
  );
  expect(ran).toMatchObject({ status: 'SUCCEEDED' });
  const first = await next();
  expect(first).toMatchObject({ source: 'signalbox.workflows.trial-1', 'detail-type': 'trial.tell' });
  const parsed = messageSchema.parse(first.detail);
  expect(parsed).toMatchObject({
    id: stepMessageId(ran.executionArn, 'once', ''),
    ...{ sender: 'workflows.trial-1', to: 'role:bo', channel: 'trial.tell.in', priority: 'low', payload: { n: 1 } },
    correlationId: 'workflow:trial-1:one',
  });
  for (const [i, payload] of ['x', 'y'].entries())
    expect(messageSchema.parse((await next()).detail)).toMatchObject({
      id: stepMessageId(ran.executionArn, 'many', String(i)),
      payload,
    });
});

test('a workflow runs another one by its alias, and again when that fails', async () => {
  const { run } = await compiledWorkflows();
  const other = await run([{ ...ask, id: 'a', payload: { answer: { got: '{% $input.n %}' } } }], { n: 1 });
  expect(other).toMatchObject({ status: 'SUCCEEDED' });
  const calls = { id: 'other', kind: 'subworkflow', workflow: 'trial-1', input: { n: 5 } } as const;
  expect(await run([calls])).toMatchObject({ output: { got: 5 } });
  await run([{ ...ask, id: 'a', payload: { error: 'ParticipantFailed' } }]);
  const failing = { ...calls, workflow: 'trial-3', retry: { maxAttempts: 2 } };
  expect(await run([failing])).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
});

test('a debate ends when the moderator says so, or with the last round', async () => {
  const { run } = await compiledWorkflows();
  const debate: StepInput<'debate'> = {
    id: 'talk',
    kind: 'debate',
    topic: { q: '{% $input.q %}' },
    debaters: ['ana', 'bo'],
    moderator: 'bo',
    turn: { type: 'trial.speak', reply: 'trial.spoken' },
    judge: { type: 'trial.judge', reply: 'trial.judged' },
  };
  const turn = (round: number, from: string) => ({ round, from, payload: 'talk' });
  const round = (n: number) => [turn(n, 'agent:trial.ana'), turn(n, 'role:bo')];
  const ran = await run([debate], { q: 'why' });
  expect(ran.output).toEqual({
    ...{ rounds: 2, agreed: true, ended: 'agreed', judgement: { agreed: true } },
    turns: [...round(1), ...round(2)],
  });
  const short = await run([{ ...debate, maxRounds: 1, catch: [{ errors: ['*'] }] }], { q: 'why' });
  expect(short.output).toEqual({
    ...{ rounds: 1, agreed: false, ended: 'exhausted', judgement: { agreed: false } },
    turns: round(1),
  });
  const judgement = { agreed: false, stalled: true };
  const stalled = await run([{ ...debate, topic: { judgement } }]);
  expect(stalled.output).toEqual({ rounds: 1, agreed: false, ended: 'stalled', judgement, turns: round(1) });
});

test('who debates and how many rounds may be computed, within what is declared', async () => {
  const { run } = await compiledWorkflows();
  const debate: StepInput<'debate'> = {
    id: 'talk',
    kind: 'debate',
    topic: { judgement: { agreed: false } },
    debaters: ['ana', "{% 'role:' & $input.third %}", 'bo'],
    among: '{% $input.who %}',
    moderator: 'bo',
    maxRounds: 3,
    rounds: '{% $input.rounds %}',
    turn: { type: 'trial.speak', reply: 'trial.spoken' },
    judge: { type: 'trial.judge', reply: 'trial.judged' },
  };
  const input = { third: 'cy', who: ['bo', 'role:cy', 'agent:somebody.else'] };
  const ended = async (rounds: number) => {
    const { output } = await run([debate], { ...input, rounds });
    return output as { rounds: number; ended: string; turns: { from: string }[] };
  };
  const three = await ended(17);
  expect(three).toMatchObject({ rounds: 3, ended: 'exhausted' });
  expect(three.turns.map(({ from }) => from)).toEqual(Array(3).fill(['role:cy', 'role:bo']).flat());
  expect(await ended(0)).toMatchObject({ rounds: 1, ended: 'exhausted' });
});

test('debaters are told which round it is of how many, and which phase', async () => {
  const { run } = await compiledWorkflows();
  const debate: StepInput<'debate'> = {
    id: 'talk',
    kind: 'debate',
    topic: { judgement: { agreed: false } },
    debaters: ['ana', 'bo'],
    moderator: 'bo',
    maxRounds: 3,
    turn: { type: 'trial.heard', reply: 'trial.spoken' },
    judge: { type: 'trial.judge', reply: 'trial.judged' },
  };
  const { output } = await run([debate]);
  const { turns } = output as { turns: { round: number; payload: { payload: Record<string, unknown> } }[] };
  const heard = turns.map(({ round, payload: { payload } }) => [round, payload.rounds, payload.phase]);
  const each = [
    [1, 3, 'opening'],
    [2, 3, 'rebuttal'],
    [3, 3, 'closing'],
  ];
  expect(heard).toEqual(each.flatMap((one) => [one, one]));
});
