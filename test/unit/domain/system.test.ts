/** What a declaration must keep, and what follows from several of them together. */

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ModelUse, System } from '../../../contracts/system.ts';
import { channelOf, checkSystem } from '../../../domain/system.ts';
import { defineSystem } from '../../../systems/define.ts';
import { catalogue, shop } from '../kit/shop.ts';

const sound: System = {
  name: 'inn',
  title: 'Inn',
  messages: { 'inn.asked': z.string(), 'inn.told': z.string() },
  channels: {
    'inn.in': { title: 'In', group: 'input', carries: ['inn.asked'], lanes: 'single' },
    'inn.out': { title: 'Out', group: 'output', carries: ['inn.told'], lanes: 'single' },
  },
  inputs: ['inn.in'],
  agents: {
    host: {
      title: 'Host',
      role: 'host',
      capabilities: [],
      subscribes: ['inn.in', 'inn.out'],
      publishes: ['inn.told'],
      effects: 'pure',
      entry: 'agents/inn/host',
    },
  },
};
const host = sound.agents.host;
const inChannel = sound.channels['inn.in'];

const using = (model: ModelUse, needs: readonly 'model'[] = ['model']): Partial<System> => ({
  agents: { host: { ...host, model, needs } as never },
});

describe('a declaration', () => {
  test('that keeps the rules has no breach', () => {
    expect(checkSystem(sound)).toEqual([]);
    expect(checkSystem(shop)).toEqual([]);
  });

  const cases: [rule: string, more: Partial<System>, breach: string][] = [
    [
      'a type on no channel',
      { messages: { ...sound.messages, 'inn.lost': z.string() } },
      'inn.lost travels on no channel',
    ],
    [
      'a type on two channels',
      { channels: { ...sound.channels, ...(inChannel && { 'inn.more': inChannel }) }, inputs: ['inn.in', 'inn.more'] },
      'inn.asked travels on inn.in and inn.more',
    ],
    [
      'a channel that nobody hears',
      { agents: { host: { ...host, subscribes: ['inn.in'] } as never } },
      'Nobody subscribes to inn.out',
    ],
    ['a channel that nobody feeds', { inputs: [] }, 'Nobody sends to inn.in'],
    ['an input that is no channel', { inputs: ['inn.in', 'inn.side'] }, '`inputs` names inn.side'],
    [
      'a subscription to nothing',
      { agents: { host: { ...host, subscribes: ['inn.in', 'inn.out', 'inn.side'] } as never } },
      'subscribes to inn.side',
    ],
    [
      'a publication of nothing',
      { agents: { host: { ...host, publishes: ['inn.told', 'inn.sung'] } as never } },
      'publishes inn.sung',
    ],
    ['models that it does not need', using({}, []), 'does not need them'],
    ['a person asked before a cheaper model', using({ whenSpent: ['ask', 'cheaper'] }), 'in another order'],
    ['a person asked twice', using({ whenSpent: ['ask', 'ask'] }), 'names something twice'],
    ['a budget below 0', using({ budgetUsd: { day: -1 } }), 'below 0'],
    ['a cache for part of a second', using({ cacheS: 0.5 }), 'no whole second'],
  ];
  test.each(cases)('with %s is refused by name', (_, more, breach) => {
    expect(checkSystem({ ...sound, ...more }).join('\n')).toContain(breach);
    expect(() => defineSystem({ ...sound, ...more } as never)).toThrow(breach);
  });

  test('gives each type its channel; an unknown type is named', () => {
    expect(channelOf(sound, 'inn.told')).toBe('inn.out');
    expect(() => channelOf(sound, 'inn.sung')).toThrow('inn.sung');
  });
});

test('together, systems share the channels of the platform, and each agent has its full name', () => {
  expect([...catalogue.agents.keys()].filter((id) => id.startsWith('shop.'))).toEqual(['shop.packer', 'shop.courier']);
  expect(catalogue.channels.get('system.errors')?.subscribers.map(({ id }) => id)).toContain('platform.registrar');
  expect(catalogue.types.get('shop.order.placed')?.channel).toMatchObject({ name: 'shop.orders', open: true });
  expect(catalogue.types.get('shop.parcel.packed')?.channel.open).toBe(false);
});
