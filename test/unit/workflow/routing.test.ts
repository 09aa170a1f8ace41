/** What brings a workflow its messages and its times, and which message a step that listens hears. */
import { expect, test } from 'vitest';
import type * as z from 'zod';
import { type WorkflowInput, workflowSchema } from '../../../contracts/workflow.ts';
import { hears } from '../../../domain/workflow/listening.ts';
import { ruleNamesOf, rulesOf, scheduleOf } from '../../../domain/workflow/routing.ts';
import { compilePattern } from '../../../local/engine/pattern/compile.ts';
import { parseJson } from '../../../local/engine/pattern/json.ts';
import { patternMatches } from '../../../local/engine/pattern/rule-index.ts';
import { message } from '../kit/fakes.ts';

const PREFIX = 'signalbox-test';
const NOT_TO_WORKFLOWS = [{ exists: false }, { 'anything-but': { prefix: 'agent:workflows.' } }];
const workflow = (more: Partial<WorkflowInput>) =>
  workflowSchema.parse({
    id: 'errands',
    title: 'Errands',
    steps: [{ id: 'rest', kind: 'wait', forS: 1 }],
    ...more,
  });
type JsonValue = z.core.util.JSONType;
const waitFor = (id: string, type: string) => ({ id, kind: 'wait' as const, message: { type } });

test('a workflow that is started by hand and waits for no message has no rule and no schedule', () => {
  expect(rulesOf(workflow({}), PREFIX)).toEqual([]);
  expect(scheduleOf(workflow({}))).toBeUndefined();
});

test('types that steps wait for at any depth are in one rule, each once', () => {
  const [rule, ...more] = rulesOf(
    workflow({
      steps: [
        waitFor('first', 'b.told'),
        {
          id: 'choose',
          kind: 'condition',
          branches: [{ when: '{% true %}', steps: [waitFor('second', 'a.told')] }],
          otherwise: [
            { id: 'each', kind: 'map', over: [1], steps: [waitFor('third', 'b.told')] },
            {
              id: 'calm',
              kind: 'transform',
              catch: [{ errors: ['*'], steps: [waitFor('fourth', 'c.told')] }],
            },
          ],
        },
      ],
    }),
    PREFIX,
  );
  expect(more).toEqual([]);
  expect(rule?.name).toBe('signalbox-test-workflow-errands-wait');
  expect(rule?.eventPattern).toEqual({
    'detail-type': ['a.told', 'b.told', 'c.told'],
    detail: { type: ['a.told', 'b.told', 'c.told'], to: NOT_TO_WORKFLOWS },
  });
  expect(rule?.inputTransformer).toEqual({
    inputPathsMap: { message: '$.detail' },
    inputTemplate: '{"workflow":"errands","for":"wait","message":<message>}',
  });
});

test('a pattern on the message narrows its rule, and cannot widen it to another type', () => {
  const trigger = { kind: 'message' as const, type: 'a.told', where: { type: ['b.told'], payload: { n: [1] } } };
  expect(rulesOf(workflow({ trigger }), PREFIX)[0]?.eventPattern).toEqual({
    'detail-type': ['a.told'],
    detail: { type: ['a.told'], payload: { n: [1] }, to: NOT_TO_WORKFLOWS },
  });
});

test('both rules bring what has no addressee or an agent, and leave out what is addressed to a workflow', () => {
  const trigger = { kind: 'message' as const, type: 'a.told' };
  const rules = rulesOf(workflow({ trigger, steps: [waitFor('first', 'a.told')] }), PREFIX);
  expect(rules).toHaveLength(2);
  for (const { eventPattern } of rules) {
    const brings = (to: object) =>
      patternMatches(
        compilePattern(JSON.stringify(eventPattern)),
        parseJson(JSON.stringify({ 'detail-type': 'a.told', detail: message({ type: 'a.told', ...to }) })),
      );
    expect([{}, { to: 'agent:workflows-office.clerk' }, { to: 'role:clerk' }].map(brings)).toEqual([true, true, true]);
    expect([{ to: 'agent:workflows.errands' }, { to: 'agent:workflows.other' }].map(brings)).toEqual([false, false]);
  }
});

test('what a pattern says of `to` stands as it is: EventBridge knows no second list for a field', () => {
  const detailOf = (where: Record<string, JsonValue>) =>
    rulesOf(workflow({ trigger: { kind: 'message', type: 'a.told', where } }), PREFIX)[0]?.eventPattern.detail;
  const type = ['a.told'];
  for (const where of [
    { to: [{ prefix: 'agent:' }] },
    { $or: [{ to: [{ exists: false }] }, { payload: { n: [1] } }] },
    { $or: [{ $or: [{ to: ['agent:a'] }, { to: ['agent:b'] }] }, { sender: ['x'] }] },
  ])
    expect(detailOf(where)).toEqual({ ...where, type });
  const without = { payload: { to: ['home'] }, $or: [{ sender: ['x'] }, { hops: [0] }] };
  expect(detailOf(without)).toEqual({ ...without, type, to: NOT_TO_WORKFLOWS });
});

test('the longest names fit into what EventBridge takes for a rule', () => {
  for (const name of ruleNamesOf('signalbox-staging', 'w'.repeat(32))) expect(name.length).toBeLessThanOrEqual(64);
});

test('a message is heard in its time, with all values at their places', () => {
  const told = message({
    payload: { order: { id: 17, lines: [{ sku: 'lamp' }] } },
    sentAt: '2026-01-31T12:00:00.000Z',
  });
  const row = { where: {}, sinceAt: '2026-01-31T12:00:00.000Z', untilAt: '2026-01-31T13:00:00.000Z' };
  const heard = (where: Record<string, unknown>, more = {}) => hears({ ...row, where, ...more }, told);
  expect(heard({})).toBe(true);
  expect(heard({ 'payload.order.id': 17, 'payload.order.lines.0.sku': 'lamp', sender: 'api' })).toBe(true);
  expect(heard({ 'payload.order': { lines: [{ sku: 'lamp' }], id: 17 } })).toBe(true);
  expect(heard({ 'payload.order.id': '17' })).toBe(false);
  expect(heard({ 'payload.order.toString': undefined, 'payload.nothing.at.all': 1 })).toBe(false);
  expect(heard({}, { sinceAt: '2026-01-31T12:00:00.001Z' })).toBe(false);
  expect(heard({}, { untilAt: '2026-01-31T11:59:59.999Z' })).toBe(false);
});
