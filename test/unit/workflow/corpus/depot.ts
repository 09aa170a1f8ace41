/**
 * The stage that the corpus is judged in: a depot with a buyer, a clerk, reviewers, a judge. It is no sound system on purpose:
 * it has a type that nobody subscribes to, one that nobody sends, and agents of one role of which one listens elsewhere.
 */
import * as z from 'zod';
import type { System } from '../../../../contracts/system.ts';
import { DEBATE_PHASES } from '../../../../contracts/workflow.ts';
import { createCatalogue } from '../../../../domain/catalogue.ts';
import { platform } from '../../../../systems/platform.ts';

const item = z.strictObject({ sku: z.string(), quantity: z.int().min(0), price: z.number().min(0) });
const turn = z.strictObject({
  topic: z.unknown(),
  round: z.int().min(1),
  rounds: z.int().min(1),
  phase: z.enum(DEBATE_PHASES),
  turns: z.array(z.unknown()),
});
const agent = { effects: 'pure', entry: 'none' } as const;
const channel = (title: string, carries: readonly string[]) =>
  ({ title, group: 'processing', carries, lanes: 'single' }) as const;

const depot: System = {
  name: 'depot',
  title: 'Depot',
  messages: {
    'depot.stock.requested': z.strictObject({ shelf: z.string().min(1), limit: z.int().min(1).max(100).optional() }),
    'depot.stock.counted': z.strictObject({ items: z.array(item), total: z.number(), note: z.string().optional() }),
    'depot.order.requested': z.strictObject({ sku: z.string().min(1), quantity: z.int().min(1) }),
    'depot.order.ended': z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('placed'), orderId: z.string(), sku: z.string() }),
      z.strictObject({ outcome: z.literal('refused'), reason: z.string() }),
    ]),
    'depot.order.withdrawn': z.strictObject({ orderId: z.string() }),
    'depot.withdrawal.done': z.strictObject({ orderId: z.string(), refunded: z.boolean() }),
    'depot.review.requested': z.strictObject({ subject: z.string(), urgency: z.enum(['low', 'high']) }),
    'depot.review.completed': z.strictObject({ verdict: z.enum(['good', 'bad']), score: z.number().min(0).max(1) }),
    'depot.turn.requested': turn,
    'depot.turn.taken': z.strictObject({ opinion: z.string() }),
    'depot.judgement.requested': turn,
    'depot.judgement.given': z.strictObject({ agreed: z.boolean(), summary: z.string() }),
    'depot.notice.sent': z.strictObject({ text: z.string() }),
    'depot.alarm.raised': z.strictObject({
      text: z.string(),
      level: z.enum(['low', 'high']),
      dock: z.string().optional(),
    }),
    'depot.delivery.arrived': z.strictObject({ dock: z.string() }),
    'depot.rumour.heard': z.strictObject({ text: z.string() }),
  },
  channels: {
    'depot.stock.request': channel('Counts wanted', ['depot.stock.requested']),
    'depot.stock.result': channel('Counts', ['depot.stock.counted']),
    'depot.orders': channel('Orders wanted', ['depot.order.requested', 'depot.order.withdrawn']),
    'depot.order.results': channel('Orders', ['depot.order.ended', 'depot.withdrawal.done']),
    'depot.reviews': channel('Reviews wanted', ['depot.review.requested']),
    'depot.review.results': channel('Reviews', ['depot.review.completed']),
    'depot.debates': channel('Turns wanted', ['depot.turn.requested', 'depot.judgement.requested']),
    'depot.debate.results': channel('Turns', ['depot.turn.taken', 'depot.judgement.given']),
    'depot.notices': { ...channel('Notices', ['depot.notice.sent']), group: 'output', forTheRecord: true },
    'depot.alarms': { ...channel('Alarms', ['depot.alarm.raised']), group: 'input' },
    /** Nobody sends to it. */
    'depot.deliveries': channel('Deliveries', ['depot.delivery.arrived']),
    /** Nobody subscribes to it. */
    'depot.rumours': channel('Rumours', ['depot.rumour.heard']),
  },
  inputs: ['depot.alarms'],
  agents: {
    clerk: {
      ...agent,
      title: 'Clerk',
      role: 'clerk',
      capabilities: ['counting'],
      subscribes: ['depot.stock.request', 'depot.alarms', 'depot.deliveries'],
      publishes: ['depot.stock.counted'],
    },
    buyer: {
      ...agent,
      effects: 'once',
      title: 'Buyer',
      role: 'buyer',
      capabilities: ['ordering'],
      subscribes: ['depot.orders'],
      publishes: ['depot.order.ended', 'depot.withdrawal.done'],
    },
    critic: {
      ...agent,
      title: 'Critic',
      role: 'reviewer',
      capabilities: ['review', 'debate'],
      subscribes: ['depot.reviews', 'depot.debates'],
      publishes: ['depot.review.completed', 'depot.turn.taken'],
    },
    optimist: {
      ...agent,
      title: 'Optimist',
      role: 'reviewer',
      capabilities: ['review', 'debate'],
      subscribes: ['depot.reviews', 'depot.debates'],
      publishes: ['depot.review.completed', 'depot.turn.taken'],
    },
    judge: {
      ...agent,
      title: 'Judge',
      role: 'judge',
      capabilities: ['judgement'],
      subscribes: ['depot.debates'],
      publishes: ['depot.judgement.given', 'depot.rumour.heard'],
    },
  },
};

export const catalogue = createCatalogue([platform, depot]);
