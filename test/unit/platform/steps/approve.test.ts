/** A step that a person decides: opened, decided, escalated, redriven, and everything that comes too late or twice. */
import { beforeEach, describe, expect, test } from 'vitest';
import { stepMessageId } from '../../../../domain/workflow/identity.ts';
import { closeApprovals, decideApproval, openApprovals } from '../../../../functions/kit/workflow/approvals.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, CONVERSATION, EXECUTION, openWorkflows } from './workflow-line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

const ID = stepMessageId(EXECUTION, 'review', '');
const ANN = { principal: 'ann', role: 'viewer' };
const BOB = { principal: 'bob', role: 'viewer' };
const approve = { decision: 'approved' } as const;
const reject = { decision: 'rejected', reason: 'too dear' } as const;

const approving = (more: Readonly<Record<string, unknown>> = {}) => {
  const { to: _, type, payload, expects, reply, ...rest } = asking({ do: 'approve', step: 'review' });
  return {
    ...rest,
    approvers: ['principal:ann', 'principal:bob'],
    required: 1,
    question: 'Shall we ship?',
    show: { sku: 'lamp' },
    onRejection: 'fail',
    escalated: false,
    ...more,
  };
};

function openReview(rejected: ReadonlySet<string> = new Set()) {
  const world = openWorkflows(tables);
  const published: { type: string; payload: unknown; id: string }[] = [];
  const deps = {
    ...world.common,
    tokens: world.tokens,
    publish: async (messages: Parameters<typeof world.bus.publish>[0]) => {
      if (rejected.size > 0) throw new Error('no bus');
      published.push(...messages.map(({ type, payload, id }) => ({ type, payload, id })));
      return world.bus.publish(messages);
    },
  };
  return {
    ...world,
    deps,
    published,
    decide: (who: typeof ANN, what: typeof approve | typeof reject) => decideApproval(deps, ID, who, what),
    open: () => openApprovals(deps),
  };
}

test('opened: it waits for whom, and system.approvals hears of it', async () => {
  const { steps, bus, open, heard } = openReview();
  expect(await steps(approving())).toBeNull();
  expect(await open()).toMatchObject([
    {
      id: ID,
      workflow: 'ship-it',
      version: 1,
      execution: EXECUTION,
      step: 'review',
      question: 'Shall we ship?',
      show: { sku: 'lamp' },
      approvers: ['principal:ann', 'principal:bob'],
      openedAt: '2026-01-31T12:00:00.000Z',
      deadlineAt: '2026-01-31T12:05:00.000Z',
      state: 'open',
      decisions: [],
    },
  ]);
  expect(bus.taken).toMatchObject([
    {
      type: 'platform.approval.requested',
      channel: 'system.approvals',
      sender: 'workflows.ship-it',
      correlationId: CONVERSATION,
      payload: {
        approval: ID,
        execution: 'ship-it:one',
        step: 'review',
        approvers: ['principal:ann', 'principal:bob'],
        deadlineAt: '2026-01-31T12:05:00.000Z',
      },
    },
  ]);
  expect(bus.taken[0]).not.toHaveProperty('causationId');
  expect(heard).toEqual([]);
});

test('opened twice with one token: one approval, one message', async () => {
  const { steps, bus, open } = openReview();
  await steps(approving());
  await steps(approving());
  expect(await open()).toHaveLength(1);
  expect(new Set(bus.taken.map(({ id }) => id)).size).toBe(1);
});

describe('decided', () => {
  test('approved: the execution hears it, and nobody is asked any more', async () => {
    const { steps, decide, heard, open, published, rows } = openReview();
    await steps(approving());
    const decisions = [{ by: 'ann', decision: 'approved', at: '2026-01-31T12:00:00.000Z' }];
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'taken', approval: { state: 'approved', decisions } });
    expect(heard).toEqual([`token-1 has ${JSON.stringify({ approved: true, decisions })}`]);
    expect(published).toMatchObject([
      { type: 'platform.approval.decided', payload: { approval: ID, step: 'review', by: 'ann', decision: 'approved' } },
    ]);
    expect(await open()).toEqual([]);
    expect(await rows('approvals#open')).toEqual([]);
    expect(await decide(BOB, reject)).toMatchObject({ outcome: 'refused', why: 'settled' });
  });

  test('two of two', async () => {
    const { steps, decide, heard, open } = openReview();
    await steps(approving({ required: 2 }));
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'taken', approval: { state: 'open' } });
    expect(heard).toEqual([]);
    expect(await open()).toHaveLength(1);
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'decided-already' });
    expect(await decide(BOB, approve)).toMatchObject({ outcome: 'taken', approval: { state: 'approved' } });
    expect(heard).toHaveLength(1);
  });

  test('both at the same moment: both count, the execution hears once', async () => {
    const { steps, decide, heard } = openReview();
    await steps(approving({ required: 2 }));
    const outcomes = await Promise.all([decide(ANN, approve), decide(BOB, approve)]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['taken', 'taken']);
    expect(heard).toEqual([expect.stringContaining('"approved":true')]);
  });

  test.each([
    ['fail', 'token-1 failed Rejected: Rejected by ann: too dear'],
    ['continue', 'token-1 has {"approved":false,"decisions":[{"by":"ann","decision":"rejected","reason":"too dear"'],
  ])('rejected, with onRejection %s', async (onRejection, expected) => {
    const { steps, decide, heard } = openReview();
    await steps(approving({ onRejection, required: 2 }));
    await decide(ANN, reject);
    expect(heard).toEqual([expect.stringContaining(expected)]);
  });

  test('an approval that nobody opened', async () => {
    expect(await openReview().decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'unknown' });
  });

  test('who may not', async () => {
    const { steps, decide, heard } = openReview();
    await steps(approving());
    expect(await decide({ principal: 'eve', role: 'operator' }, approve)).toMatchObject({ why: 'not-allowed' });
    expect(heard).toEqual([]);
  });
});

