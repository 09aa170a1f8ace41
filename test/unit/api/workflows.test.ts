/** Registering workflows, their versions, going back, deleting; and that nothing is left half made. */
import { beforeEach, describe, expect, test } from 'vitest';
import { workflowSchema } from '../../../contracts/workflow.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { openWorkflows, packing } from './workflow-api.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const titled = (title: string, more = {}) => packing({ title, ...more });
/** Rows of workflows, without the lock. */
const rows = async () => (await tables.rows('registry')).map(({ pk, sk }) => `${pk}/${sk}`).sort();

describe('registering', () => {
  test('makes a machine, an alias, routes and rows, and reads back with its diagram and bounds', async () => {
    const { call, live, routes } = openWorkflows(tables);
    const made = await call('POST /v1/workflows', packing(), 'operator', 'olga');
    expect(made).toMatchObject({
      status: 201,
      headers: { location: '/v1/workflows/packing' },
      body: {
        id: 'packing',
        live: 1,
        latest: 1,
        changed: true,
        machineArn: expect.stringMatching(/workflow-packing$/),
      },
    });
    expect(live.get('packing')).toMatch(/packing:1$/);
    expect(routes.get('packing')).toMatchObject({ version: 1 });
    expect(await rows()).toEqual(['workflow#packing/version#000001', 'workflows/packing']);
    const { body } = await call('GET /v1/workflows/packing', undefined, 'viewer');
    expect(body).toMatchObject({
      ...{ id: 'packing', declared: false, live: 1, version: 1, definition: { title: 'Packing', version: 1 } },
      versions: [{ version: 1, createdBy: 'olga', live: true }],
      machine: { QueryLanguage: 'JSONata', States: { packed: {} } },
      diagram: expect.stringContaining('flowchart'),
      bounds: { transitions: expect.any(Number) },
    });
    expect((await call('GET /v1/workflows')).body.workflows).toMatchObject([
      { id: 'packing', trigger: 'manual', declared: false },
    ]);
  });

  test('what DynamoDB has no words for is kept as it is', async () => {
    const { call } = openWorkflows(tables);
    const deep = Array.from({ length: 100 }).reduce((inner) => [inner], 1);
    const output = { constructor: { name: 'Set' }, large: 1e300, small: 1e-200, text: '', deep };
    const steps = [{ id: 'odd', kind: 'transform', output }];
    expect(await call('POST /v1/workflows', packing({ steps }))).toMatchObject({ status: 201 });
    const { body } = await call('GET /v1/workflows/packing');
    expect(JSON.stringify(body.definition)).toContain(JSON.stringify(output));
  });

  test('an id that exists is refused, and so is a machine that is still going away', async () => {
    const { call, deleting } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 409, code: 'workflow-exists' });
    deleting.add('other');
    expect(await call('POST /v1/workflows', packing({ id: 'other' }))).toMatchObject({
      status: 409,
      code: 'in-progress',
      headers: { 'retry-after': '60' },
    });
    expect(await rows()).toEqual(['workflow#packing/version#000001', 'workflows/packing']);
  });

  const steps = (...of: object[]) => ({ steps: of });
  const note = (id: string, more = {}) => ({ id, kind: 'transform', output: 1, ...more });
  const refused: [string, unknown, string, RegExp][] = [
    ['no JSON', '{"id":', 'not-json', /JSON/],
    ['nothing', {}, 'invalid-workflow', /id/],
    ['an unknown kind of step', packing(steps({ id: 'odd', kind: 'teleport' })), 'invalid-workflow', /steps\.0/],
    ['a field that nobody knows', packing({ colour: 'red' }), 'invalid-workflow', /colour/],
    ['an id in capitals', packing({ id: 'Packing' }), 'invalid-workflow', /lower-case/],
    ['a dependsOn that leads nowhere', packing(steps(note('one', { dependsOn: ['two'] }))), 'invalid-workflow', /two/],
    [
      'a cycle',
      packing(steps(note('one', { dependsOn: ['two'] }), note('two', { dependsOn: ['one'] }))),
      'invalid-workflow',
      /one.*two|two.*one/,
    ],
    [
      'an expression that does not parse',
      packing(steps(note('one', { output: '{% $input. %}' }))),
      'invalid-workflow',
      /one/,
    ],
    ['a variable never set', packing(steps(note('one', { output: '{% $nowhere %}' }))), 'invalid-workflow', /nowhere/],
    [
      '10,000 steps',
      packing(steps(...Array.from({ length: 10_000 }, (_, i) => note(`s${i}`)))),
      'workflow-too-large',
      /bytes/,
    ],
    [
      '5,000 short steps',
      packing(steps(...Array.from({ length: 5_000 }, (_, i) => ({ id: `s${i}`, kind: 'transform' })))),
      'invalid-workflow',
      /500/,
    ],
    ['a text without end, full of marks that could begin one', `"${'\\"'.repeat(150_000)}`, 'not-json', /Unterminated/],
    ['JSON nested without end', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'invalid-workflow', /deep/],
    ['a version that is not the first', packing({ version: 3 }), 'version-taken', /next version of packing is 1/],
    [
      'an input schema that nobody can read',
      packing({ input: { $ref: 'http://x/y' } }),
      'invalid-workflow',
      /JSON Schema/,
    ],
  ];
  test.each(refused)('%s is refused with what to do, and nothing is created', async (_, body, code, sentence) => {
    const { call, versions, routes } = openWorkflows(tables);
    const answer = await call('POST /v1/workflows', body);
    expect(answer).toMatchObject({ status: expect.any(Number), code });
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.detail).toMatch(sentence);
    expect([versions.size, routes.size, await rows()]).toEqual([0, 0, []]);
  });

  test.each(['publish', 'pointLive', 'routes', 'putWorkflow'])(
    'a failure of %s undoes what was made; the same request then goes through',
    async (part) => {
      const { call, broken, versions, live, routes } = openWorkflows(tables);
      broken.push(part);
      expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 500 });
      expect([versions.size, live.size, routes.size, await rows()]).toEqual([0, 0, 0, []]);
      expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 201, body: { live: 1 } });
    },
  );

  test('after a crash on the way, the same request finishes it when the lock has run out', async () => {
    const { call, machines, shelf, clock, live } = openWorkflows(tables);
    await machines.publish('packing', '{}', '');
    let crashed = (): void => undefined;
    const holder = shelf.locked('packing', () => new Promise<void>((resolve) => (crashed = resolve)));
    await expect.poll(rows).toHaveLength(1);
    expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 409, code: 'in-progress' });
    clock.advance(25_001);
    expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 201 });
    expect(live.get('packing')).toMatch(/:2$/);
    crashed();
    await holder;
  });

  test('what AWS refuses is told as the fault of the definition', async () => {
    const { call, machines } = openWorkflows(tables);
    machines.publish = async () => {
      throw Object.assign(new Error('SCHEMA_VALIDATION_FAILED: no'), { name: 'InvalidDefinition' });
    };
    const answer = await call('POST /v1/workflows', packing());
    expect(answer).toMatchObject({ status: 400, code: 'invalid-workflow' });
    expect(answer.body.detail).toContain('SCHEMA_VALIDATION_FAILED');
  });
});

