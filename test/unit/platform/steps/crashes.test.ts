/**
 * Crashes at every point: each call that a function makes fails once, before or after it took effect, and what called it is invoked
 * again, with the token it had or with a new one. Whatever the point, the step ends once, well, and nothing goes out under a second id.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../../contracts/message.ts';
import { stepMessageId } from '../../../../domain/workflow/identity.ts';
import { decideApproval, openApprovals } from '../../../../functions/kit/workflow/approvals.ts';
import type { StepsTable } from '../../../../functions/kit/workflow/steps-table.ts';
import { createAnswers } from '../../../../functions/platform/answers/answers.ts';
import { createSteps } from '../../../../functions/platform/steps/steps.ts';
import { batch, context, record } from '../../kit/fakes.ts';
import { openTables, type Tables } from '../../kit/tables.ts';
import { asking, EXECUTION, openWorkflows, replyTo } from './workflow-line.ts';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

class Crash extends Error {}

/** A call ends the function: an odd `n` before the call takes effect, an even one after. Then nothing works until it is invoked again. */
function crashAt(n: number) {
  let calls = 0;
  let isDead = false;
  const at = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Crash('dead');
    calls += 1;
    const [before, after] = [calls * 2 - 1 === n, calls * 2 === n];
    isDead = before;
    if (before) throw new Crash('before');
    const result = await work();
    isDead ||= after;
    if (after) throw new Crash('after');
    return result;
  };
  const wrapped = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function'
          ? (...args: unknown[]) => at(async () => await Reflect.apply(value, target, args))
          : value;
      },
    });
  const revive = () => {
    isDead = false;
  };
  return { wrapped, at, revive, isOver: () => n > calls * 2 };
}

/** Rows in memory: thousands of calls, whose conditions the other tests put to a real table. */
function memoryTable(): StepsTable {
  const rows = new Map<string, { revision: number }>();
  const keyOf = (pk: string, sk: string) => `${pk} ${sk}`;
  return {
    read: async (schema, pk, sk = 'self') => schema.optional().parse(rows.get(keyOf(pk, sk))),
    list: async (schema, pk, prefix = '') =>
      [...rows].filter(([key]) => key.startsWith(keyOf(pk, prefix))).map(([, row]) => schema.parse(row)),
    async write(row, before) {
      const key = keyOf(row.pk, row.sk);
      if (rows.get(key)?.revision !== before?.revision) return false;
      rows.set(key, { ...row, revision: (before?.revision ?? 0) + 1 });
      return true;
    },
    async remove(pk, sk) {
      rows.delete(keyOf(pk, sk));
    },
  };
}

function openCrashing(n: number, place: string, reachedBy: readonly ('direct' | 'queue')[]) {
  const world = openWorkflows(tables, { reachedBy });
  const { wrapped, at, revive, isOver } = crashAt(n);
  const execution = EXECUTION.replace(/one$/, `n-${n}`);
  const table = memoryTable();
  const deps = {
    ...world.common,
    table: wrapped(table),
    tokens: wrapped(world.tokens),
    history: wrapped(world.history),
    publish: (messages: readonly Message[]) => at(() => world.bus.publish(messages)),
  };
  const steps = createSteps({
    ...deps,
    invoke: (_, one) => at(() => world.courier({ deliver: one }, context)),
    record: (all) => at(async () => void (await world.line.record(...all))),
    putRows: world.putRows,
    tellLate: async () => {},
  });
  const answers = createAnswers({ ...deps, tellLate: async () => {}, deadLetter: async () => {} });
  /** As Lambda and Step Functions would: again until it works. */
  const insisted = async (request: Record<string, unknown>, hasNewToken: boolean) => {
    for (let attempt = 1; ; attempt++) {
      const token = hasNewToken ? `token-${attempt}` : 'token-1';
      revive();
      try {
        await steps({ ...request, execution, place, token, attempt });
        return token;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        if (hasNewToken) world.gone.add(token);
      }
    }
  };
  const delivered = async (message: Message) => {
    do revive();
    while ((await answers(batch(record(message)))).batchItemFailures.length > 0);
  };
  const requests = () => world.bus.taken.filter(({ sender }) => sender === 'workflows.ship-it');
  return { ...world, table, deps, insisted, delivered, requests, revive, isOver, execution };
}