describe('too late', () => {
  test('after the deadline', async () => {
    const { steps, decide, open, clock } = openReview();
    await steps(approving());
    clock.advance(300_000);
    expect(await open()).toEqual([]);
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'too-late' });
  });

  test('before the deadline, but the execution waits no more: taken back', async () => {
    const { steps, decide, heard, gone, rows, published } = openReview();
    await steps(approving());
    gone.add('token-1');
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'too-late' });
    expect(await rows('approval#')).toMatchObject([{ state: 'closed', decisions: [] }]);
    expect([heard, published]).toEqual([[], []]);
  });

  test('the execution was stopped', async () => {
    const { steps, decide, open, deps, rows } = openReview();
    await steps(approving());
    await steps(approving({ execution: EXECUTION.replace(/one$/, 'two'), token: 'token-2' }));
    await closeApprovals(deps, EXECUTION);
    expect((await open()).map(({ execution }) => execution)).toEqual([EXECUTION.replace(/one$/, 'two')]);
    expect(await rows('approvals#open')).toHaveLength(1);
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'too-late' });
  });
});

describe('a new token for the same approval', () => {
  test('escalated: more may decide, decisions are kept, the new token hears the end', async () => {
    const { steps, decide, heard, gone, bus } = openReview();
    await steps(approving({ required: 2 }));
    await decide(ANN, approve);
    gone.add('token-1');
    await steps(
      approving({ token: 'token-2', required: 2, escalated: true, approvers: ['role:operator'], timeoutS: 900 }),
    );
    expect(bus.taken.filter(({ type }) => type === 'platform.approval.requested').at(-1)).toMatchObject({
      payload: {
        approvers: ['principal:ann', 'principal:bob', 'role:operator'],
        deadlineAt: '2026-01-31T12:15:00.000Z',
      },
    });
    await decide({ principal: 'eve', role: 'operator' }, approve);
    expect(heard).toEqual([expect.stringMatching(/^token-2 has {"approved":true,.*"ann".*"eve"/)]);
  });

  test('redriven after a timeout: asked again, with a new deadline', async () => {
    const { steps, decide, heard, gone, clock, open } = openReview();
    await steps(approving());
    gone.add('token-1');
    clock.advance(400_000);
    await steps(approving({ token: 'token-2', attempt: 101 }));
    expect(await open()).toMatchObject([{ deadlineAt: '2026-01-31T12:11:40.000Z' }]);
    await decide(ANN, approve);
    expect(heard).toEqual([expect.stringMatching(/^token-2 has {"approved":true/)]);
  });

  test('approved before: the new token hears it at once', async () => {
    const { steps, decide, heard, open } = openReview();
    await steps(approving());
    await decide(ANN, approve);
    await steps(approving({ token: 'token-2', attempt: 101 }));
    expect(heard).toEqual([
      expect.stringMatching(/^token-1 has {"approved":true/),
      expect.stringMatching(/^token-2 has {"approved":true/),
    ]);
    expect(await open()).toEqual([]);
  });

  test('rejected, and told: asked anew', async () => {
    const { steps, decide, heard, open } = openReview();
    await steps(approving());
    await decide(ANN, reject);
    await decide(BOB, reject);
    await steps(approving({ token: 'token-2', attempt: 101 }));
    expect(await open()).toMatchObject([{ decisions: [] }]);
    await decide(ANN, approve);
    expect(heard).toEqual([
      expect.stringMatching(/^token-1 failed Rejected/),
      expect.stringMatching(/^token-2 has {"approved":true/),
    ]);
  });

  test('a decision while the token is replaced is heard by the new one', async () => {
    const { steps, decide, heard, gone, during } = openReview();
    await steps(approving());
    gone.add('token-1');
    during.run = async () => {
      delete during.run;
      await steps(approving({ token: 'token-2', escalated: true, approvers: ['role:operator'] }));
    };
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'taken' });
    expect(heard).toEqual([expect.stringMatching(/^token-2 has {"approved":true/)]);
  });
});

describe('a crash after the decision was written', () => {
  test('before the execution heard: who decides again finishes it', async () => {
    const { steps, decide, heard, during, published, open, rows } = openReview();
    await steps(approving());
    during.run = async () => {
      delete during.run;
      throw new Error('crash');
    };
    await expect(decide(ANN, approve)).rejects.toThrow('crash');
    expect(await decide(ANN, approve)).toMatchObject({ outcome: 'refused', why: 'decided-already' });
    expect(heard).toEqual([expect.stringMatching(/^token-1 has {"approved":true/)]);
    expect(published).toHaveLength(1);
    expect([await open(), await rows('approvals#open')]).toEqual([[], []]);
  });

  test('before anybody else heard: the message has the same id', async () => {
    const { steps, deps, decide, bus, published } = openReview();
    await steps(approving());
    const away = { ...deps, publish: () => Promise.reject(new Error('no bus')) };
    await expect(decideApproval(away, ID, ANN, approve)).rejects.toThrow('no bus');
    await decide(ANN, approve);
    await decide(ANN, approve);
    expect(published).toHaveLength(1);
    expect(bus.taken.at(-1)?.type).toBe('platform.approval.decided');
  });
});
