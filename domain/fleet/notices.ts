/**
 * How a customer is told: over which channel, when, and in which words. Pure; sends nothing.
 * Rules: 1. critical outranks preference and sleep: the loudest channel, at once; 2. in quiet hours what makes no noise goes
 * at once, all else waits for the morning; 3. a channel that was not answered last time comes last.
 */
import type { Condition } from './analysis.ts';
import type { Customer, NoticeChannel } from './customers.ts';
import type { Trouble } from './vehicle.ts';

export type Purpose = 'finding' | 'declined' | 'appointment' | 'no-slot';

export interface Delivery {
  readonly channel: NoticeChannel;
  /** ISO 8601; not before. */
  readonly deliverAt: string;
}

export interface Notice extends Delivery {
  readonly purpose: Purpose;
  readonly subject: string;
  readonly text: string;
}

const LOUDEST: readonly NoticeChannel[] = ['phone', 'sms', 'push', 'email'];
const SILENT: ReadonlySet<NoticeChannel> = new Set(['email']);
const HOUR_MS = 3_600_000;

/** @param unanswered channels whose last notice the customer did not answer */
export function deliveryFor(
  customer: Customer,
  condition: Condition,
  now: Date,
  unanswered: ReadonlySet<NoticeChannel> = new Set(),
): Delivery {
  const at = (ms: number) => new Date(ms).toISOString();
  if (condition === 'critical') {
    const channel = LOUDEST.find((one) => customer.channels.includes(one)) ?? customer.channels[0];
    return { channel, deliverAt: at(now.getTime()) };
  }
  const answered = customer.channels.filter((one) => !unanswered.has(one));
  const usable = answered.length > 0 ? answered : customer.channels;
  const waitMs = quietForMs(customer, now);
  const silent = waitMs > 0 ? usable.find((one) => SILENT.has(one)) : undefined;
  if (silent) return { channel: silent, deliverAt: at(now.getTime()) };
  return { channel: usable[0] ?? customer.channels[0], deliverAt: at(now.getTime() + waitMs) };
}

/** How long the customer's quiet hours still last; 0 outside of them. */
function quietForMs({ quietHours, utcOffsetH }: Customer, now: Date): number {
  if (!quietHours) return 0;
  const local = new Date(now.getTime() + utcOffsetH * HOUR_MS);
  const hour = local.getUTCHours() + local.getUTCMinutes() / 60 + local.getUTCSeconds() / 3600;
  const { from, until } = quietHours;
  const isQuiet = from <= until ? hour >= from && hour < until : hour >= from || hour < until;
  return isQuiet ? Math.round(((until - hour + 24) % 24) * HOUR_MS) : 0;
}

const HEADLINES: Readonly<Record<Trouble['concern']['condition'], string>> = {
  watch: 'something to keep an eye on',
  warning: 'a service is due',
  critical: 'stop as soon as it is safe',
};

const words = (dashed: string): string => dashed.replaceAll('-', ' ');
const nameOf = ({ vehicle: { model, modelYear, id } }: Trouble): string => `${model} (${modelYear}), ${id}`;

/** Tells what was found and asks whether to book the workshop. */
export function findingNotice(trouble: Trouble, delivery: Delivery): Notice {
  const { condition, component, mode, action } = trouble.concern;
  const what = mode === 'unknown' ? 'Its readings are unusual' : `Its readings point to ${words(mode)}`;
  const where = component === 'unknown' ? '' : ` (${words(component)})`;
  return {
    ...delivery,
    purpose: 'finding',
    subject: `${nameOf(trouble)}: ${HEADLINES[condition]}`,
    text: `${what}${where}. ${action.text} Shall we book an appointment at a workshop near you?`,
  };
}

/** Confirms a no, and says what stays. */
export const declinedNotice = (trouble: Trouble, delivery: Delivery): Notice => ({
  ...delivery,
  purpose: 'declined',
  subject: `${nameOf(trouble)}: no appointment, as you wish`,
  text: `We book nothing. The finding stays: ${trouble.concern.action.text} You can ask for an appointment at any time.`,
});

/** @param startsAt ISO 8601, as it stands in the text */
export const appointmentNotice = (trouble: Trouble, delivery: Delivery, centre: string, startsAt: string): Notice => ({
  ...delivery,
  purpose: 'appointment',
  subject: `${nameOf(trouble)}: appointment booked`,
  text: `${centre} expects it on ${startsAt.slice(0, 10)} at ${startsAt.slice(11, 16)} UTC for its ${words(trouble.concern.component)}.`,
});

export const noSlotNotice = (trouble: Trouble, delivery: Delivery, reason: string): Notice => ({
  ...delivery,
  purpose: 'no-slot',
  subject: `${nameOf(trouble)}: no appointment found yet`,
  text: `${reason} ${trouble.concern.action.text} Our service desk will call you.`,
});

/** A notice with whom and what it is about. */
export const toCustomer = ({ caseId, vehicle: { id, customerId } }: Trouble, notice: Notice) => ({
  caseId,
  vehicleId: id,
  customerId,
  ...notice,
});
