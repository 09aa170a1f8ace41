/** What is not sound is refused over HTTP with the rule that it breaks and the remedy, before anything is made of it. */

import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../../contracts/http.ts';
import { WORKFLOWS_KEY, workflowKey } from '../../../contracts/tables/workflows.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { PREFIX, REGISTRY_TABLE } from '../../kit/stage.ts';
import { useStage } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { register, start, ended } = workflowsOf(stage);

type Json = Readonly<Record<string, unknown>>;

const errand = (more: Json = {}): Json => ({
  ...{ id: 'file', kind: 'task', to: 'clerk', type: 'office.errand', reply: 'office.errand.done' },
  payload: { text: 'bad input' },
  ...more,
});
const workflow = (more: Json = {}): Json => ({
  id: 'unsound',
  title: 'Is not sound',
  participants: { clerk: 'agent:office.clerk' },
  stepTimeoutS: 60,
  timeoutS: 600,
  steps: [errand()],
  ...more,
});
const transform = (id: string, more: Json = {}): Json => ({ id, kind: 'transform', ...more });
const post = (body: unknown) => stage().call<Problem>('POST /v1/workflows', { body });

/** Names of all that a registration makes: machines, rules, schedules, rows. */
async function made(): Promise<Readonly<Record<string, readonly string[]>>> {
  const settings = clientSettings(stage().cloud);
  const [states, events, times, rows] = [
    new SFNClient(settings),
    new EventBridgeClient(settings),
    new SchedulerClient(settings),
    new DynamoDBClient(settings),
  ];
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({ maxResults: 1_000 }));
  const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: PREFIX, Limit: 100 }));
  const { Schedules = [] } = await times.send(new ListSchedulesCommand({ MaxResults: 100 }));
  const { Items = [] } = await rows.send(new ScanCommand({ TableName: REGISTRY_TABLE, ConsistentRead: true }));
  for (const client of [states, events, times, rows]) client.destroy();
  const keys = Items.map((item) => unmarshall(item) as { pk: string; sk: string });
  return {
    machines: stateMachines.map(({ name = '' }) => name).sort(),
    rules: Rules.map(({ Name = '' }) => Name).filter((name) => name.startsWith(`${PREFIX}-workflow-`)),
    schedules: Schedules.map(({ Name = '' }) => Name).sort(),
    rows: keys
      .filter(({ pk }) => pk === WORKFLOWS_KEY || pk.startsWith(workflowKey('')))
      .map(({ pk, sk }) => `${pk} / ${sk}`)
      .sort(),
  };
}

const steps = (count: number): Json[] => Array.from({ length: count }, (_, i) => transform(`step${i}`));

/** Steps within steps. */
const nested = (depth: number): Json =>
  depth === 0
    ? transform('innermost', { output: 1 })
    : { id: `level${depth}`, kind: 'parallel', steps: [nested(depth - 1)] };

const deepJson = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** The definition as JSON, but for its first brace. */
const rest = JSON.stringify(workflow()).slice(1);

interface Case {
  readonly body: unknown;
  readonly status?: number;
  readonly code?: string;
  /** In the answer, all of these. */
  readonly says: readonly RegExp[];
}

