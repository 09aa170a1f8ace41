/** The heap of waiting messages gives the earliest first, whatever was put in and taken out, and keeps every place right. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Message } from '../../../local/services/sqs/message.ts';
import { Waiting } from '../../../local/services/sqs/queue/waiting.ts';

const stored = { id: '', body: '', md5: '', senderId: '', sentAtMs: 0 };

test('the first is the earliest of those that are in it', async () => {
  const push = fc.record({ push: fc.integer({ min: 0, max: 50 }) });
  const remove = fc.record({ remove: fc.nat() });
  await fc.assert(
    fc.property(fc.array(fc.oneof(push, remove), { maxLength: 200 }), (steps) => {
      const waiting = new Waiting();
      const inside: Message[] = [];
      for (const step of steps) {
        if ('push' in step) {
          const message = new Message('', stored);
          message.readyAtMs = step.push;
          waiting.push(message);
          inside.push(message);
        } else if (inside.length > 0) {
          const [message] = inside.splice(step.remove % inside.length, 1);
          if (message) waiting.remove(message);
          expect(message?.heapIndex).toBe(-1);
        }
        const earliest = inside.length > 0 ? Math.min(...inside.map(({ readyAtMs }) => readyAtMs)) : undefined;
        expect(waiting.first?.readyAtMs).toBe(earliest);
      }
    }),
  );
});
