/** The rule of approvals: who may, once each, until when, and when the others cannot make it up any more. */
import { describe, expect, test } from 'vitest';
import { type Decidable, decide } from '../../../domain/workflow/approvals.ts';

const NOW = new Date('2026-01-31T12:00:00.000Z');
const people = ['principal:ann', 'principal:bob', 'principal:cem'];
const approval = (more: Partial<Decidable> = {}): Decidable => ({
  id: '00000000-0000-8000-8000-000000000001',
  step: 'review',
  approvers: people,
  required: 1,
  decisions: [],
  state: 'open',
  deadlineAt: '2026-01-31T12:00:00.001Z',
  ...more,
});
const ann = { principal: 'ann', role: 'viewer' };
const approve = { decision: 'approved' } as const;
const reject = { decision: 'rejected', reason: 'too dear' } as const;
const by = (principal: string, decision: 'approved' | 'rejected') => ({ by: principal, decision, at: 'earlier' });

test('a decision says who, what, why and when', () => {
  expect(decide(approval({ required: 2 }), ann, { ...approve, reason: 'fine' }, NOW)).toEqual({
    kind: 'taken',
    state: 'open',
    decisions: [{ by: 'ann', decision: 'approved', reason: 'fine', at: NOW.toISOString() }],
  });
});

describe('refused', () => {
  test.each([
    ['not named', {}, { principal: 'dan', role: 'operator' }, 'not-allowed'],
    [
      'a role that is called like a principal',
      { approvers: ['principal:operator'] },
      { principal: 'dan', role: 'operator' },
      'not-allowed',
    ],
    ['a principal that is called like a role', { approvers: ['role:ann'] }, ann, 'not-allowed'],
    ['twice', { required: 2, decisions: [by('ann', 'approved')] }, ann, 'decided-already'],
    ['twice, otherwise', { required: 2, decisions: [by('ann', 'rejected')] }, ann, 'decided-already'],
    ['approved by another', { state: 'approved' as const, decisions: [by('bob', 'approved')] }, ann, 'settled'],
    ['rejected by another', { state: 'rejected' as const, decisions: [by('bob', 'rejected')] }, ann, 'settled'],
    ['at its deadline', { deadlineAt: NOW.toISOString() }, ann, 'too-late'],
    ['closed', { state: 'closed' as const }, ann, 'too-late'],
  ])('%s', (_, more, decider, why) => {
    expect(decide(approval(more), decider, approve, NOW)).toMatchObject({ kind: 'refused', why });
  });
});

describe('what it comes to', () => {
  test.each([
    ['one of three', { required: 1 }, approve, 'approved'],
    ['the second of two', { required: 2, decisions: [by('bob', 'approved')] }, approve, 'approved'],
    ['the first of two', { required: 2 }, approve, 'open'],
    ['one rejects, one of the others is enough', { required: 1 }, reject, 'open'],
    ['one rejects, both others are enough', { required: 2 }, reject, 'open'],
    ['one rejects, and all three are needed', { required: 3 }, reject, 'rejected'],
    ['two reject, and two are needed', { required: 2, decisions: [by('bob', 'rejected')] }, reject, 'rejected'],
    ['all reject', { decisions: [by('bob', 'rejected'), by('cem', 'rejected')] }, reject, 'rejected'],
    [
      'one approves of two, where a role may decide by now and somebody had rejected',
      { approvers: [...people, 'role:operator'], required: 2, decisions: [by('bob', 'rejected')] },
      approve,
      'open',
    ],
    ['one rejects where a role may decide', { approvers: [...people, 'role:operator'] }, reject, 'rejected'],
    ['a name given twice is one person', { approvers: ['principal:ann', 'principal:ann'] }, reject, 'rejected'],
    ['more are needed than there are: nobody can approve', { required: 4 }, reject, 'rejected'],
  ])('%s: %j, %j -> %s', (_, more, decision, state) => {
    expect(decide(approval(more), ann, decision, NOW)).toMatchObject({ kind: 'taken', state });
  });

  test('a role stands for anybody who has it, each once', () => {
    const open = approval({ approvers: ['role:operator'], required: 2 });
    const first = decide(open, { principal: 'dan', role: 'operator' }, approve, NOW);
    if (first.kind !== 'taken') throw new Error('refused');
    const after = { ...open, decisions: [...first.decisions] };
    expect(decide(after, { principal: 'dan', role: 'operator' }, approve, NOW)).toMatchObject({
      why: 'decided-already',
    });
    expect(decide(after, { principal: 'eve', role: 'operator' }, approve, NOW)).toMatchObject({ state: 'approved' });
  });
});