const CASES: Readonly<Record<string, Case>> = {
  'an unknown kind of step': {
    body: workflow({ steps: [errand({ kind: 'teleport' })] }),
    says: [/steps\.0\.kind/, /subworkflow|Invalid (discriminator|input)/],
  },
  'a field that nobody knows': { body: workflow({ steps: [errand({ teleports: true })] }), says: [/teleports/] },
  'dependsOn a step that is not there': {
    body: workflow({ steps: [errand({ dependsOn: ['nowhere'] })] }),
    says: [/nowhere/],
  },
  'a cycle of steps, with its path': {
    body: workflow({
      steps: [
        errand({ id: 'one', dependsOn: ['three'] }),
        errand({ id: 'two', dependsOn: ['one'] }),
        errand({ id: 'three', dependsOn: ['two'] }),
      ],
    }),
    says: [/one.*(→|->).*two.*(→|->).*three|three.*(→|->).*two.*(→|->).*one/],
  },
  'a step that depends on itself': { body: workflow({ steps: [errand({ dependsOn: ['file'] })] }), says: [/file/] },
  'an expression that does not parse': {
    body: workflow({ steps: [errand({ payload: { text: '{% $input.( %}' } })] }),
    says: [/steps\.file/, /parse|expression/i],
  },
  'a text that only begins like an expression': {
    body: workflow({ steps: [errand(), { id: 'rest', kind: 'wait', forS: '{% 5' }] }),
    says: [/\{%/],
  },
  'a variable that nothing sets': {
    body: workflow({ steps: [errand({ payload: { text: '{% $nothing %}' } })] }),
    says: [/nothing/],
  },
  'a variable that a later step sets': {
    body: workflow({ steps: [errand({ payload: { text: '{% $later %}' } }), transform('later', { output: 'late' })] }),
    says: [/later/],
  },
  'two steps of one id': { body: workflow({ steps: [errand(), errand()] }), says: [/file/] },
  'a participant that is not there': { body: workflow({ steps: [errand({ to: 'stranger' })] }), says: [/stranger/] },
  'an agent that is not there': {
    body: workflow({ participants: { clerk: 'agent:office.ghost' } }),
    says: [/office\.ghost/],
  },
  'a type of message that is not there': {
    body: workflow({ steps: [errand({ type: 'office.nothing' })] }),
    says: [/office\.nothing/],
  },
  'a payload that breaks the schema of its type': {
    body: workflow({ steps: [errand({ payload: { text: 7 } })] }),
    says: [/text/],
  },
  'a workflow that is not there': {
    body: workflow({ steps: [{ id: 'other', kind: 'subworkflow', workflow: 'nowhere' }] }),
    says: [/nowhere/],
  },
  'a workflow that runs itself': {
    body: workflow({ steps: [{ id: 'other', kind: 'subworkflow', workflow: 'unsound' }] }),
    says: [/unsound/],
  },
  'ten thousand steps': {
    body: workflow({ steps: steps(10_000) }),
    status: 413,
    code: 'workflow-too-large',
    says: [/350000/, /subworkflow/],
  },
  'more steps than a definition may have, in few bytes': { body: workflow({ steps: steps(5_000) }), says: [/500/] },
  'five megabytes': {
    body: workflow({ steps: [errand({ payload: { text: 'x'.repeat(5_000_000) } })] }),
    status: 413,
    code: 'workflow-too-large',
    says: [/350000|too large|bytes/i],
  },
  'steps in steps in steps': { body: workflow({ steps: [nested(12)] }), says: [/deep|8/] },
  'JSON that is nested without end': {
    body: JSON.stringify(workflow()).replace('"bad input"', deepJson(20_000)),
    says: [/128/],
  },
  'no object': { body: '[]', says: [/object/] },
  nothing: { body: 'null', says: [/object/] },
  'a name that is dropped by readers of JSON, deep inside': {
    body: JSON.stringify(workflow()).replace('"bad input"', '"x","with":{"__proto__":{"y":1}}'),
    says: [/__proto__/],
  },
  'a name that every object has': { body: `{"variables": {"__proto__": 1}, ${rest}`, says: [/__proto__/] },
  'no JSON': { body: '{"id": "unsound",', code: 'not-json', says: [/JSON/] },
  'a nasty name': { body: workflow({ id: '../../etc/passwd' }), says: [/id/] },
  'a name of another script': { body: workflow({ id: 'отчёт' }), says: [/id/] },
  'a step named like a field that every object has': {
    body: workflow({ steps: [errand({ id: 'constructor' }), transform('toString')] }),
    says: [/constructor.*toString/],
  },
  'a step named like a function that is called': {
    body: workflow({
      steps: [transform('sum', { output: 1 }), transform('total', { output: '{% $sum([$sum, 1]) %}' })],
    }),
    says: [/steps\.sum/, /function/],
  },
  'a step with a reserved name': { body: workflow({ steps: [transform('states')] }), says: [/reserved/] },
  'a pattern that matches nothing that EventBridge knows': {
    body: workflow({ trigger: { kind: 'message', type: 'office.delivery', where: { payload: { order: 'x' } } } }),
    says: [/where|pattern|payload/i],
  },
  'a message that starts the workflow that sends it': {
    body: workflow({
      trigger: { kind: 'message', type: 'office.notice' },
      steps: [{ id: 'tell', kind: 'message', type: 'office.notice', payload: { text: 'again' } }],
    }),
    says: [/office\.notice/],
  },
  'a schedule that never comes': {
    body: workflow({ trigger: { kind: 'schedule', expression: 'cron(61 25 * * ? *)' } }),
    says: [/cron|schedule/i],
  },
  'a schema of the input that is none': { body: workflow({ input: { type: 'thing' } }), says: [/input/] },
};

describe('refused, with the rule and the remedy, and nothing is made', () => {
  let before: Awaited<ReturnType<typeof made>>;
  beforeAll(async () => {
    before = await made();
  });
  afterAll(async () => {
    expect(await made()).toEqual(before);
    expect(await stage().call('GET /v1/workflows/unsound')).toMatchObject({ status: 404 });
  });

  test.each(Object.entries(CASES))('%s', async (_, { body, status, code = 'invalid-workflow', says }) => {
    const answer = await post(body);
    expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(status ?? answer.status);
    expect([400, 413]).toContain(answer.status);
    if (code) expect(answer.body.type).toBe(`urn:signalbox:problem:${code}`);
    const text = JSON.stringify(answer.body);
    expect(text.length).toBeLessThan(40_000);
    for (const word of says) expect(text).toMatch(word);
    if (code === 'invalid-workflow') {
      expect(answer.body.errors).not.toEqual([]);
      for (const { rule, remedy } of answer.body.errors) expect([rule, remedy]).not.toContain('');
    }
  });
});

test('a workflow that is declared in the code is changed there, and nowhere else', async () => {
  const before = await made();
  const declared = workflow({ id: 'weighed' });
  expect(await post(declared)).toMatchObject({
    status: 409,
    body: { type: 'urn:signalbox:problem:declared-workflow' },
  });
  expect(await stage().call('PUT /v1/workflows/weighed', { body: declared })).toMatchObject({ status: 409 });
  expect(await made()).toEqual(before);
});

describe('versions', () => {
  const versioned = (title: string, version: number): Json =>
    workflow({ id: 'versioned', title, version, steps: [transform('one', { output: title })] });
  const put = (body: Json) => stage().call<Problem & { live: number }>('PUT /v1/workflows/versioned', { body });

  test('the same version again is welcome with the same content, and refused with another', async () => {
    expect(await post(versioned('first', 1))).toMatchObject({ status: 201 });
    const before = await made();
    expect(await post(versioned('first', 1))).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/PUT/) },
    });
    expect(await put(versioned('first', 1))).toMatchObject({ status: 200, body: { live: 1, changed: false } });
    expect(await put(versioned('other', 1))).toMatchObject({
      status: 409,
      body: { type: 'urn:signalbox:problem:version-taken' },
    });
    expect(await put(versioned('far', 7))).toMatchObject({ status: 409 });
    expect(await made()).toEqual(before);
  });

  test('registered by many at once, there is one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(workflow({ id: 'contended', steps: [transform('one')] }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const { rows = [], machines = [] } = await made();
    expect(rows.filter((row) => row.includes('contended'))).toEqual([
      'workflow#contended / version#000001',
      'workflows / contended',
    ]);
    expect(machines.filter((name) => name.includes('contended'))).toHaveLength(1);
  });
});

