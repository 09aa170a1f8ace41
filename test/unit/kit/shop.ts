/** A small system for tests: orders come in, a packer packs them, a courier takes the parcels and answers. */
import * as z from 'zod';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { defineSystem } from '../../../systems/define.ts';
import { platform, platformChannels, platformMessages } from '../../../systems/platform.ts';

export const shop = defineSystem({
  name: 'shop',
  title: 'Shop',
  messages: {
    ...platformMessages,
    'shop.order.placed': z.strictObject({ sku: z.string(), count: z.int().min(1) }),
    'shop.parcel.packed': z.strictObject({ sku: z.string() }),
    'shop.parcel.taken': z.strictObject({ sku: z.string() }),
  },
  channels: {
    ...platformChannels,
    'shop.orders': { title: 'Orders', group: 'input', carries: ['shop.order.placed'], lanes: 'per-priority' },
    'shop.parcels': { title: 'Parcels', group: 'processing', carries: ['shop.parcel.packed'], lanes: 'single' },
    'shop.results': { title: 'Results', group: 'output', carries: ['shop.parcel.taken'], lanes: 'single' },
  },
  inputs: ['shop.orders'],
  agents: {
    packer: {
      title: 'Packer',
      role: 'packer',
      capabilities: ['packing'],
      subscribes: ['shop.orders', 'shop.results'],
      publishes: ['shop.parcel.packed'],
      effects: 'pure',
      entry: 'agents/shop/packer',
    },
    courier: {
      title: 'Courier',
      role: 'courier',
      capabilities: ['driving'],
      subscribes: ['shop.parcels'],
      publishes: ['shop.parcel.taken'],
      effects: 'once',
      entry: 'agents/shop/courier',
    },
  },
});

export const catalogue = createCatalogue([platform, shop]);