/** Successes that tokens heard. */
const ends = (heard: readonly string[]) => heard.filter((line) => line.includes(' has '));

/** Every point of a run, one after the other, until a run has none left. */
async function everyPoint(run: (n: number) => Promise<boolean>): Promise<number> {
  for (let n = 1; ; n++) if (await run(n)) return n - 1;
}

describe.each([
  ['the same token', false],
  ['a new token each time', true],
])('with %s', (_, hasNewToken) => {
  test('ask over the queue', async () => {
    const points = await everyPoint(async (n) => {
      const world = openCrashing(n, '', ['queue']);
      await world.insisted(asking(), hasNewToken);
      const requests = world.requests();
      expect(new Set(requests.map(({ id }) => id)).size, `point ${n}`).toBe(1);
      for (const request of requests) await world.delivered(replyTo(request));
      expect(ends(world.heard), `point ${n}`).toHaveLength(1);
      return world.isOver();
    });
    expect(points).toBeGreaterThan(8);
  });

  test('ask directly', async () => {
    const points = await everyPoint(async (n) => {
      const world = openCrashing(n, '', ['direct', 'queue']);
      const token = await world.insisted(asking(), hasNewToken);
      for (const one of world.bus.taken.filter(({ sender }) => sender === 'shop.courier')) await world.delivered(one);
      expect(ends(world.heard).length, `point ${n}`).toBeGreaterThan(0);
      expect(new Set(ends(world.heard).map((line) => line.split(' ')[0])).size, `point ${n}`).toBeLessThanOrEqual(2);
      expect(world.gone, `point ${n}`).toContain(token);
      return world.isOver();
    });
    expect(points).toBeGreaterThan(8);
  });

  test('gather', async () => {
    const points = await everyPoint(async (n) => {
      const world = openCrashing(n, '', ['queue']);
      const { expects: _e, ...rest } = asking({
        do: 'gather',
        to: ['agent:shop.courier', 'role:courier'],
        until: 'all',
        late: 'ignore',
      });
      await world.insisted(rest, hasNewToken);
      const byId = new Map(world.requests().map((one) => [one.id, one]));
      expect(byId.size, `point ${n}`).toBe(2);
      for (const request of byId.values()) await world.delivered(replyTo(request));
      expect(ends(world.heard), `point ${n}`).toHaveLength(1);
      expect(ends(world.heard)[0]).toContain('"failed":[],"missing":[]');
      return world.isOver();
    });
    expect(points).toBeGreaterThan(20);
  });

  test('approve', async () => {
    const points = await everyPoint(async (n) => {
      const world = openCrashing(n, '', ['queue']);
      const { to: _t, type: _y, payload: _p, expects: _e, reply: _r, ...rest } = asking({ do: 'approve' });
      const more = {
        approvers: ['principal:ann'],
        required: 1,
        question: 'So?',
        onRejection: 'fail',
        escalated: false,
      };
      await world.insisted({ ...rest, ...more }, hasNewToken);
      const id = stepMessageId(world.execution, 'deliver', '');
      const decide = async (): Promise<unknown> => {
        world.revive();
        try {
          return await decideApproval(world.deps, id, { principal: 'ann', role: 'viewer' }, { decision: 'approved' });
        } catch (error) {
          if (error instanceof Crash) return decide();
          throw error;
        }
      };
      await decide();
      expect(ends(world.heard), `point ${n}`).toHaveLength(1);
      const told = world.bus.taken.filter(({ type }) => type === 'platform.approval.decided');
      expect(new Set(told.map((one) => one.id)).size, `point ${n}`).toBe(1);
      expect(await openApprovals({ ...world.common, table: world.table })).toEqual([]);
      return world.isOver();
    });
    expect(points).toBeGreaterThan(15);
  });
});
