/** A step that asks several: when it has heard enough, who is missing, who failed, and what is asked again. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../../contracts/message.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, errorAbout, openWorkflows, replyTo } from './workflow-line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const TO = ['agent:shop.courier', 'role:courier', 'capability:driving'];
const gathering = (more: Readonly<Record<string, unknown>> = {}) => {
  const { expects: _, ...rest } = asking({ do: 'gather', to: TO, until: 'all', late: 'ignore', ...more });
  return rest;
};
const collecting = () => {
  const { do: _, token, to, type, payload, reply, expects, ...rest } = asking();
  return { ...rest, do: 'collect' };
};
const reply = (request: Message | undefined, sku: string) => replyTo(request, { payload: { sku } });

/** What a token heard, as an object. */
const told = (heard: readonly string[]) =>
  heard.map((line) => {
    const [, token, what, text = ''] = line.match(/^(\S+) (has|failed|lives) ?(.*)$/) ?? [];
    return what === 'has' ? { token, ...JSON.parse(text) } : { token, [what ?? '?']: text };
  });

test('all: asked under ids of their own, answered in the order in which they came', async () => {
  const { steps, bus, answers, heard, clock } = openWorkflows(tables);
  await steps(gathering());
  expect(bus.taken.map(({ to }) => to)).toEqual(Array(3).fill('agent:shop.courier'));
  expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(3);
  const replies = [2, 0, 1].map((i) => reply(bus.taken[i], `lamp ${i}`));
  for (const one of replies) {
    expect(heard).toEqual([]);
    clock.advance(5);
    await answers(one);
  }
  expect(told(heard)).toEqual([
    {
      token: 'token-1',
      answers: [2, 0, 1].map((i, n) => ({ from: TO[i], payload: { sku: `lamp ${i}` }, messageId: replies[n]?.id })),
      failed: [],
      missing: [],
    },
  ]);
});

describe('enough, and not enough', () => {
  const fails = 'fails';
  test.each([
    ['any', 'any', [fails, 'a'], { answers: 1, failed: 1, missing: 1 }],
    ['first, a good one', 'first', ['a'], { answers: 1, failed: 0, missing: 2 }],
    ['first, a failure', 'first', [fails], { answers: 0, failed: 1, missing: 2 }],
    ['a quorum', { quorum: 2 }, ['a', fails, 'c'], { answers: 2, failed: 1, missing: 0 }],
  ])('%s', async (_, until, ends, counts) => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering({ until }));
    for (const [i, end] of ends.entries()) {
      expect(heard).toEqual([]);
      await answers(end === fails ? errorAbout(bus.taken[i]) : reply(bus.taken[i], end));
    }
    const [output] = told(heard);
    expect(output).toMatchObject({ token: 'token-1' });
    for (const [key, count] of Object.entries(counts)) expect(output?.[key]).toHaveLength(count);
  });

  test.each([
    ['all', 'all', 1],
    ['any', 'any', 3],
    ['a quorum', { quorum: 2 }, 2],
  ])('%s that cannot be made up any more fails', async (_, until, failures) => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering({ until }));
    for (const request of bus.taken.slice(0, failures)) {
      expect(heard).toEqual([]);
      await answers(errorAbout(request));
    }
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(
      /^token-1 failed TooFewAnswers: \d of 3 must answer, and \d cannot: \S+: ParticipantFailed: /,
    );
  });

  test('with `missing: continue` it gives what came, once everybody has ended', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering({ missing: 'continue' }));
    await answers(errorAbout(bus.taken[0]), errorAbout(bus.taken[1]));
    expect(heard).toEqual([]);
    await answers(reply(bus.taken[2], 'c'));
    expect(told(heard)).toMatchObject([{ answers: [{ payload: { sku: 'c' } }], missing: [] }]);
  });

  test('a quorum of more than are asked is a fault of the definition', async () => {
    const { steps, bus, heard } = openWorkflows(tables);
    await steps(gathering({ until: { quorum: 4 } }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed InvalidStep: .*quorum of 4/)]);
    expect(bus.taken).toEqual([]);
  });

  test('one that cannot be addressed: nobody is asked', async () => {
    const { steps, bus, heard, rows } = openWorkflows(tables);
    await steps(gathering({ to: [...TO, 'role:pilot'] }));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed NobodyAddressed: /)]);
    expect([bus.taken, await rows('gathering#')]).toEqual([[], []]);
  });

  test('one that cannot be reached counts as failed', async () => {
    const probe = openWorkflows(tables);
    await probe.steps(gathering({ step: 'other' }));
    const ids = probe.bus.taken.map(({ id }) => id);
    const { steps, bus, answers, heard } = openWorkflows(tables, { refuses: new Set(ids.slice(0, 1)) });
    await steps(gathering({ step: 'other', until: 'any', token: 'token-2' }));
    expect(bus.taken.map(({ id }) => id)).toEqual(ids.slice(1));
    await answers(reply(bus.taken[0], 'b'));
    expect(told(heard)).toMatchObject([{ failed: [{ from: TO[0], error: 'NotDelivered' }] }]);
  });
});

