/** Definitions that reach for what is not theirs: what the platform alone says, tokens, names that every object has. */
import { expect, test } from 'vitest';
import { workflowSchema } from '../../../contracts/workflow.ts';
import { compileWorkflow } from '../../../domain/workflow/compile.ts';
import { verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { catalogue } from './corpus/depot.ts';

const trial = (step: object, more: object = {}) =>
  workflowSchema.safeParse({ id: 'trial', title: 'Trial', timeoutS: 60, ...more, steps: [step] });
const errorsOf = (step: object, more: object = {}) =>
  verifyWorkflow(trial(step, more).data ?? workflowSchema.parse({}), { catalogue, workflows: new Map() })
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
const showing = (source: string) => ({
  ...{ id: 'ask', kind: 'approval', approvers: ['role:operator'], question: 'Well?', timeoutS: 60 },
  show: { deep: [`{% ${source} %}`] },
});

test.each([
  '$states',
  '$states.context.Task.Token',
  '$states.context.Execution',
  '$states.context.Execution.RoleArn',
  '$states.input',
  '($states).context.Task.Token',
  '$states["context"]',
  '$lookup($states, "context")',
  '$states.*.Task.Token',
  '$states.**.Token',
  '$input{"a": $states.context.Task.Token}',
  '[3, 1]^($states.context.Task.Token)',
  '$input ~> |$|{"t": $states.context.Task.Token}|',
  '(false ? $states := 1 : $states.context.Task.Token)',
  '$map([1], function($states) { $states })',
  '$states.context@$c.Execution.Id.$c.Task.Token',
  '$states.context.Execution[$exists(%.Task.Token)].Id',
  '$states.context.Execution.Id.%.%.Task.Token',
  '$states.context.Execution.Id.{"a": %.%}',
  '$states.context.Execution.Id{"a": $states.context}',
])('an expression does not see the token of its task: %s', (source) => {
  expect(errorsOf(showing(source))).toContain('NotVisible');
});

// `$input` stands for a part of the context: from there, `%` would climb to the task.
test.each(['$input.%.%.Task.Token', '$input.a.(%.%.%).Task.Token', '($input).%'])(
  'an expression does not climb out of the input: %s',
  (source) => {
    expect(errorsOf(showing(source))).toEqual(['BadExpression']);
  },
);

test('nor where nobody would look for an expression', () => {
  const branches = [{ when: '{% true %}', title: '{% $states.context %}' }];
  expect(trial({ id: 'choose', kind: 'condition', branches }).success).toBe(false);
  const handler = { errors: ['*'], steps: [{ id: 'tell', kind: 'transform', output: '{% $states.context %}' }] };
  expect(errorsOf({ id: 'try', kind: 'transform', catch: [handler] })).toEqual(['NotVisible']);
});

test.each(['$states.context.Execution.Id', '$states.context.Execution.RedriveCount > 0', '$input.a.{"of": %.b}'])(
  'which execution it is may be known: %s',
  (source) => {
    expect(errorsOf(showing(source))).toEqual([]);
  },
);

test.each(['platform.error', 'platform.heartbeat', 'platform.workflow.moved', 'platform.approval.decided'])(
  'no workflow says %s',
  (type) => {
    expect(errorsOf({ id: 'tell', kind: 'message', type, payload: '{% $input %}' })).toEqual(['NotForWorkflows']);
    const asked = { id: 'ask', kind: 'message', type, to: 'registrar', payload: '{% $input %}', expects: 'ack' };
    expect(errorsOf(asked, { participants: { registrar: 'agent:platform.registrar' } })).toContain('NotForWorkflows');
  },
);

test('what the platform says may be waited for, and its probe may be sent', () => {
  expect(errorsOf({ id: 'wait', kind: 'wait', message: { type: 'platform.escalated' } })).toEqual([]);
  expect(errorsOf({ id: 'probe', kind: 'message', type: 'platform.probe', payload: {} })).toEqual([]);
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'true', 'null', 'states'])('%s is no name', (name) => {
  const step = { id: 'one', kind: 'transform' };
  expect(trial({ ...step, id: name }).success).toBe(false);
  expect(trial({ ...step, set: { [name]: 1 } }).success).toBe(false);
  expect(trial(step, { participants: { [name]: 'agent:depot.clerk' } }).success).toBe(false);
  expect(trial(step, { variables: { [name]: 1 } }).success).toBe(false);
});

test.each(['and', 'or', 'in', 'function', 'end'])('%s is a name like any other', (name) => {
  const steps = [
    { id: name, kind: 'transform', output: 1 },
    { id: 'next', kind: 'transform', output: `{% $${name} + 1 %}` },
  ];
  const definition = workflowSchema.parse({ id: 'trial', title: 'Trial', timeoutS: 60, steps });
  expect(verifyWorkflow(definition, { catalogue, workflows: new Map() })).toEqual([]);
  expect(compileWorkflow(definition, { prefix: 'p', channelOf: () => undefined }).States).toHaveProperty(name);
});
