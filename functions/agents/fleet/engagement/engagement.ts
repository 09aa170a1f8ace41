/**
 * Tells customers what was found and records what they say. Needs what every agent needs, and its own state: answers by customer.
 */

import type { Respond } from '../../../../domain/fleet/customer-responses.ts';
import { type Customer, customerOf, type NoticeChannel } from '../../../../domain/fleet/customers.ts';
import { declinedNotice, deliveryFor, findingNotice, toCustomer } from '../../../../domain/fleet/notices.ts';
import type { fleet } from '../../../../systems/fleet.ts';
import type { Handlers } from '../../../kit/agent.ts';
import type { State } from '../../../kit/state.ts';

/** Answers are kept for a year: they say how a customer is reached best. */
const KEPT_MS = 365 * 86_400_000;

interface Answered {
  readonly at: string;
  readonly channel: NoticeChannel;
  readonly answer: string;
}

const partitionOf = ({ id }: Customer): string => `customer#${id}`;

/** Channels whose latest notice, this one aside, was not answered. */
async function unansweredChannels(state: State, customer: Customer, requestId: string): Promise<Set<NoticeChannel>> {
  const before = (await state.list<Answered>(partitionOf(customer))).filter(({ key }) => key !== requestId);
  const latest = new Map(
    before
      .map(({ value }) => value)
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((value) => [value.channel, value]),
  );
  return new Set([...latest.values()].flatMap(({ channel, answer }) => (answer === 'no-answer' ? [channel] : [])));
}

/** @param respond asks the customer */
export const createEngagement = (respond: Respond): Handlers<typeof fleet, 'engagement'> => ({
  'fleet.engagement.requested': async ({ id, payload: trouble }, { state, now }) => {
    const { caseId, vehicle, concern } = trouble;
    const customer = customerOf(vehicle.customerId);
    const unanswered = await unansweredChannels(state, customer, id);
    const delivery = deliveryFor(customer, concern.condition, now, unanswered);
    const { answer, from } = respond(customer.id, id, concern.condition);
    const record: Answered = { at: now.toISOString(), channel: delivery.channel, answer };
    await state.put(partitionOf(customer), id, record, { keepUntil: new Date(now.getTime() + KEPT_MS) });
    const told = { caseId, vehicleId: vehicle.id, customerId: customer.id, ...delivery };
    const finding = findingNotice(trouble, delivery);
    const notices = answer === 'declined' ? [finding, declinedNotice(trouble, delivery)] : [finding];
    return [
      { type: 'fleet.engagement.completed', payload: { ...told, answer, answeredBy: from } },
      ...notices.map((notice) => ({ type: 'fleet.customer.notified', payload: toCustomer(trouble, notice) }) as const),
    ];
  },
});
