/** How frames are written: they come back as they were, and those of an earlier version are read. */
import { expect, test } from 'vitest';
import type { Json } from '../../../local/engine/service.ts';
import type { Frame } from '../../../local/services/states/run/frame.ts';
import { frameOf, storedFrame } from '../../../local/services/states/run/stored-frame.ts';
import { Texts } from '../../../local/services/states/run/texts.ts';

const input = { items: [1, 2, 3] };
const frame: Frame = {
  id: 'r',
  index: 0,
  state: 'S1',
  input,
  variables: { v: 1 },
  lastEventId: 4,
  entered: { eventId: 2, atMs: 1 },
  retries: [1],
  progress: undefined,
};
const task = (given: Json): Frame => ({
  ...frame,
  progress: {
    kind: 'task',
    id: 'call',
    arguments: given,
    deadlineMs: 9,
    heartbeatMs: undefined,
    token: undefined,
    submitted: false,
  },
});
const throughDisk = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test.each<[string, Frame]>([
  ['between states', frame],
  ['in a task that was given the input', task(input)],
  ['in a task with arguments of its own', task({ name: 'own' })],
  ['in a task with a text', task('text')],
  ['in a wait', { ...frame, progress: { kind: 'wait', untilMs: 5 } }],
  ['with no input', { ...frame, input: null }],
])('a frame %s comes back as it was', (_, one) => {
  const texts = new Texts();
  const stored = storedFrame(one, (value) => texts.of(value));
  expect(frameOf(throughDisk(stored))).toEqual(throughDisk(one));
});

test('a frame of an earlier version, with values in place of texts, is read', () => {
  expect(frameOf(throughDisk(task({ name: 'own' })))).toEqual(throughDisk(task({ name: 'own' })));
});

test('texts are those of the very values, however many there were', () => {
  const texts = new Texts();
  const values: Json[] = [{ a: 1 }, { a: 1 }, [2], { b: 3 }, 'text', null, 5];
  for (const value of [...values, ...values]) expect(texts.of(value)).toBe(JSON.stringify(value));
});
