/** When a conversation is over, and how its messages hang together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { type CauseNode, causeTree, conversationState, type Told } from '../../../domain/conversation.ts';
import { message } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';

const stateOf = (...told: Told[]) =>
  conversationState(told, (channel) => catalogue.channels.get(channel)?.subscribers ?? []);
const told = (one: Message, more: Partial<Omit<Told, 'message'>> = {}): Told => ({
  message: one,
  outcomes: [],
  deadLetters: [],
  ...more,
});
const handled = (agent: string) => [{ agent, outcome: 'handled' as const }];
const order = message();

describe('a conversation', () => {
  test.each([
    ['nobody has had its message', {}, 'open'],
    ['its message was handled', { outcomes: handled('shop.packer') }, 'closed'],
    ['an agent came that was not there when it was recorded', { subscribers: [] }, 'closed'],
    ['its message expired', { outcomes: [{ agent: 'shop.packer', outcome: 'expired' as const }] }, 'closed'],
    [
      'its message failed and is tried again',
      { outcomes: [{ agent: 'shop.packer', outcome: 'failed' as const }] },
      'open',
    ],
    ['somebody else handled it', { outcomes: handled('shop.courier') }, 'open'],
    ['its message died', { deadLetters: [{ agent: 'shop.packer' }] }, 'closed'],
    ['its message died and was put back', { deadLetters: [{ agent: 'shop.packer', redrivenAt: 'now' }] }, 'open'],
    [
      'its message died, was put back and handled',
      { deadLetters: [{ agent: 'shop.packer', redrivenAt: 'now' }], outcomes: handled('shop.packer') },
      'closed',
    ],
  ])('in which %s', (_, more, state) => {
    expect(stateOf(told(order, more)).state).toBe(state);
  });

  test('does not wait for a subscriber that a message is not meant for', () => {
    expect(stateOf(told(message({ to: 'agent:shop.courier' }))).state).toBe('closed');
  });

  test('with a request is open until the answer, or until it was given up', () => {
    const request = message({ expects: 'reply', replyTo: 'shop.results' });
    const asked = told(request, { outcomes: handled('shop.packer') });
    const answer = message({ channel: 'shop.results', type: 'shop.parcel.taken', causationId: request.id });
    const escalated = message({ channel: 'system.escalations', type: 'platform.escalated', causationId: request.id });
    expect(stateOf(asked)).toMatchObject({ state: 'open', unanswered: [request.id] });
    expect(stateOf(asked, told(answer, { outcomes: handled('shop.packer') }))).toMatchObject({ state: 'closed' });
    const heard = told(escalated, { outcomes: handled('platform.registrar') });
    expect(stateOf(asked, heard)).toMatchObject({ state: 'escalated', escalated: [request.id], unanswered: [] });
  });
});

describe('the tree of causes', () => {
  const flat = (nodes: readonly CauseNode[]): string[] => nodes.flatMap(({ id, children }) => [id, ...flat(children)]);

  test('has every message once, under what caused it, whatever the causes are', () => {
    const causes = fc.array(fc.option(fc.nat(14)), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(causes, (of) => {
        const plain = of.map(() => message());
        const messages = plain.map((one, i) => {
          const cause = of[i];
          const causationId = cause === null || cause === undefined ? undefined : (plain[cause]?.id ?? message().id);
          return causationId === undefined ? one : { ...one, causationId };
        });
        expect(flat(causeTree(messages)).sort()).toEqual(messages.map(({ id }) => id).sort());
      }),
    );
  });

  test('keeps the order of children, and takes a message without a known cause as a root', () => {
    const a = message();
    const b = message({ causationId: a.id });
    const c = message({ causationId: a.id });
    const d = message({ causationId: message().id });
    expect(causeTree([a, b, c, d])).toEqual([
      { id: a.id, children: [b, c].map(({ id }) => ({ id, children: [] })) },
      { id: d.id, children: [] },
    ]);
  });
});
