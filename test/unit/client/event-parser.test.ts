/** Server-sent events: whatever way the bytes are cut and lines end, the same events. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser, type ServerSentEvent } from '../../../client/event-parser.ts';

function parse(...chunks: (string | Uint8Array)[]) {
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  const take = createEventParser({
    onEvent: (event) => events.push(event),
    onComment: (text) => comments.push(text),
    onRetry: (ms) => retries.push(ms),
  });
  for (const chunk of chunks) take(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
  return { events, comments, retries };
}

test('fields, several lines of data, a comment, a retry', () => {
  const { events, comments, retries } = parse(
    ': hello\nretry: 250\nid: 7\nevent: end\ndata: one\ndata:two\ndata\n\ndata:  two spaces\n\n',
  );
  expect(events).toEqual([
    { event: 'end', id: '7', data: 'one\ntwo\n' },
    { event: 'message', id: '7', data: ' two spaces' },
  ]);
  expect([comments, retries]).toEqual([['hello'], [250]]);
});

test.each([
  ['an event without its empty line', 'id: 1\ndata: a\n\nid: 2\ndata: b\n', [{ event: 'message', id: '1', data: 'a' }]],
  ['an event without data, whose id counts', 'id: 1\n\ndata: b\n\n', [{ event: 'message', id: '1', data: 'b' }]],
  ['an id with a zero byte', 'id: a\0b\ndata: x\n\n', [{ event: 'message', id: '', data: 'x' }]],
  [
    'unknown fields and a retry that is no number',
    'foo: bar\nretry: soon\ndata: x\n\n',
    [{ event: 'message', id: '', data: 'x' }],
  ],
] as const)('%s', (_, text, expected) => {
  const { events, retries } = parse(text);
  expect(events).toEqual(expected);
  expect(retries).toEqual([]);
});

test('a CR at the end of a chunk and a LF at the start of the next are one end of a line', () => {
  expect(parse('data: a\r', '\ndata: b\r', '\n\r', '\n').events).toEqual([{ event: 'message', id: '', data: 'a\nb' }]);
  expect(parse('data: a\r\r', 'data: b\r', '\r').events.map(({ data }) => data)).toEqual(['a', 'b']);
});

test('cut at any bytes, with any ends of lines, a byte order mark and characters of several bytes', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0]/g, '').replace(/^\uFEFF/, ''));
  const sent = fc.record({
    id: line,
    event: line.filter((name) => name !== ''),
    data: fc.array(line, { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(sent), fc.constantFrom('\n', '\r', '\r\n'), fc.array(fc.nat()), (events, end, cuts) => {
      const text = events
        .map(({ id, event, data }) =>
          [`id: ${id}`, `event: ${event}`, ...data.map((one) => `data: ${one}`), '', ''].join(end),
        )
        .join('');
      const bytes = new TextEncoder().encode(`\uFEFF${text}`);
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
      const chunks = [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
      expect(parse(...chunks).events).toEqual(
        events.map(({ id, event, data }) => ({ id, event, data: data.join('\n') })),
      );
    }),
  );
});
