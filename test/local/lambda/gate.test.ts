/** Whose batch runs next, among all event source mappings. */
import { expect, test } from 'vitest';
import { createGate, type Turn } from '../../../local/services/lambda/mapping/gate.ts';

/** A gate whose long batches are told by hand, and mappings with so many batches to run. */
function gateOf(slots: number) {
  const long: (() => void)[] = [];
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const gate = createGate(slots, (_, run) => long.push(run));
  const mapping = (name: string, batches: number): Turn => {
    let left = batches;
    return (ended) => {
      if (left === 0) return false;
      left -= 1;
      started.push(name);
      ends.push(ended);
      return true;
    };
  };
  return {
    gate,
    mapping,
    started,
    endNext: () => ends.shift()?.(),
    passLong: () => long.splice(0).map((run) => run()),
  };
}

test('no more batches run than there are slots', () => {
  const { gate, mapping, started, endNext } = gateOf(2);
  gate.want(mapping('full', 5));
  expect(started).toHaveLength(2);
  endNext();
  expect(started).toHaveLength(3);
});

test('a mapping with one batch is next in turn, however much another has waiting', () => {
  const { gate, mapping, started, endNext } = gateOf(1);
  gate.want(mapping('full', 100));
  gate.want(mapping('one', 1));
  gate.want(mapping('two', 2));
  for (let i = 0; i < 5; i++) endNext();
  expect(started).toEqual(['full', 'full', 'one', 'two', 'full', 'two']); // the second had its turn before they came
});

test('a batch that runs long gives its slot to others, once', () => {
  const { gate, mapping, started, endNext, passLong } = gateOf(1);
  gate.want(mapping('sleeps', 1));
  gate.want(mapping('waits', 3));
  expect(started).toEqual(['sleeps']);
  passLong();
  expect(started).toEqual(['sleeps', 'waits']);
  endNext(); // the end of the one that slept frees nothing more
  expect(started).toEqual(['sleeps', 'waits']);
});

test('a mapping that had nothing is asked again when it wants to', () => {
  const { gate, mapping, started, endNext } = gateOf(1);
  const late = mapping('late', 1);
  gate.want(mapping('busy', 1));
  gate.want(late);
  gate.forget(late);
  endNext();
  expect(started).toEqual(['busy']);
  gate.want(late);
  expect(started).toEqual(['busy', 'late']);
});