describe('directly', () => {
  test('everybody answers at once', async () => {
    const { steps, heard } = openWorkflows(tables, { reachedBy: ['direct'] });
    await steps(gathering());
    expect(told(heard)).toMatchObject([{ answers: [{}, {}, {}], failed: [], missing: [] }]);
  });
});

describe('time is up', () => {
  test('collect gives what came, and nobody waits any more', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering());
    await answers(reply(bus.taken[1], 'b'), errorAbout(bus.taken[2], {}));
    expect(heard).toHaveLength(1); // all cannot be had any more
    const { steps: again, bus: lane, answers: taken } = openWorkflows(tables);
    await again(gathering({ step: 'later', missing: 'continue' }));
    await taken(reply(lane.taken[1], 'b'));
    const output = await again({ ...collecting(), step: 'later' });
    expect(output).toMatchObject({ answers: [{ from: TO[1], payload: { sku: 'b' } }], missing: [TO[0], TO[2]] });
  });

  test('collect of what was never asked', async () => {
    const { steps } = openWorkflows(tables);
    await expect(steps(collecting())).rejects.toMatchObject({ name: 'TooFewAnswers' });
  });

  test.each([
    ['ignore', []],
    ['report', ['platform.answer.late']],
  ])('a late answer is kept; with `%s` it is told: %j', async (late, types) => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering({ until: 'any', late }));
    const [first, second] = bus.taken.splice(0);
    const onTime = reply(first, 'a');
    const tooLate = reply(second, 'b');
    await answers(onTime);
    await answers(onTime); // delivered twice, and not late for that
    await answers(tooLate);
    await answers(tooLate);
    expect(heard).toHaveLength(1);
    expect([...new Set(bus.taken.map(({ type }) => type))]).toEqual(types);
    expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(types.length);
  });
});

describe('tried again', () => {
  test('goes on with the answers it has; who failed or said nothing is asked again', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering());
    const ids = bus.taken.map(({ id }) => id);
    await answers(reply(bus.taken[0], 'a'));
    await answers(errorAbout(bus.taken[1]));
    expect(heard).toEqual([expect.stringMatching(/^token-1 failed TooFewAnswers/)]);
    bus.taken.length = 0;
    await steps(gathering({ token: 'token-2', attempt: 2 }));
    expect(bus.taken.map(({ id }) => id)).toEqual(ids.slice(1));
    await answers(...bus.taken.map((one, i) => reply(one, `again ${i}`)));
    expect(told(heard.slice(1))).toMatchObject([{ token: 'token-2', answers: [{}, {}, {}], failed: [] }]);
  });

  test('all had answered, and nobody had heard: the new token hears it at once', async () => {
    const { steps, bus, answers, heard, gone } = openWorkflows(tables);
    await steps(gathering());
    gone.add('token-1');
    await answers(...bus.taken.map((one, i) => reply(one, `lamp ${i}`)));
    expect(heard).toEqual([]);
    bus.taken.length = 0;
    await steps(gathering({ token: 'token-2', attempt: 2 }));
    expect(bus.taken).toEqual([]);
    expect(told(heard)).toMatchObject([{ token: 'token-2', answers: [{}, {}, {}] }]);
  });

  test('the same token, told already: nothing', async () => {
    const { steps, bus, answers, heard } = openWorkflows(tables);
    await steps(gathering({ until: 'first' }));
    await answers(reply(bus.taken[0], 'a'));
    await steps(gathering({ until: 'first' }));
    expect([heard.length, bus.taken.length]).toEqual([1, 3]);
  });
});

test('thirty answers at the same moment, each twice: heard once, with all of them', async () => {
  const { steps, bus, answers, heard } = openWorkflows(tables);
  await steps(gathering({ to: Array(30).fill('role:courier') }));
  const replies = bus.taken.map((one, i) => reply(one, `lamp ${i}`));
  await Promise.all([...replies, ...replies].map((one) => answers(one)));
  expect(told(heard)).toHaveLength(1);
  expect(told(heard)[0]?.answers).toHaveLength(30);
});

test('a sign of life of one is one of the step', async () => {
  const { steps, bus, answers, heard } = openWorkflows(tables);
  await steps(gathering());
  await answers(replyTo(bus.taken[0], { type: 'shop.order.placed', channel: 'shop.orders' }));
  expect(heard).toEqual(['token-1 lives']);
});

test('answers that are too large together give way to the messages that carry them, the largest first', async () => {
  const { steps, bus, answers, heard } = openWorkflows(tables);
  await steps(gathering());
  const replies = [150_000, 10, 120_000].map((length, i) => reply(bus.taken[i], 'x'.repeat(length)));
  await answers(...replies);
  const [output] = told(heard);
  expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(200 * 1024);
  expect(output?.answers.flatMap(({ payload }: { payload: object }) => Object.keys(payload)).sort()).toEqual([
    'bytes',
    'claimedFrom',
    'sku',
    'sku',
  ]);
});
