/** The envelope and its two forms: as we send it, and as a CloudEvent. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cloudEventSchema, fromCloudEvent, toCloudEvent } from '../../../contracts/cloud-event.ts';
import { type Message, messageSchema, newMessageSchema, PRIORITIES } from '../../../contracts/message.ts';
import { newMessageId } from '../../../domain/ids.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const dotted = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('.'));
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const id = fc
  .tuple(fc.nat(2 ** 31), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map(([ms, random]) => newMessageId(ms, random));
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));

const message: fc.Arbitrary<Message> = fc
  .record(
    {
      id,
      type: dotted,
      channel: dotted,
      sender: dotted,
      to: fc.tuple(fc.constantFrom('agent', 'role', 'capability'), dotted).map((parts) => parts.join(':')),
      priority: fc.constantFrom(...PRIORITIES),
      correlationId: fc.stringMatching(/^[A-Za-z0-9 :#_~é☃.-]{3,100}$/).filter((text) => !/^\.+$/.test(text)),
      causationId: id,
      replyTo: dotted,
      expects: fc.constantFrom('none', 'ack', 'reply'),
      deadlineMs: fc.integer({ min: 1, max: 86_400_000 }),
      sentAt: time,
      expiresAt: time,
      hops: fc.nat(40),
      attempt: fc.integer({ min: 1, max: 9 }),
      traceparent: fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join('-')),
      payload: fc.jsonValue(),
    },
    {
      requiredKeys: [
        ...(['id', 'type', 'channel', 'sender', 'priority', 'correlationId'] as const),
        ...(['expects', 'sentAt', 'hops', 'attempt', 'payload'] as const),
      ],
    },
  )
  .map((one) => one as Message);

describe('the envelope', () => {
  test('takes what keeps its rules, and gives it back unchanged through JSON', () => {
    fc.assert(
      fc.property(message, (one) => {
        const sent = JSON.parse(JSON.stringify(one));
        expect(messageSchema.parse(sent)).toEqual(sent);
      }),
    );
  });

  test('never throws, whatever comes, and takes nothing that lacks a field', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(messageSchema.safeParse(value).success).toBe(false);
      }),
    );
    fc.assert(
      fc.property(
        message,
        fc.constantFrom('id', 'type', 'channel', 'sender', 'sentAt', 'payload', 'hops'),
        (one, field) => {
          const { [field]: _, ...rest } = one;
          expect(messageSchema.safeParse(rest).success).toBe(false);
        },
      ),
    );
  });

  test.each([
    ['id', 'not-a-uuid'],
    ['type', 'Fleet.Analysis'],
    ['channel', ''],
    ['sender', 'a..b'],
    ['to', 'somebody'],
    ['priority', 4],
    ['correlationId', ''],
    ['correlationId', '..'],
    ['correlationId', 'a/b'],
    ['correlationId', 'a%2Fb'],
    ['correlationId', 'a\nb'],
    ['deadlineMs', 0],
    ['sentAt', '2026-01-31T12:00:00Z'],
    ['sentAt', '2026-01-31T12:00:00.000+01:00'],
    ['hops', -1],
    ['attempt', 0],
    ['traceparent', '00-zz'],
    ['surprise', 1],
  ])('refuses %s: %s', (field, value) => {
    const [one] = fc.sample(message, 1);
    expect(messageSchema.safeParse({ ...one, [field]: value }).success).toBe(false);
  });

  test('knows one spelling of an id: capitals are the same id', () => {
    const [one] = fc.sample(message, 1);
    const capitals = { ...one, id: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' };
    expect(messageSchema.parse(capitals).id).toBe('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
  });

  test('of a client needs a type and a payload, and leaves the time and the attempt to us', () => {
    expect(newMessageSchema.safeParse({ type: 'a.b', payload: null }).success).toBe(true);
    expect(newMessageSchema.safeParse({ type: 'a.b' }).success).toBe(false);
    expect(newMessageSchema.safeParse({ type: 'a.b', payload: 1, sentAt: '2026-01-31T12:00:00.000Z' }).success).toBe(
      false,
    );
    expect(newMessageSchema.safeParse({ type: 'a.b', payload: 1, attempt: 2 }).success).toBe(false);
  });
});

describe('as a CloudEvent', () => {
  test('every message is one, and comes back as it was', () => {
    fc.assert(
      fc.property(message, (one) => {
        const event = JSON.parse(JSON.stringify(toCloudEvent(one)));
        expect(cloudEventSchema.parse(event).source).toBe(`signalbox.${one.sender}`);
        expect(messageSchema.parse(fromCloudEvent(event))).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
  });

  test('names of attributes are lower-case letters and digits, as the specification has it', () => {
    fc.assert(
      fc.property(message, (one) => {
        for (const name of Object.keys(toCloudEvent(one))) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
      }),
    );
  });

  test("another system's event says nothing of the sender, and its time becomes ours", () => {
    const event = cloudEventSchema.parse({
      specversion: '1.0',
      id: '7',
      source: '/tills/3',
      type: 'a.b',
      time: '2026-01-31T13:00:00+01:00',
      otherextension: true,
    });
    expect(fromCloudEvent(event)).toEqual({ id: '7', type: 'a.b', payload: null, sentAt: '2026-01-31T12:00:00.000Z' });
  });

  test.each([
    [{ specversion: '0.3' }],
    [{ id: '' }],
    [{ source: undefined }],
    [{ datacontenttype: 'text/xml' }],
    [{ time: 'noon' }],
  ])('an event with %o is not valid', (more) => {
    const sound = { specversion: '1.0', id: '7', source: '/a', type: 'a.b' };
    expect(cloudEventSchema.safeParse(sound).success).toBe(true);
    expect(cloudEventSchema.safeParse({ ...sound, ...more }).success).toBe(false);
  });
});
