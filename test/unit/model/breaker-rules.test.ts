/** The breaker's decisions: every transition by an example, and what holds whatever happens in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterResult, type Breaker, type BreakerResult, CLOSED, enter } from '../../../domain/model/breaker.ts';

const RULES = { failures: 5, openMs: 60_000, successes: 3, leaseMs: 10_000 };
const OPEN: Breaker = { state: 'open', failures: 0, successes: 0, openedAtMs: 1000 };
const probing = (id: string, untilMs = 71_000, successes = 0): Breaker => ({
  state: 'half-open',
  failures: 0,
  successes,
  openedAtMs: 1000,
  probe: { id, untilMs },
});
const after = (breaker: Breaker, result: BreakerResult, probe?: string, nowMs = 5000) =>
  afterResult(breaker, result, RULES, nowMs, probe);

test('closed lets through, counts failures, and forgets them with a success', () => {
  expect(enter(CLOSED, RULES, 0, 'a')).toEqual({ kind: 'pass' });
  const four = { ...CLOSED, failures: 4 };
  expect(after({ ...CLOSED, failures: 3 }, 'failure')).toEqual(four);
  expect(after(four, 'success')).toEqual(CLOSED);
  expect(after(four, 'neither')).toBe(four);
  expect(after(CLOSED, 'success')).toBe(CLOSED);
});

test('the fifth failure opens it', () => {
  expect(after({ ...CLOSED, failures: 4 }, 'failure')).toEqual({ ...OPEN, openedAtMs: 5000 });
});

test('open refuses until its time is over, and says how long that is', () => {
  expect(enter(OPEN, RULES, 60_999, 'a')).toEqual({ kind: 'refused', retryAfterMs: 1 });
  expect(enter(OPEN, RULES, 61_000, 'a')).toEqual({ kind: 'probe', next: probing('a') });
});

test('results of calls that began before it opened change nothing', () => {
  expect(after(OPEN, 'success')).toBe(OPEN);
  expect(after(OPEN, 'failure')).toBe(OPEN);
  expect(after(probing('a'), 'failure')).toEqual(probing('a'));
});

test('half-open lets one probe through; another one when it is over or its lease is', () => {
  expect(enter(probing('a'), RULES, 70_999, 'b')).toEqual({ kind: 'refused', retryAfterMs: 1 });
  expect(enter(probing('a'), RULES, 71_000, 'b')).toEqual({ kind: 'probe', next: probing('b', 81_000) });
  const free = after(probing('a'), 'neither', 'a');
  expect(free.probe).toBeUndefined();
  expect(enter(free, RULES, 62_000, 'b')).toEqual({ kind: 'probe', next: probing('b', 72_000) });
});

test('a probe that fails opens it again from now; three that go well close it', () => {
  expect(after(probing('a'), 'failure', 'a', 65_000)).toEqual({ ...OPEN, openedAtMs: 65_000 });
  expect(after(probing('a', 71_000, 1), 'success', 'a')).toMatchObject({ state: 'half-open', successes: 2 });
  expect(after(probing('a', 71_000, 2), 'success', 'a')).toEqual(CLOSED);
});

test('a probe whose lease was taken over decides nothing', () => {
  const taken = probing('b', 81_000, 2);
  expect(after(taken, 'success', 'a')).toBe(taken);
  expect(after(taken, 'failure', 'a')).toBe(taken);
});

type Action =
  | { readonly kind: 'enter' }
  | { readonly kind: 'leave'; readonly latest: boolean; readonly result: BreakerResult }
  | { readonly kind: 'time'; readonly ms: number };

/** So that it opens and closes often. */
const FEW = { failures: 2, openMs: 10_000, successes: 2, leaseMs: 10_000 };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('enter' as const) }),
  fc.record({
    kind: fc.constant('leave' as const),
    latest: fc.boolean(),
    result: fc.constantFrom('success', 'failure', 'failure', 'neither'),
  }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.nat(12_000) }),
);

test('whatever happens: no call goes out while it is open, never two probes with a lease, and it opens and closes by the rules alone', () => {
  let opened = 0;
  let closed = 0;
  fc.assert(
    fc.property(fc.array(action, { minLength: 100, maxLength: 200 }), (actions) => {
      let breaker = CLOSED;
      let nowMs = 1000;
      let made = 0;
      const under: { readonly id: string; readonly probe: boolean }[] = [];
      for (const one of actions) {
        const before = breaker;
        if (one.kind === 'time') nowMs += one.ms;
        else if (one.kind === 'enter') {
          const id = `call-${made++}`;
          const entry = enter(breaker, FEW, nowMs, id);
          if (entry.kind === 'refused') expect(entry.retryAfterMs).toBeGreaterThan(0);
          else under.push({ id, probe: entry.kind === 'probe' });
          if (entry.kind === 'pass') expect(before.state).toBe('closed');
          if (entry.kind === 'probe') {
            expect(nowMs).toBeGreaterThanOrEqual((before.openedAtMs ?? 0) + FEW.openMs);
            expect(before.probe === undefined || before.probe.untilMs <= nowMs).toBe(true);
            breaker = entry.next;
          }
        } else {
          const [left] = under.splice(one.latest ? -1 : 0, 1);
          if (left) breaker = afterResult(breaker, one.result, FEW, nowMs, left.probe ? left.id : undefined);
          if (before.state !== 'open' && breaker.state === 'open') {
            opened += 1;
            expect(one.result).toBe('failure');
            expect(before.state === 'half-open' || before.failures === FEW.failures - 1).toBe(true);
          }
          if (before.state === 'half-open' && breaker.state === 'closed') {
            closed += 1;
            expect([one.result, before.successes]).toEqual(['success', FEW.successes - 1]);
          }
        }
        if (before.state === 'open') expect(breaker.state).not.toBe('closed');
      }
    }),
    { numRuns: 200 },
  );
  expect(Math.min(opened, closed)).toBeGreaterThan(10);
});
