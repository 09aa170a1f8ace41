/** What the registry keeps of agents: heartbeats are counted once, in whatever order they come. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentRecordSchema } from '../../../contracts/tables/registry.ts';
import { afterError, afterHeartbeat } from '../../../functions/platform/registrar/agents.ts';

const beat = (at: string, handled: number) => ({ agent: 'shop.packer', at, version: '1', handled, failed: 1 });

test('a heartbeat counts once, also when it is delivered twice', () => {
  const once = afterHeartbeat(undefined, 'a', beat('2026-01-31T12:00:00.000Z', 3));
  expect(agentRecordSchema.parse(once)).toMatchObject({
    handled: 3,
    failed: 1,
    lastSeenAt: '2026-01-31T12:00:00.000Z',
  });
  expect(afterHeartbeat(once, 'a', beat('2026-01-31T12:00:00.000Z', 3))).toBeUndefined();
});

test('in any order, with repeats, counts and the last sign of life are the same', () => {
  const beats = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1 });
  fc.assert(
    fc.property(beats, fc.infiniteStream(fc.nat()), (ids, picks) => {
      const shuffled = [...ids, ...ids].map((id) => ({ id, by: picks.next().value })).sort((a, b) => a.by - b.by);
      let record = afterHeartbeat(undefined, 'first', beat('2026-01-31T11:00:00.000Z', 0));
      for (const { id } of shuffled)
        record =
          afterHeartbeat(record, `${id}`, beat(`2026-01-31T12:${String(id).padStart(2, '0')}:00.000Z`, id)) ?? record;
      expect(record?.handled).toBe(ids.reduce((sum, id) => sum + id, 0));
      expect(record?.lastSeenAt).toBe(`2026-01-31T12:${String(Math.max(...ids)).padStart(2, '0')}:00.000Z`);
    }),
  );
});

test('the latest error stays', () => {
  const error = (at: string) => ({ code: 'TypeError', reason: 'no lamp', messageId: 'm', at });
  const late = afterError(undefined, 'shop.packer', error('2026-01-31T12:00:00.000Z'));
  expect(late?.lastError?.at).toBe('2026-01-31T12:00:00.000Z');
  expect(afterError(late, 'shop.packer', error('2026-01-31T11:00:00.000Z'))).toBeUndefined();
});