describe('executions', () => {
  test('input of the wrong shape, too much of it, names that are none, a workflow that is not there', async () => {
    await register({
      ...(workflow({ id: 'picky', steps: [transform('one')] }) as { id: string; title: string; steps: [] }),
      input: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false },
    });
    const begin = (body: unknown, id = 'picky') =>
      stage().call<Problem>(`POST /v1/workflows/${id}/executions`, { body });
    expect(await begin({ input: { n: 'one' } })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/n/) },
    });
    expect(await begin({ input: { n: 1, more: 'x'.repeat(300_000) } })).toMatchObject({
      status: 413,
      body: { type: 'urn:signalbox:problem:input-too-large', detail: expect.stringMatching(/262144/) },
    });
    for (const name of ['../x', 'a b', '', 'x'.repeat(65), 'a:b', 'отчёт'])
      expect(await begin({ name, input: { n: 1 } })).toMatchObject({ status: 400 });
    expect(await begin({}, 'nowhere')).toMatchObject({ status: 404 });
    const { body } = await stage().call<{ executions: unknown[] }>('GET /v1/workflows/picky/executions');
    expect(body.executions).toEqual([]);
  });

  test('a name stands for one input', async () => {
    await register({
      ...(workflow({ id: 'named', steps: [transform('one')] }) as { id: string; title: string; steps: [] }),
    });
    const id = await start('named', { n: 1 }, 'once');
    await ended(id);
    const again = (n: number) =>
      stage().call<Problem>('POST /v1/workflows/named/executions', { body: { name: 'once', input: { n } } });
    expect(await again(1)).toMatchObject({ status: 200, body: { id, state: 'succeeded' } });
    expect(await again(2)).toMatchObject({ status: 409, body: { type: 'urn:signalbox:problem:execution-exists' } });
  });
});
