/** Payloads of what is done about a vehicle: telling the customer, booking the workshop, learning from the field. */
import * as z from 'zod';
import { messageId, timestamp } from '../../contracts/message.ts';
import { NOTICE_CHANNELS } from '../../domain/fleet/customers.ts';
import type { Insight } from '../../domain/fleet/insights.ts';
import { caseId, component, isoTime, modelName, modelYear, vehicleId } from './vehicle-payloads.ts';

const channel = z.enum(NOTICE_CHANNELS);
const customerId = vehicleId;

/** What the customer said to a finding. */
export const engagementCompleted = z.strictObject({
  caseId,
  vehicleId,
  customerId,
  channel,
  deliverAt: timestamp,
  answer: z.enum(['accepted', 'declined', 'no-answer']),
  /** Real, or made up by the stand-in. */
  answeredBy: z.enum(['customer', 'simulated-customer']),
});

export const schedulingCompleted = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('booked'),
    caseId,
    vehicleId,
    appointment: z.strictObject({
      centreId: z.string(),
      centre: z.string(),
      bay: z.int().min(1),
      startsAt: timestamp,
      endsAt: timestamp,
      distanceKm: z.number().min(0),
    }),
  }),
  z.strictObject({ outcome: z.literal('no-slot'), caseId, vehicleId, reason: z.string() }),
]);

/** A notice to a customer, as a provider of its channel sends it. */
export const customerNotified = z.strictObject({
  caseId,
  vehicleId,
  customerId,
  purpose: z.enum(['finding', 'declined', 'appointment', 'no-slot']),
  channel,
  deliverAt: timestamp,
  subject: z.string(),
  text: z.string(),
});

/** Something that a person of the fleet's operator has to look at. */
export const operatorAlerted = z.strictObject({
  about: z.enum(['unanswered', 'dead-letter', 'insight']),
  reason: z.string(),
  /** The message that it is about. */
  messageId: z.string(),
  caseId: messageId.optional(),
  vehicleId: vehicleId.optional(),
});

/** What a customer or a workshop reports about a component, with or without a failure that somebody has seen. */
export const feedbackReceived = z.strictObject({
  /** The reporter's own id, if any: a report sent again under another message id counts once. */
  feedbackId: z.string().min(1).max(100).optional(),
  vehicleId,
  model: modelName,
  modelYear,
  component,
  source: z.enum(['customer', 'workshop']).default('customer'),
  failureConfirmed: z.boolean(),
  rating: z.int().min(1).max(5).optional(),
  comment: z.string().max(2_000).optional(),
  /** When it was seen; without it, when it was sent. */
  observedAt: isoTime.optional(),
});

export const manufacturingInsight: z.ZodType<Insight> = z.strictObject({
  component,
  modelYear,
  models: z.array(modelName),
  reports: z.int().min(1),
  confirmedFailures: z.int().min(0),
  failureRate: z.strictObject({ value: z.number(), low: z.number(), high: z.number() }),
  trend: z.enum(['rising', 'steady', 'falling', 'unknown']),
  severity: z.enum(['information', 'watch', 'serious', 'critical']),
  recommendedStep: z.enum(['none', 'watch', 'inspect-series', 'review-recall']),
});