describe('versions', () => {
  test('PUT makes the next one; the same definition again changes nothing', async () => {
    const { call, live } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    const next = () => call('PUT /v1/workflows/packing', titled('Packing well'));
    expect(await next()).toMatchObject({ status: 200, body: { live: 2, latest: 2, changed: true } });
    expect(await next()).toMatchObject({ status: 200, body: { live: 2, latest: 2, changed: false } });
    expect(live.get('packing')).toMatch(/:2$/);
    const { body } = await call('GET /v1/workflows/packing?version=1');
    expect(body).toMatchObject({ live: 2, version: 1, definition: { title: 'Packing' } });
    expect(await call('GET /v1/workflows/packing?version=9')).toMatchObject({ status: 404 });
  });

  test('a number that is taken is refused with other content, and welcome with the same', async () => {
    const { call } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    const put = (definition: unknown) => call('PUT /v1/workflows/packing', definition);
    expect(await put(packing({ version: 1 }))).toMatchObject({ status: 200, body: { changed: false } });
    expect(await put(titled('Other', { version: 1 }))).toMatchObject({ status: 409, code: 'version-taken' });
    expect(await put(titled('Other', { version: 3 }))).toMatchObject({ status: 409, code: 'version-taken' });
    expect(await put(titled('Other', { version: 2 }))).toMatchObject({ status: 200, body: { live: 2 } });
  });

  test.each(['pointLive', 'routes', 'putWorkflow'])('a failure of %s leaves the version before live', async (part) => {
    const { call, broken, versions, live, routes } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    broken.push(part);
    expect(await call('PUT /v1/workflows/packing', titled('Second'))).toMatchObject({ status: 500 });
    expect(versions.get('packing')).toEqual([live.get('packing')]);
    expect(routes.get('packing')).toMatchObject({ title: 'Packing' });
    expect((await call('GET /v1/workflows/packing')).body).toMatchObject({ live: 1, latest: 1 });
  });

  test('what could not be undone is told in the log', async () => {
    const { call, broken, log } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    broken.push('putWorkflow', 'dropVersion');
    await call('PUT /v1/workflows/packing', titled('Second'));
    expect(log.lines.join('\n')).toContain('could not be undone');
  });

  test('rollback moves the alias back, or to the version that is named, with the routes of that version', async () => {
    const { call, live, routes } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    const trigger = { kind: 'message', type: 'shop.order.placed' };
    await call(
      'PUT /v1/workflows/packing',
      titled('Second', {
        trigger,
        input: undefined,
        steps: [{ id: 'noted', kind: 'transform', output: 1 }],
        participants: {},
      }),
    );
    const back = (body?: unknown) => call('POST /v1/workflows/packing/rollback', body);
    expect(await back()).toMatchObject({ status: 200, body: { live: 1, latest: 2, title: 'Packing' } });
    expect(live.get('packing')).toMatch(/:1$/);
    expect(routes.get('packing')?.trigger.kind).toBe('manual');
    expect(await back()).toMatchObject({ status: 409, code: 'no-such-version' });
    expect(await back({ version: 7 })).toMatchObject({ status: 409, code: 'no-such-version' });
    expect(await back({ version: 'two' })).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(await back({ version: 2 })).toMatchObject({ status: 200, body: { live: 2 } });
    expect(await back({ version: 2 })).toMatchObject({ status: 200, body: { changed: false } });
    expect(await call('PUT /v1/workflows/packing', titled('Third'))).toMatchObject({ body: { live: 3, latest: 3 } });
  });

  test('a definition of another id, and a workflow that nobody registered', async () => {
    const { call } = openWorkflows(tables);
    expect(await call('PUT /v1/workflows/other', packing())).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(await call('PUT /v1/workflows/packing', packing())).toMatchObject({ status: 404 });
    expect(await call('GET /v1/workflows/NO%2FTHING')).toMatchObject({ status: 404 });
    expect(await call('POST /v1/workflows/packing/rollback')).toMatchObject({ status: 404 });
  });
});

describe('deleting', () => {
  test('is refused while executions run; then takes everything, and the id is free', async () => {
    const { call, running, versions, routes } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    running.add('packing');
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 409, code: 'workflow-in-use' });
    expect(routes.has('packing')).toBe(true);
    running.clear();
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 200, body: { deleted: true } });
    expect([versions.size, routes.size, await rows()]).toEqual([0, 0, []]);
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 404 });
    expect(await call('POST /v1/workflows', packing())).toMatchObject({ status: 201, body: { live: 1 } });
  });

  test('one that another workflow runs stays', async () => {
    const { call } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    const outer = {
      id: 'outer',
      title: 'Outer',
      steps: [{ id: 'inner', kind: 'subworkflow', workflow: 'packing', input: { sku: 'a' }, timeoutS: 60 }],
    };
    expect(await call('POST /v1/workflows', outer)).toMatchObject({ status: 201 });
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 409, code: 'workflow-in-use' });
  });

  test('a failure on the way can be sent again', async () => {
    const { call, broken } = openWorkflows(tables);
    await call('POST /v1/workflows', packing());
    broken.push('remove');
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 500 });
    expect(await call('DELETE /v1/workflows/packing')).toMatchObject({ status: 200 });
    expect(await rows()).toEqual([]);
  });
});

test('what systems declare is shown, and changed nowhere but there', async () => {
  const declared = workflowSchema.parse(packing({ id: 'declared' }));
  const { call } = openWorkflows(tables, [declared]);
  expect((await call('GET /v1/workflows')).body.workflows).toMatchObject([{ id: 'declared', declared: true, live: 1 }]);
  expect((await call('GET /v1/workflows/declared')).body).toMatchObject({
    declared: true,
    versions: [],
    definition: declared,
  });
  for (const [route, body] of [
    ['POST /v1/workflows', packing({ id: 'declared' })],
    ['PUT /v1/workflows/declared', packing({ id: 'declared' })],
    ['POST /v1/workflows/declared/rollback', {}],
    ['DELETE /v1/workflows/declared', undefined],
  ] as const) {
    const answer = await call(route, body);
    expect(answer).toMatchObject({ status: 409, code: 'declared-workflow' });
    expect(answer.body.detail).toContain('deploy instead');
  }
});

test('a viewer reads, an operator registers; a refusal says which role is needed', async () => {
  const { call } = openWorkflows(tables);
  for (const role of ['none', 'viewer', 'agent'] as const) {
    const answer = await call('POST /v1/workflows', packing(), role);
    expect(answer).toMatchObject({ status: 403, code: 'not-allowed' });
    expect(answer.body.detail).toContain('needs the role operator');
  }
  expect(await call('GET /v1/workflows', undefined, 'viewer')).toMatchObject({ status: 200 });
  expect(await call('GET /v1/workflows', undefined, 'none')).toMatchObject({ status: 403 });
});
